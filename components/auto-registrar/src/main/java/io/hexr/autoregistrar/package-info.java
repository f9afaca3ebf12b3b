/** Keeps SPIRE entries equal to the declared roles of managed pods. */
@NullMarked
package io.hexr.autoregistrar;

import org.jspecify.annotations.NullMarked;
