/**
 * What a release consists of and the archive it travels in: spec, lock, signed contents, the writer, the readers, parts.
 *
 * <p>Promises: the same contents and presence give the same bytes everywhere; a {@link io.hexr.format.VerifiedBundle} or
 * {@link io.hexr.format.VerifiedRelease} exists only after a trust policy believed the signature and every byte was held against what is signed; whatever
 * is written survives a kill and is continued by a rerun. Refuses: any byte that does not follow from the signed contents, the presence list or a digest;
 * sizes, counts, names and depths beyond the caps, before memory is taken for them; a format it does not know, by the name of the hexr that does.
 */
@NullMarked
package io.hexr.format;

import org.jspecify.annotations.NullMarked;
