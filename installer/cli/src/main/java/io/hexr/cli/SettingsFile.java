package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;

/** Lines of {@code key = value}; {@code #} begins a comment line. Small, UTF-8, each key once, no unknown key: whatever else it holds is refused by line. */
final class SettingsFile {
    private static final int LARGEST = 64 * 1024;

    private SettingsFile() {}

    /**
     * Empty where there is no such file, or where it lies in a folder this user may not enter (a home kept from another user). A file that is there and cannot
     * be read is refused: it may hold what the user relies on.
     */
    static Optional<Settings.Layer> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.FILE_UNREADABLE, "settings file " + file + " cannot be read: " + e.getMessage())
                    .about(file.toString())
                    .next("ls -l " + file));
        }
        if (bytes.length > LARGEST) {
            throw Settings.refused("settings file " + file + " is larger than " + LARGEST + " bytes", file.toString());
        }
        return Optional.of(new Settings.Layer(file.toString(), values(text(bytes, file), file)));
    }

    private static String text(byte[] bytes, Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Settings.refused("settings file " + file + " is not UTF-8 text", file.toString());
        }
    }

    private static Map<Setting, String> values(String text, Path file) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            String place = file + " line " + number;
            int equals = stripped.indexOf('=');
            if (equals < 0) {
                throw Settings.refused(place + " is not \"key = value\"", place);
            }
            String key = stripped.substring(0, equals).strip();
            Setting setting = Setting.ofKey(key).orElseThrow(() -> unknown(key, place));
            String value =
                    Settings.checked(setting, stripped.substring(equals + 1).strip(), place);
            if (values.put(setting, value) != null) {
                throw Settings.refused(place + " sets " + key + " a second time", place);
            }
        }
        return values;
    }

    private static ConsoleException.Refused unknown(String key, String place) {
        String suggestion = Suggestions.closest(
                        key, Arrays.stream(Setting.values()).map(Setting::key).toList())
                .map(close -> "; did you mean \"" + close + "\"?")
                .orElse("");
        return Settings.refused(place + " has an unknown key \"" + key + "\"" + suggestion, place);
    }
}
