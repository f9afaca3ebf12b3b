package io.hexr.assembly;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the file name of a wheel says: {@code Project-1.0-py3-none-any.whl}. */
record WheelName(String file, String distribution, String version) {
    private static final Pattern FORM =
            Pattern.compile("(?<distribution>[A-Za-z0-9](?:[A-Za-z0-9._]{0,126}[A-Za-z0-9])?)"
                    + "-(?<version>[A-Za-z0-9][A-Za-z0-9._!+]{0,127})"
                    + "(?:-[0-9][A-Za-z0-9._]{0,63})?"
                    + "-[A-Za-z0-9_.]{1,128}-[A-Za-z0-9_.]{1,128}-[A-Za-z0-9_.]{1,255}\\.whl");

    static Optional<WheelName> parse(String file) {
        Matcher form = FORM.matcher(file);
        return form.matches() && file.length() <= 240
                ? Optional.of(new WheelName(file, form.group("distribution"), form.group("version")))
                : Optional.empty();
    }

    /** The one form of a project's name that an index knows it by. */
    static String normalised(String project) {
        return project.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    }

    String project() {
        return normalised(distribution);
    }

    /** Whether a version that is written in full, such as {@code 1.0+ubuntu-1}, is the one of the name. */
    boolean isOf(String written) {
        return flat(version).equals(flat(written));
    }

    /** The folder within the wheel that says what it is. */
    boolean isDescribedIn(String folder) {
        int dash = folder.indexOf('-');
        String suffix = ".dist-info";
        return dash > 0
                && folder.endsWith(suffix)
                && folder.length() > dash + 1 + suffix.length()
                && normalised(folder.substring(0, dash)).equals(project())
                && isOf(folder.substring(dash + 1, folder.length() - suffix.length()));
    }

    private static String flat(String version) {
        return version.replaceAll("[-_.]+", ".").toLowerCase(Locale.ROOT);
    }
}
