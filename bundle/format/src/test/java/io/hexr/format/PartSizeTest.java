package io.hexr.format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartSizeTest {
    @ParameterizedTest
    @CsvSource({
        "4400MiB,4613734400",
        "25GB,25000000000",
        "700000000,700000000",
        "1B,1",
        "3KiB,3072",
        "2KB,2000",
        "1TiB,1099511627776",
        "1024TiB,1125899906842624"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(PartSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "1.5GB",
                "4400 MiB",
                "4400mib",
                "01",
                "GiB",
                "1025TiB",
                "9999999999999999TiB",
                "1iB",
                "+5"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> PartSize.parse(text)).isInstanceOf(BundleException.NotAPartSize.class);
    }

    @Test
    void printsTheLargestWholeUnit() {
        assertThat(PartSize.parse("4400MiB")).hasToString("4400MiB");
        assertThat(PartSize.parse("2048MiB")).hasToString("2GiB");
        assertThat(new PartSize(1000)).hasToString("1000B");
    }
}
