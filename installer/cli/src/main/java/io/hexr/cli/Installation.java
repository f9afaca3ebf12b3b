package io.hexr.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

import io.hexr.assembly.ChartBench;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.helm.Helm;

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

    static ChartBench chartBench() {
        return new ChartBench(() -> Helm.load(nativeCode()), LocalDate.now(ZoneOffset.UTC));
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
