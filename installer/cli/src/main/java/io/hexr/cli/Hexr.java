package io.hexr.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;

import io.hexr.console.Environment;
import io.hexr.console.Outlet;
import io.hexr.console.Terminal;

/** The launcher: wires the process to the command line and ends with its status. */
public final class Hexr {
    private Hexr() {}

    public static void main(String[] args) {
        end(Verbs.ALL, args);
    }

    /** Runs one of the commands and ends the process with its status. */
    static void end(Verbs verbs, String... args) {
        Interruption interruption = Interruption.armed();
        Environment environment = Environment.ofProcess();
        Surroundings surroundings = new Surroundings(
                environment,
                Settings.SYSTEM_FILE,
                Terminal.detect(environment),
                new FileInputStream(FileDescriptor.in),
                Outlet.standardOutput(),
                Outlet.standardError());
        interruption.end(new CommandLineRun(surroundings, verbs, interruption).run(args));
    }
}
