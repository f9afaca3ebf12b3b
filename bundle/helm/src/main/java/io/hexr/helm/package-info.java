/**
 * Charts: packed reproducibly, linted and rendered by Helm itself, and judged by what they render.
 *
 * <p>Promises: rendering needs no cluster and no network, the same inputs give the same bytes, and what a profile forbids is refused with the key, the value,
 * the rule and the remedy. Refuses: native code that was not installed beforehand (nothing is extracted or fetched at run time), values the schema does not
 * know, an image the release lacks, manifests that break an invariant.
 */
@NullMarked
package io.hexr.helm;

import org.jspecify.annotations.NullMarked;
