package io.hexr.console;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class TerminalTest {
    private static Terminal seen(Map<String, String> variables) {
        return Terminal.of(
                Captured.environment(variables),
                Set.of(Terminal.Stream.OUT, Terminal.Stream.ERR),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', xterm, true",
        "1, '', '', xterm, false",
        "1, 1, '', xterm, false",
        "'', 1, '', dumb, true",
        "'', '', 0, xterm, false",
        "'', '', '', dumb, false",
        "'', '', '', '', false",
    })
    void coloursAsTheEnvironmentWants(String no, String force, String cli, String term, boolean expected) {
        Map<String, String> variables = Map.of("NO_COLOR", no, "CLICOLOR_FORCE", force, "CLICOLOR", cli, "TERM", term);
        Environment environment = Captured.environment(variables);

        assertThat(seen(variables).colours(environment, Terminal.Stream.ERR)).isEqualTo(expected);
    }

    @Test
    void colourIsForATerminalUnlessForced() {
        Environment plain = Captured.environment(Map.of("TERM", "xterm"));
        Environment forced = Captured.environment(Map.of("CLICOLOR_FORCE", "1"));

        assertThat(Captured.noTerminal().colours(plain, Terminal.Stream.ERR)).isFalse();
        assertThat(Captured.noTerminal().colours(forced, Terminal.Stream.ERR)).isTrue();
    }

    @Test
    void aDumbTerminalIsNeverRewritten() {
        assertThat(seen(Map.of("TERM", "dumb")).motion()).isEqualTo(Terminal.Motion.APPENDS);
        assertThat(seen(Map.of()).motion()).isEqualTo(Terminal.Motion.APPENDS);
        assertThat(seen(Map.of("TERM", "xterm")).motion()).isEqualTo(Terminal.Motion.REWRITES);
        assertThat(Captured.noTerminal().motion()).isEqualTo(Terminal.Motion.APPENDS);
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "120, 120", "'', 0", "0, 0", "19, 0", "-40, 0", "40x, 0", "99999, 0", "٤٠, 0"})
    void takesAWidthOnlyWhereItIsOne(String text, int expected) {
        assertThat(Terminal.columns(text)).isEqualTo(expected);
    }

    @Test
    void isEightyColumnsWhereNothingSaysOtherwise() {
        assertThat(Captured.noTerminal().width().columns()).isEqualTo(80);
        assertThat(Terminal.of(Captured.environment(Map.of("COLUMNS", "many")), Set.of(), StandardCharsets.UTF_8)
                        .width()
                        .columns())
                .isEqualTo(80);
    }
}
