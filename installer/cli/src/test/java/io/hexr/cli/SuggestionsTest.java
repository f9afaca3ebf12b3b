package io.hexr.cli;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class SuggestionsTest {
    private static final List<String> VERBS = List.of("bundle", "release", "registry", "install", "completion");

    @ParameterizedTest
    @CsvSource({"bundel, bundle", "BUNDLE, bundle", "regsitry, registry", "instal, install", "complete, completion"})
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(Suggestions.closest(typed, VERBS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "foo", "kubectl"})
    void suggestsNothingWhereNothingIsNear(String typed) {
        assertThat(Suggestions.closest(typed, VERBS)).isEmpty();
    }

    @Test
    void doesNotWorkHardOnNonsense() {
        assertThat(Suggestions.closest("b".repeat(1_000_000), VERBS)).isEmpty();
    }
}
