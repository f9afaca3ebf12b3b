package io.hexr.console;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "9994, 9.99 kB",
        "9995, 10.0 kB",
        "99949, 99.9 kB",
        "99950, 100 kB",
        "999499, 999 kB",
        "999500, 1.00 MB",
        "1304000000, 1.30 GB",
        "9223372036854775807, 9223 PB",
    })
    void writesThreeDigitsInDecimalUnits(long bytes, String expected) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "19, 0:19", "723, 12:03", "3723, 1:02:03"})
    void writesTimeLeftAsOnAClock(long seconds, String expected) {
        assertThat(Amounts.clock(seconds)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"59, 59 s", "61, 1 min 1 s", "3725, 1 h 2 min"})
    void writesDurationsInWords(long seconds, String expected) {
        assertThat(Amounts.seconds(seconds)).isEqualTo(expected);
    }
}
