package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** On a real terminal, which script(1) makes. */
final class TerminalRunTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @BeforeEach
    void needsScript() {
        assumeThat(Files.isExecutable(SCRIPT))
                .as("NOT RUN: script: /usr/bin/script is not here")
                .isTrue();
    }

    private static Child onTerminal(Map<String, String> environment, int columns, String arguments) {
        String inner = "stty -echo cols " + columns + " rows 24; exec " + Child.launcher() + " " + arguments;
        return Child.shell(environment, "exec script -qec \"" + inner + "\" /dev/null");
    }

    @Test
    void drawsTheBarInTheWidthThatSttyTells() {
        try (Child child = onTerminal(Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8"), 60, "obedient")) {
            child.out().await("░");
            child.type("go on");

            assertThat(child.exit()).isZero();
            assertThat(child.out().text().split("\r", -1))
                    .filteredOn(frame -> frame.contains("░"))
                    .isNotEmpty()
                    .allSatisfy(frame ->
                            assertThat(frame.replace("\u001b[K", "").length()).isBetween(45, 59));
        }
    }

    @Test
    void rewritesNothingOnADumbTerminal() {
        try (Child child = onTerminal(Map.of("TERM", "dumb"), 40, "obedient")) {
            child.out().await("hexr: ready");
            child.type("go on");

            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).doesNotContain("\u001b").contains("waiting for a line: done");
        }
    }

    @Test
    void coloursErrorsUnlessToldNotTo() {
        try (Child child = onTerminal(Map.of("TERM", "xterm"), 80, "bundel")) {
            child.exit();
            assertThat(child.out().text()).contains("\u001b[1;31merror:\u001b[0m");
        }
        try (Child child = onTerminal(Map.of("TERM", "xterm", "NO_COLOR", "1"), 80, "bundel")) {
            child.exit();
            assertThat(child.out().text()).contains("error:").doesNotContain("\u001b");
        }
        try (Child child = onTerminal(Map.of("TERM", "xterm"), 80, "bundel --no-color")) {
            child.exit();
            assertThat(child.out().text()).contains("error:").doesNotContain("\u001b");
        }
    }

    @Test
    void asksAPersonAndTakesTheAnswer() {
        try (Child child = onTerminal(Map.of("TERM", "xterm"), 80, "ask")) {
            child.out().await("Remove all? [y/N]");
            child.type("y");

            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).contains("answer  yes");
        }
    }

    @Test
    void asksNobodyWhenInputIsOff() {
        try (Child child = onTerminal(Map.of("TERM", "xterm"), 80, "ask --no-input")) {
            assertThat(child.exit()).isEqualTo(2);
            assertThat(child.out().text()).contains("answer-needed (exit 2)");
        }
    }
}
