package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a command looks at: a bundle that lies here, or, with {@code --from}, a release where it lies. */
final class BundleOrRelease {
    @Parameters(
            index = "0..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "A bundle, a folder of its parts, or parts; with discs in several drives, one for each.")
    List<Path> places = new ArrayList<>();

    @Mixin
    final ReleaseOrigin origin = new ReleaseOrigin();

    /** Refuses what leaves open which of the two is meant. */
    boolean isRelease(String command) {
        boolean from = origin.from != null;
        if (from && !places.isEmpty()) {
            throw usage(
                    "either a bundle is meant or a release",
                    "FILE and --from were both given",
                    "leave one of them out");
        }
        if (!from && places.isEmpty()) {
            throw usage(
                    "no bundle was named",
                    "FILE is missing",
                    "hexr " + command + " FILE, or hexr " + command + " --from REGISTRY");
        }
        if (!from && origin.version != null) {
            throw usage(
                    "--version chooses among the releases of a registry",
                    "--from is missing",
                    "leave it out, or name the registry: --from REGISTRY");
        }
        if (!from && !origin.connection.words().isEmpty()) {
            throw usage(
                    String.valueOf(origin.connection.words().getFirst()) + " says how a registry is reached",
                    "--from is missing",
                    "leave it out, or name the registry: --from REGISTRY");
        }
        return from;
    }

    private static ConsoleException.Refused usage(String summary, String cause, String next) {
        return new ConsoleException.Refused(
                Problem.of(GeneralCode.USAGE, summary).because(cause).next(next));
    }

    BundleSource bundle() {
        BundleSource source = new BundleSource();
        source.places = places;
        return source;
    }
}
