/**
 * A verified bundle meets a registry: push, delta, inventory, doctor, prune. Promises that nothing is sent that was not verified, that a release's tag
 * appears last, and that nothing is removed that a person did not see listed. Refuses a registry's word for anything that a digest or a signature can
 * settle. For the command line; opens no connection of its own but through the registry client.
 */
@NullMarked
package io.hexr.transfer;

import org.jspecify.annotations.NullMarked;
