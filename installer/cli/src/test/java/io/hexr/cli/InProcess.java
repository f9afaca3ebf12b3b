package io.hexr.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.console.Outlet;
import io.hexr.console.Terminal;

/** One run of the command line inside the test. */
record InProcess(ExitStatus status, String out, String err) {
    private static final Path NOWHERE = Path.of("target", "no-such-folder").toAbsolutePath();

    static InProcess run(Environment environment, Path systemSettings, String... args) {
        return run(environment, systemSettings, TestVerbs.all(), 80, args);
    }

    /** With the commands that are shipped, at a width. */
    static InProcess shipped(int columns, String... args) {
        return shipped(new Environment(Map.of(), NOWHERE), columns, args);
    }

    static InProcess shipped(Environment environment, int columns, String... args) {
        return run(environment, NOWHERE.resolve("config"), Verbs.ALL, columns, args);
    }

    private static InProcess run(
            Environment environment, Path systemSettings, Verbs verbs, int columns, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(Set.of(), Terminal.Motion.APPENDS, StandardCharsets.UTF_8, () -> columns);
        Surroundings around = new Surroundings(
                environment,
                systemSettings,
                terminal,
                new ByteArrayInputStream(new byte[0]),
                new Outlet(out),
                new Outlet(err));
        ExitStatus status = new CommandLineRun(around, verbs, Interruption.unarmed()).run(args);
        return new InProcess(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static InProcess run(String... args) {
        return run(new Environment(Map.of(), NOWHERE), NOWHERE.resolve("config"), args);
    }

    /** For a golden file: the command line, both streams, the status. */
    String transcript(String... args) {
        return "$ hexr " + String.join(" ", args) + "\n" + out + err + "[exit " + status.code() + "]\n\n";
    }
}
