package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where sources and images are kept between builds. */
final class CacheOption {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where sources and finished images are kept; the folder hexr in XDG_CACHE_HOME unless given.")
    @Nullable
    Path cache;

    Path folder(Environment environment) {
        return (cache != null ? cache : usual(environment)).toAbsolutePath();
    }

    /** Unless a person says otherwise. */
    static Path usual(Environment environment) {
        return environment
                .cacheHome()
                .orElseGet(() -> environment.workingFolder().resolve(".cache"));
    }
}
