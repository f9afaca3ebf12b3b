package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;

/** What lies beside the command: charts, profiles and native code. The launcher says where. */
final class Installation {
    private Installation() {}

    static Path charts() {
        return folder("hexr.home").resolve("charts");
    }

    static Path profiles() {
        return folder("hexr.home").resolve("profiles");
    }

    static Path nativeCode() {
        return folder("hexr.native");
    }

    private static Path folder(String property) {
        String folder = System.getProperty(property);
        if (folder == null) {
            throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "Java was started without -D" + property)
                    .because("it was not started by the launcher")
                    .next("start hexr by its launcher, bin/hexr"));
        }
        return Path.of(folder);
    }
}
