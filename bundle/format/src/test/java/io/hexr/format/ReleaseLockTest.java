package io.hexr.format;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReleaseLockTest {
    private final SampleRelease sample = SampleRelease.of(14);

    @Test
    void readsWhatItWrote() {
        assertThat(ReleaseLock.parse("lock", sample.lock().bytes())).isEqualTo(sample.lock());
    }

    @Test
    void refusesALockThatNamesATag() {
        String text = new String(sample.lock().bytes(), StandardCharsets.US_ASCII);
        String tagged = text.replaceFirst("\"source\": \"[^\"]*\"", "\"source\": \"oci:registry.example/valkey:8\"");
        assertThatThrownBy(() -> ReleaseLock.parse("lock", tagged.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("bears no checksum");
        String unsourced = text.replaceFirst("\"source\": \"[^\"]*\",?", "");
        assertThatThrownBy(() -> ReleaseLock.parse("lock", unsourced.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(BundleException.Invalid.class);
    }

    @Test
    void theSameLockGivesTheSameContents() {
        assertThat(sample.contents().bytes()).isEqualTo(sample.contents().bytes());
        assertThat(sample.contents().manifests()).hasSize(4);
    }
}
