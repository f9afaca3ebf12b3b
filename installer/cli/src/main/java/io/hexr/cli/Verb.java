package io.hexr.cli;

import io.hexr.console.Voice;

/** A command that does something; one that only groups others does not implement this. */
interface Verb {
    /** The one call behind the options. Failures are thrown; what was expected, though unwelcome, is an outcome with a status. */
    Outcome run(Voice voice);

    /** Told before it runs what was set outside the command line; most commands do not care. */
    default void settle(Settings settings) {}
}
