package io.hexr.console;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class PromptTest {
    private final Captured captured = Captured.plain();

    private Prompt prompt(String typed, Prompt.Answers answers) {
        return new Prompt(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8,
                captured.narration,
                answers);
    }

    @ParameterizedTest
    @CsvSource({"y, true", "YES, true", "' yes ', true", "n, false", "'', false", "yesterday, false", "ok, false"})
    void takesOnlyAClearYes(String typed, boolean expected) {
        assertThat(prompt(typed + "\nrest", Prompt.Answers.ASKED).confirms("Remove all?"))
                .isEqualTo(expected);
        assertThat(captured.narrated()).isEqualTo("hexr: Remove all? [y/N] ");
    }

    @Test
    void takesTheEndOfInputAsANo() {
        assertThat(prompt("", Prompt.Answers.ASKED).confirms("Remove all?")).isFalse();
    }

    @Test
    void refusesWhereNobodyCanAnswer() {
        assertThatThrownBy(() -> prompt("y\n", Prompt.Answers.NOBODY).confirms("Remove all?"))
                .isInstanceOf(ConsoleException.AnswerNeeded.class)
                .hasMessageContaining("Remove all?");
    }

    @Test
    void yesInAdvanceAsksNothing() {
        assertThat(prompt("n\n", Prompt.Answers.NOBODY).answeringYes().confirms("Remove all?"))
                .isTrue();
        assertThat(captured.narrated()).isEmpty();
    }
}
