/**
 * The one hexr command: options and wiring, nothing else.
 *
 * <p>Promises: every command is one file that turns options into one call and its result into one {@link io.hexr.console.Report}; settings come from flag,
 * {@code HEXR_*}, project, user and system, in that order, the same for all; every end has its exit status. Refuses: unknown commands, options and
 * settings keys (with a suggestion), a stack trace where nobody asked for one, any decision about bundles, trust or clusters: those are calls.
 *
 * <p>How a command is added stands in {@code installer/cli/README.md}.
 */
@NullMarked
package io.hexr.cli;

import org.jspecify.annotations.NullMarked;
