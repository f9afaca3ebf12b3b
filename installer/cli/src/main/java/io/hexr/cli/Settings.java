package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hexr.console.ConsoleException;
import io.hexr.console.Environment;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;

/**
 * What was set outside the command line. A flag wins over all of it; then the environment, the project ({@code .hexr/config} in the working folder), the user
 * ({@code hexr/config} below the XDG config folder) and the system. A value that is none is refused with the place it stands in, never skipped.
 */
record Settings(List<Layer> layers) {
    static final Path PROJECT_FILE = Path.of(".hexr", "config");
    static final Path SYSTEM_FILE = Path.of("/etc/hexr/config");

    /** What one place says. */
    record Layer(String place, Map<Setting, String> values) {
        boolean on(Setting setting) {
            return "true".equals(values.get(setting));
        }

        boolean says(Setting setting) {
            return values.containsKey(setting);
        }
    }

    Settings {
        layers = List.copyOf(layers);
    }

    static Settings none() {
        return new Settings(List.of());
    }

    static Settings read(Environment environment, Path systemFile) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Layer("the environment", variables(environment)));
        SettingsFile.read(environment.workingFolder().resolve(PROJECT_FILE))
                .map(Settings::withoutPersonal)
                .ifPresent(layers::add);
        environment
                .configHome()
                .flatMap(folder -> SettingsFile.read(folder.resolve("config")))
                .ifPresent(layers::add);
        SettingsFile.read(systemFile).ifPresent(layers::add);
        return new Settings(layers);
    }

    private static Layer withoutPersonal(Layer project) {
        project.values().keySet().stream()
                .filter(Setting::isPersonal)
                .findFirst()
                .ifPresent(setting -> {
                    throw refused(
                            project.place() + " sets " + setting.key()
                                    + ", which only you may set: in the environment or in" + " your own settings file",
                            project.place());
                });
        return project;
    }

    Optional<String> find(Setting setting) {
        for (Layer layer : layers) {
            String value = layer.values().get(setting);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    boolean on(Setting setting) {
        return find(setting).filter("true"::equals).isPresent();
    }

    private static Map<Setting, String> variables(Environment environment) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            environment
                    .variable(setting.variable())
                    .ifPresent(text ->
                            values.put(setting, checked(setting, text, "environment variable " + setting.variable())));
        }
        return values;
    }

    static String checked(Setting setting, String text, String place) {
        return setting.parse(text)
                .orElseThrow(() -> refused(
                        place + " says \"" + text + "\"; it may be " + String.join(" or ", setting.choices()), place));
    }

    static ConsoleException.Refused refused(String summary, String place) {
        return new ConsoleException.Refused(
                Problem.of(GeneralCode.SETTING_INVALID, summary).about(place));
    }
}
