package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.hexr.oci.Digest;
import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The config of a model is read strictly: it decides which files come to be where. */
final class ModelFilesTest {
    private static final Digest ONE = Digest.of(new byte[] {1});
    private static final ModelFiles GOOD = new ModelFiles(
            "gguf",
            List.of(
                    new ModelFiles.File("a/weights.gguf", 3, Digest.of(new byte[3]), List.of(ONE, ONE)),
                    new ModelFiles.File("empty", 0, Digest.of(new byte[0]), List.of())));

    @Test
    void isReadAsItWasWritten() {
        assertThat(ModelFiles.parse("model", GOOD.bytes())).isEqualTo(GOOD);
        assertThat(GOOD.size()).isEqualTo(3);
    }

    private static void assertRefused(String before, String after, String saying) {
        String text = new String(GOOD.bytes(), StandardCharsets.US_ASCII);
        String wrong = text.replace(before, after);
        assertThat(wrong).isNotEqualTo(text);

        assertThatThrownBy(() -> ModelFiles.parse("model", wrong.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining(saying);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertRefused("\"size\": 3\n}", "\"size\": 4\n}", "says it has 4 bytes, its files have 3");
        assertRefused("a/weights.gguf", "../weights", "no plain path");
        assertRefused("\"empty\"", "\"A/WEIGHTS.gguf\"", "there twice, if case does not count");
        assertRefused("\"format\"", "\"kind\"", "kind");
        assertRefused("\"size\": 0", "\"size\": 1", "has 1 bytes in 0 chunks");
        assertRefused("sha256:", "sha257:", "sha257");
    }

    @Test
    void everyEditIsReadOrRefused() {
        FuzzRun.of("model-files", 3000, ModelFilesFuzz::fuzzerTestOneInput, List.of(GOOD.bytes()));
    }
}
