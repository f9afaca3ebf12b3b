package io.hexr.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.console.Outlet;
import io.hexr.console.Terminal;

/** The launcher: wires the process to the command line and ends with its status. */
public final class Hexr {
    private Hexr() {}

    public static void main(String[] args) {
        Environment environment = Environment.ofProcess();
        Surroundings surroundings = new Surroundings(
                environment,
                Terminal.detect(environment),
                new FileInputStream(FileDescriptor.in),
                Outlet.standardOutput(),
                Outlet.standardError());
        Interruption interruption = Interruption.armed();
        ExitStatus status = new CommandLineRun(surroundings, Verbs.ALL, interruption).run(args);
        interruption.ended(status);
        System.exit(status.code());
    }
}
