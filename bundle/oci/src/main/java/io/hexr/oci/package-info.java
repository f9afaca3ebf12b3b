/**
 * Content by digest: values parsed once, manifests that keep the bytes they arrived in, stores, and the one copy algorithm. No network.
 *
 * <p>Promises: whatever is read through a {@link io.hexr.oci.ContentSource} has the size and digest its descriptor names, or the read fails; a
 * {@link io.hexr.oci.Manifest} is carried byte for byte, unknown fields included. Refuses: digest strings, references, JSON or graphs outside the limits
 * of {@link io.hexr.oci.Limits}, before memory is taken for them.
 */
@NullMarked
package io.hexr.oci;

import org.jspecify.annotations.NullMarked;
