/**
 * The connected side: from a release spec to a release that can be signed.
 *
 * <p>Promises: a release is closed (whatever it names is in its folder), pinned (nothing in its lock is a tag alone) and the same for the same inputs; a
 * build that was stopped is run again and ends in the same bytes. Refuses: an image without one of its layers, a layer that Docker could not load, a file
 * that changes while it is read, the folder of another release.
 */
@NullMarked
package io.hexr.assembly;

import org.jspecify.annotations.NullMarked;
