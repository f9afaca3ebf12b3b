/** The connected side: resolve, fetch, build component images, close, sign, write. */
@NullMarked
package io.hexr.assembly;

import org.jspecify.annotations.NullMarked;
