/** Packages, lints and renders charts. */
@NullMarked
package io.hexr.helm;

import org.jspecify.annotations.NullMarked;
