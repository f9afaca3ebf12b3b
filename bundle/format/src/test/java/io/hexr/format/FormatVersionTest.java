package io.hexr.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormatVersionTest {
    @Test
    void namesTheHexrThatIsNeededWhereThisOneIsTooOld() {
        assertThatThrownBy(() -> FormatVersion.requireReadable("contents", FormatVersion.CURRENT, "9999.0.0"))
                .isInstanceOfSatisfying(
                        BundleException.TooNew.class,
                        e -> assertThat(e.reader()).isEqualTo("9999.0.0"));
        FormatVersion.requireReadable("contents", FormatVersion.CURRENT, FormatVersion.THIS_READER);
    }

    @Test
    void knowsWhichHexrThisIs() throws IOException {
        assertThat(Files.readString(Path.of("..", "..", "pom.xml")))
                .contains("<artifactId>hexr</artifactId>\n  <version>" + FormatVersion.THIS_READER + "</version>");
    }
}
