/**
 * The charts and profiles of this repository, rendered and judged.
 *
 * <p>Promises: every profile with every overlay and every choice of components keeps every invariant, and each invariant is shown to be guarded by taking it
 * away once. Refuses: an image outside the lock, a README that is not what the schema says.
 */
@NullMarked
package io.hexr.charts;

import org.jspecify.annotations.NullMarked;
