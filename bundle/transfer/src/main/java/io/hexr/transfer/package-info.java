/** Push, delta, inventory, doctor, prune: a verified bundle meets a registry. */
@NullMarked
package io.hexr.transfer;

import org.jspecify.annotations.NullMarked;
