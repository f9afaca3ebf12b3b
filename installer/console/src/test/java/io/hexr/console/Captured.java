package io.hexr.console;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Both streams of a command, kept in memory. */
final class Captured {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Terminal terminal;
    final Narration narration;

    Captured(Terminal terminal, Narration.Loudness loudness) {
        this.terminal = terminal;
        this.narration = new Narration(new Outlet(err), terminal.charset(), loudness, Narration.Paint.PLAIN);
    }

    static Captured plain() {
        return new Captured(terminal(80, StandardCharsets.UTF_8), Narration.Loudness.NORMAL);
    }

    /** A terminal of that many columns on all three streams. */
    static Terminal terminal(int columns, Charset charset) {
        return Terminal.of(
                environment(Map.of("TERM", "xterm", "COLUMNS", Integer.toString(columns))),
                Set.of(Terminal.Stream.IN, Terminal.Stream.OUT, Terminal.Stream.ERR),
                charset);
    }

    static Terminal noTerminal() {
        return Terminal.of(environment(Map.of()), Set.of(), StandardCharsets.UTF_8);
    }

    static Environment environment(Map<String, String> variables) {
        return new Environment(variables, java.nio.file.Path.of("").toAbsolutePath());
    }

    TextPrinter text() {
        return new TextPrinter(new Outlet(out), terminal, narration);
    }

    JsonPrinter json() {
        return new JsonPrinter(new Outlet(out), narration);
    }

    String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String narrated() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
