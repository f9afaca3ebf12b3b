package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.hexr.console.ConsoleException;
import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SettingsTest {
    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> variables = new HashMap<>();

    private Environment environment() {
        variables.putIfAbsent("HOME", folder.resolve("home").toString());
        return new Environment(variables, folder.resolve("project"));
    }

    private Path systemFile() {
        return folder.resolve("system");
    }

    private Settings read() {
        return Settings.read(environment(), systemFile());
    }

    private Path write(String place, String text) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private InProcess run(String... args) {
        return InProcess.run(environment(), systemFile(), args);
    }

    @Test
    void theStrongerPlaceWins() throws IOException {
        assertThat(run("blocked").out()).startsWith("verdict");
        write("system", "output = json\n");
        assertThat(run("blocked").out()).startsWith("{");
        write("home/.config/hexr/config", "# mine\noutput = text\n");
        assertThat(run("blocked").out()).startsWith("verdict");
        write("project/.hexr/config", "\n  output=json  \n");
        assertThat(run("blocked").out()).startsWith("{");
        variables.put("HEXR_OUTPUT", "text");
        assertThat(run("blocked").out()).startsWith("verdict");
        assertThat(run("blocked", "--output", "json").out()).startsWith("{");
    }

    @Test
    void theXdgFolderReplacesTheOneBelowHome() throws IOException {
        write("home/.config/hexr/config", "output = json\n");
        write("xdg/hexr/config", "quiet = true\n");
        variables.put("XDG_CONFIG_HOME", folder.resolve("xdg").toString());

        assertThat(read().on(Setting.QUIET)).isTrue();
        assertThat(read().find(Setting.OUTPUT)).isEmpty();
    }

    @Test
    void ignoresARelativeXdgFolderAsItsRulesSay() throws IOException {
        write("home/.config/hexr/config", "output = json\n");
        variables.put("XDG_CONFIG_HOME", "relative");

        assertThat(read().find(Setting.OUTPUT)).contains("json");
    }

    @Test
    void worksWithoutAHome() {
        variables.put("HOME", "");

        assertThat(read().find(Setting.OUTPUT)).isEmpty();
    }

    @Test
    void takesOneAndZeroForTrueAndFalse() {
        variables.put("HEXR_QUIET", "1");
        variables.put("HEXR_NO_INPUT", "0");

        assertThat(read().on(Setting.QUIET)).isTrue();
        assertThat(read().on(Setting.NO_INPUT)).isFalse();
    }

    @Test
    void verboseOnTheCommandLineWinsOverQuietInTheEnvironment() {
        variables.put("HEXR_QUIET", "true");

        assertThat(run("crash").err()).doesNotContain("IllegalStateException\n\tat");
        assertThat(run("crash", "--verbose").err()).contains("\n\tat ");
    }

    @Test
    void ignoresVariablesThatAreNotSettings() {
        variables.put("HEXR_TENANT", "acme");

        assertThat(run("blocked").status()).isEqualTo(ExitStatus.PREFLIGHT_BLOCKED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output = xml",
                "outptu = json",
                "output json",
                "output = json\noutput = text",
                "quiet = perhaps",
                "quiet = true\nverbose = true",
                "= json",
            })
    void refusesALineThatIsNoSettingAndNamesIt(String text) throws IOException {
        Path file = write("project/.hexr/config", "# a comment\n" + text + "\n");

        InProcess run = run("blocked");

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains(file.toString());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void suggestsTheKeyThatWasMeant() throws IOException {
        write("project/.hexr/config", "outptu = json\n");

        assertThat(run("blocked").err()).contains("line 1 has an unknown key \"outptu\"; did you mean \"output\"?");
    }

    @Test
    void namesTheVariableWithAWrongValue() {
        variables.put("HEXR_OUTPUT", "xml");

        assertThat(run("blocked").err()).contains("environment variable HEXR_OUTPUT says \"xml\"", "text or json");
    }

    @Test
    void refusesAFileThatIsNotTextOrTooLarge() throws IOException {
        Path file = write("project/.hexr/config", "");
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(this::read)
                .isInstanceOf(ConsoleException.Refused.class)
                .hasMessageContaining("UTF-8");

        Files.write(file, "#".repeat(70_000).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::read)
                .isInstanceOf(ConsoleException.Refused.class)
                .hasMessageContaining("larger");
    }

    @Test
    void refusesAFileThatCannotBeRead() throws IOException {
        // a folder in the place of the file cannot be read by anyone, root included
        Files.createDirectories(folder.resolve("project/.hexr/config"));

        InProcess run = run("blocked");

        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(run.err()).contains("file-unreadable", "ls -l");
    }
}
