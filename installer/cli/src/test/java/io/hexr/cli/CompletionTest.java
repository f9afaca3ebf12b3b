package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The scripts in the shells they are for. */
final class CompletionTest {
    @TempDir
    private Path folder = Path.of("");

    private Path script(String shell) throws IOException {
        return Files.writeString(
                folder.resolve("hexr." + shell),
                InProcess.run("completion", shell).out());
    }

    @Test
    void bashLoadsItWithoutErrorsAndCompletesCommands() throws IOException {
        // compopt is refused outside a completion that a key started
        String line = "compopt() { :; }; source '" + script("bash") + "'; COMP_WORDS=(hexr comp); COMP_CWORD=1;"
                + " _complete_hexr; echo \"${COMPREPLY[*]}\"; complete -p hexr";
        try (Child child = Child.shell(Map.of(), line)) {
            assertThat(child.exit()).isZero();
            assertThat(child.err().text()).isEmpty();
            assertThat(child.out().text().lines().findFirst()).contains("completion");
            assertThat(child.out().text()).contains("_complete_hexr");
        }
    }

    @Test
    void zshLoadsItWithoutErrorsThroughItsBridge() throws IOException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/zsh")))
                .as("NOT RUN: zsh: /usr/bin/zsh is not here")
                .isTrue();
        String line = "HOME='" + folder + "' exec zsh -f -c \"source '" + script("zsh")
                + "' && print -r -- \\$_comps[hexr]\"";
        try (Child child = Child.shell(Map.of(), line)) {
            assertThat(child.exit()).isZero();
            assertThat(child.err().text()).isEmpty();
            assertThat(child.out().text()).contains("_complete_hexr");
        }
    }

    @Test
    void isTheSameScriptEachTime() {
        assertThat(InProcess.run("completion", "bash").out())
                .isEqualTo(InProcess.run("completion", "bash").out())
                .doesNotContain(System.getProperty("user.dir"));
    }
}
