package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The whole process, as a shell meets it. */
final class ProcessTest {
    private static final Map<String, String> UTF8 = Map.of("LC_ALL", "C.UTF-8");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"--version, 0", "bundel, 2", "--no-such, 2", "--output xml, 2", "blocked, 6", "crash, 1", "ask, 2"})
    void endsWithTheStatusOfItsClass(String arguments, int status) {
        try (Child child = Child.hexr(UTF8, arguments)) {
            assertThat(child.exit()).isEqualTo(status);
            assertThat(child.err().text()).doesNotContain("\tat ", "Exception in thread");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood", "flood --output json", "help", "--version"})
    void isQuietWhenTheReaderHasGone(String arguments) {
        try (Child child =
                Child.shell(UTF8, Child.launcher() + " " + arguments + " | true; echo ${PIPESTATUS[0]} >&2")) {
            child.exit();
            assertThat(child.err().text()).isEqualTo("0\n");
        }
    }

    @Test
    void headOfALongResultIsItsFirstLine() {
        try (Child child = Child.shell(UTF8, "set -o pipefail; " + Child.launcher() + " flood | head -1")) {
            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).isEqualTo("0123456789\n");
            assertThat(child.err().text()).isEmpty();
        }
    }

    @Test
    void aReaderThatHasGoneDoesNotHideHowTheCommandEnded() {
        try (Child child = Child.shell(UTF8, Child.launcher() + " blocked | true; echo ${PIPESTATUS[0]} >&2")) {
            child.exit();
            assertThat(child.err().text()).isEqualTo("6\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--version --output json"})
    void saysThatStandardOutputIsFull(String arguments) {
        assumeThat(Files.exists(Path.of("/dev/full")))
                .as("NOT RUN: /dev/full: it is not here")
                .isTrue();
        try (Child child = Child.hexr(UTF8, arguments + " > /dev/full")) {
            assertThat(child.exit()).isEqualTo(10);
            assertThat(child.err().text())
                    .contains("standard output cannot be written", "next:", "disk-full (exit 10)");
        }
    }

    @Test
    void saysThatStandardOutputIsClosed() {
        try (Child child = Child.hexr(UTF8, "--version >&-")) {
            assertThat(child.exit()).isEqualTo(3);
            assertThat(child.err().text())
                    .contains("standard output cannot be written")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void worksWithStandardErrorClosed() {
        try (Child child = Child.hexr(UTF8, "bundel 2>&-")) {
            assertThat(child.exit()).isEqualTo(2);
        }
    }

    @Test
    void speaksAsciiWhereTheLocaleIsC() {
        try (Child child = Child.hexr(Map.of("LC_ALL", "C"), "'bündel …' --output text")) {
            assertThat(child.exit()).isEqualTo(2);
            assertThat(child.err().text()).matches("[\\x20-\\x7e\\n]+").contains("has no command");
        }
    }

    @Test
    void saysWhichLocaleAFileNameNeeds() {
        try (Child child = Child.hexr(Map.of("LC_ALL", "C"), "open 'bündel.tar.gz'")) {
            assertThat(child.exit()).isEqualTo(3);
            assertThat(child.err().text())
                    .contains("not a path here", "LC_ALL=C.UTF-8", "path-malformed (exit 3)")
                    .doesNotContain("Exception");
        }
        try (Child child = Child.hexr(UTF8, "open 'bündel.tar.gz'")) {
            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).isEqualTo("file  bündel.tar.gz\n");
        }
    }

    @Test
    void needsNoHome() {
        try (Child child = Child.hexr(UTF8, "--version")) {
            assertThat(child.exit()).isZero();
            assertThat(child.err().text()).isEmpty();
        }
        try (Child child = Child.hexr(UTF8, "crash")) {
            assertThat(child.exit()).isEqualTo(1);
            assertThat(child.err().text()).contains("unexpected IllegalStateException", "--verbose");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/proc", "/nowhere/at/all", "relative"})
    void aHomeThatCannotBeWrittenChangesNothing(String home) {
        Map<String, String> environment = Map.of("LC_ALL", "C.UTF-8", "HOME", home);
        try (Child child = Child.hexr(environment, "blocked")) {
            assertThat(child.exit()).isEqualTo(6);
            assertThat(child.err().text()).isEmpty();
        }
        try (Child child = Child.hexr(environment, "crash")) {
            assertThat(child.exit()).isEqualTo(1);
            assertThat(child.err().text()).contains("code: bug (exit 1)").doesNotContain("\tat ");
        }
    }

    @Test
    void keepsTheDetailsOfABugWhereItSays() throws IOException {
        Path state = folder.resolve("state");
        try (Child child = Child.hexr(Map.of("XDG_STATE_HOME", state.toString()), "crash")) {
            assertThat(child.exit()).isEqualTo(1);
            Path note = state.resolve("hexr").resolve("last-bug.txt");
            assertThat(child.err().text()).contains("report it with the details in " + note);
            assertThat(Files.readString(note))
                    .contains("hexr 0.8.0", "IllegalStateException: a mistake of ours", "\tat ");
            try (var files = Files.list(note.getParent())) {
                assertThat(files).containsExactly(note);
            }
        }
    }

    @Test
    void showsTheStackTraceOfABugOnlyWhenAsked() {
        try (Child child = Child.hexr(UTF8, "crash --verbose")) {
            assertThat(child.exit()).isEqualTo(1);
            assertThat(child.err().text()).contains("\tat io.hexr.cli.TestVerbs");
        }
    }

    @Test
    void helpFitsFortyColumns() {
        try (Child child = Child.hexr(Map.of("COLUMNS", "40", "TERM", "dumb"), "help")) {
            assertThat(child.exit()).isZero();
            assertThat(child.out().text().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
        }
    }
}
