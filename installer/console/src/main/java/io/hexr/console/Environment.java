package io.hexr.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What surrounds the process, read once by the launcher and handed on as a value. */
public record Environment(Map<String, String> variables, Path workingFolder) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** The real one. */
    public static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of("").toAbsolutePath());
    }

    /** A variable that is set and not empty; the XDG rules treat empty as absent. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** An absolute folder named by a variable; a relative one is ignored, as the XDG rules say. */
    public Optional<Path> folder(String name) {
        return variable(name).flatMap(Environment::path).filter(Path::isAbsolute);
    }

    /** Where this user's settings lie; empty where there is no home. */
    public Optional<Path> configHome() {
        return folder("XDG_CONFIG_HOME")
                .or(() -> folder("HOME").map(home -> home.resolve(".config")))
                .map(folder -> folder.resolve("hexr"));
    }

    /** Where this user's state lies; empty where there is no home. */
    public Optional<Path> stateHome() {
        return folder("XDG_STATE_HOME")
                .or(() -> folder("HOME").map(home -> home.resolve(".local").resolve("state")))
                .map(folder -> folder.resolve("hexr"));
    }

    /** Where what can be made again lies for this user; empty where there is no home. */
    public Optional<Path> cacheHome() {
        return folder("XDG_CACHE_HOME")
                .or(() -> folder("HOME").map(home -> home.resolve(".cache")))
                .map(folder -> folder.resolve("hexr"));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
