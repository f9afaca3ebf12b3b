/** Versioned secrets under envelope encryption. */
@NullMarked
package io.hexr.vault;

import org.jspecify.annotations.NullMarked;
