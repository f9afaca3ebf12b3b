package io.hexr.console;

/** All that a running command speaks with. */
public record Voice(
        Printer printer,
        Narration narration,
        Progress progress,
        Prompt prompt,
        Terminal terminal,
        Cancellation cancellation) {}
