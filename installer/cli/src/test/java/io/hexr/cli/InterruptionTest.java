package io.hexr.cli;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class InterruptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void stopsTheCommandAndSaysHowToContinue(String signal) {
        try (Child child = Child.hexr(Map.of(), "obedient")) {
            child.err().await("hexr: ready");
            child.signal(signal);

            assertThat(child.exit()).isEqualTo(130);
            assertThat(child.err().text())
                    .containsOnlyOnce("interrupted (exit 130)")
                    .contains("waiting for a line: stopped at", "next: hexr obedient --again")
                    .doesNotContain("\tat ");
            assertThat(child.out().text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void endsACommandThatDoesNotListen(String signal) {
        try (Child child = Child.hexr(Map.of(), "stubborn")) {
            child.err().await("hexr: ready");
            child.signal(signal);

            assertThat(child.exit()).isEqualTo(130);
            assertThat(child.err().text()).contains("interrupted (exit 130)");
        }
    }

    @Test
    void aCommandThatEndsMeanwhileDoesNotCutTheLastWordsOff() {
        try (Child child = Child.hexr(Map.of(), "late")) {
            child.err().await("hexr: ready");
            child.signal("INT");

            assertThat(child.exit()).isEqualTo(130);
            assertThat(child.err().text())
                    .containsOnlyOnce("interrupted (exit 130)")
                    .contains("next: hexr late --again");
        }
    }

    @Test
    void saysSoOnceAndInJsonToo() {
        try (Child child = Child.hexr(Map.of(), "--output json obedient")) {
            child.err().await("hexr: ready");
            child.signal("INT");

            assertThat(child.exit()).isEqualTo(130);
            assertThat(child.out().text())
                    .startsWith("{")
                    .containsOnlyOnce("\"code\": \"interrupted\"")
                    .contains("\"exit\": 130");
        }
    }

    /** The first byte has come through when the signal is sent; nobody takes the others, and the result is larger than a pipe. */
    @ParameterizedTest
    @ValueSource(strings = {">&3", ">&3 2>&3"})
    void endsThoughNobodyEmptiesItsPipe(String output) {
        String line = "mkfifo pipe.$$ && exec 3<>pipe.$$ && rm pipe.$$ || exit; env --default-signal=INT "
                + Child.launcher() + " flood " + output + " & read -rN1 <&3; kill -INT $!; wait $!; echo status $? >&2";
        try (Child child = Child.shell(Map.of(), line)) {
            assertThat(child.exit()).isZero();
            assertThat(child.err().text()).endsWith("status 130\n");
        }
    }
}
