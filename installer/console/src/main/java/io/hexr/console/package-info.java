/**
 * How a command speaks: exit status, problems with stable codes, results as data, progress, questions, interruption.
 *
 * <p>Promises: standard output carries the result and nothing else, as text or as one versioned JSON document; standard error carries narration, progress
 * and errors; every failure of ours becomes a {@link io.hexr.console.Problem} that says what failed, the likely cause and the next command, and the same
 * failure always ends with the same {@link io.hexr.console.ExitStatus}. Nothing a stranger wrote reaches a terminal with its control characters.
 *
 * <p>Refuses: a question where nobody can answer, a secret in any output (there is no way to put a {@code Secret} into a result), native code. May be used
 * by the command line only; it knows the other modules by their exception families and nothing else.
 */
@NullMarked
package io.hexr.console;

import org.jspecify.annotations.NullMarked;
