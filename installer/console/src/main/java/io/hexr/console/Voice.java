package io.hexr.console;

/** All that a running command speaks with, and what surrounds it. */
public record Voice(
        Printer printer,
        Narration narration,
        Progress progress,
        Prompt prompt,
        Terminal terminal,
        Cancellation cancellation,
        Environment environment) {}
