package io.hexr.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A command as a user can paste it into a shell. */
final class CommandText {
    private CommandText() {}

    /** @param words the first as it stands, every other as one word; options among them are harmless */
    static String of(String command, Object... words) {
        return command
                + Arrays.stream(words)
                        .map(word -> " " + quoted(String.valueOf(word)))
                        .collect(Collectors.joining());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
