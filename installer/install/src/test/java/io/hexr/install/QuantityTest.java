package io.hexr.install;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "500m,1",
        "1,1",
        "2Gi,2147483648",
        "1.5Ki,1536",
        "1e3,1000",
        "1E3,1000",
        "12k,12000",
        "0,0",
        "100u,1",
        ".5,1",
        "3E,3000000000000000000"
    })
    void readsWhatKubernetesWrites(String text, long whole) {
        assertThat(Quantity.parse(text).whole()).isEqualTo(whole);
    }

    @Test
    void countsThousandthsOfAProcessor() {
        assertThat(Quantity.parse("1.5").millis()).isEqualTo(1500);
        assertThat(Quantity.parse("250m").millis()).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1Xi", "1mi", "--1", "1 Gi", "ki", "1e", "1e999"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(InstallException.Malformed.class);
    }
}
