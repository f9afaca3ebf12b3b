/**
 * The life cycle of an installation as pure domain: what a cluster is like, what a release wants of it, what is wrong between the two, which steps lead from
 * one to the other, and the run that performs them through ports.
 *
 * <p>Promises: findings and plans are pure functions of facts and a release, so they can be printed, saved and compared; nothing that was not looked at
 * passes; a blocker cannot be accepted; a run that was killed at any point is continued by planning again; a second run at the same time is refused.
 * Refuses: any knowledge of a Kubernetes client, of Helm or of a clock other than what it is handed.
 */
@NullMarked
package io.hexr.install;

import org.jspecify.annotations.NullMarked;
