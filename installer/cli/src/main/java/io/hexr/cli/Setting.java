package io.hexr.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An option that need not be repeated on each command line: {@code --no-input} is {@code HEXR_NO_INPUT} in the environment and {@code no-input} in a file.
 * What answers a question in advance or loosens a check never stands here: it is given each time, in view.
 */
enum Setting {
    OUTPUT("text|json", "how results and errors are written"),
    QUIET("true|false", "only results, warnings and errors"),
    VERBOSE("true|false", "more detail; stack traces with errors"),
    NO_INPUT("true|false", "never ask; a command that must ask fails"),
    NO_COLOR("true|false", "no colours (NO_COLOR works, too)"),
    FROM("DIR|REGISTRY", "where releases are taken from; never in a project's file"),
    CUSTODY_KEY("FILE", "the private key that signs custody records; never in a project's file"),
    CUSTODY_PASSPHRASE_FILE("FILE", "its first line opens that key; never in a project's file"),
    WHO("NAME", "who stands in custody records; never in a project's file"),
    HOST_ROLE("ROLE", "what this machine is, in custody records; never in a project's file");

    private final String choices;
    private final String meaning;

    Setting(String choices, String meaning) {
        this.choices = choices;
        this.meaning = meaning;
    }

    static Optional<Setting> ofKey(String key) {
        for (Setting setting : values()) {
            if (setting.key().equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** As in a file, and as the option without its dashes. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String variable() {
        return "HEXR_" + name();
    }

    String meaning() {
        return meaning;
    }

    List<String> choices() {
        return List.of(choices.split("\\|", -1));
    }

    /**
     * Takes any value, as a word in capitals says. A project folder may have come with the bundle: it must not say who signs for what was done with it,
     * and names no host that is then contacted.
     */
    boolean isPersonal() {
        return choices.equals(choices.toUpperCase(Locale.ROOT));
    }

    /** The value in its one spelling; empty when it is none of them. 1 and 0 are accepted for true and false, as environments often say so. */
    Optional<String> parse(String text) {
        if (isPersonal()) {
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        }
        String value = text.toLowerCase(Locale.ROOT);
        if (choices().contains("true")) {
            value = value.equals("1") ? "true" : value.equals("0") ? "false" : value;
        }
        return choices().contains(value) ? Optional.of(value) : Optional.empty();
    }
}
