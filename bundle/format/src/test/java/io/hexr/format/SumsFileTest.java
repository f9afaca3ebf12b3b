package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SumsFileTest {
    private static final byte[] JSON = "contents".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = "how to verify".getBytes(StandardCharsets.US_ASCII);

    private final Contents contents = SampleRelease.small(3).contents();
    private final List<String> lines =
            new ArrayList<>(new String(SumsFile.of(contents, JSON, TEXT), StandardCharsets.US_ASCII).lines().toList());

    private void require() {
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        SumsFile.require(text.getBytes(StandardCharsets.US_ASCII), contents, JSON, TEXT);
    }

    @Test
    void namesEachEntryOnceAndEveryBlob() {
        assertThat(lines.getFirst()).isEqualTo(Digest.of(JSON).hex() + "  hexr/contents.json");
        assertThat(lines).hasSize(contents.blobs().size() + 5).doesNotHaveDuplicates();
        assertThat(lines.stream().map(line -> line.substring(66)))
                .contains("hexr/VERIFY.txt", "oci-layout", "index.json", "manifest.json")
                .containsAll(contents.blobs().stream().map(Blob::path).toList());
        assertThatCode(this::require).doesNotThrowAnyException();
    }

    @Test
    void theFirstLineThatIsAnotherIsNamed() {
        String second = lines.get(1);
        lines.set(1, second.replaceFirst("^.", "x"));
        assertThatThrownBy(this::require)
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("hexr/SHA256SUMS", "line 2 must be \"" + second + "\", is \"x");
    }

    @Test
    void aLineThatIsMissingAtTheEndIsNamed() {
        lines.removeLast();
        assertThatThrownBy(this::require)
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("line " + (lines.size() + 1) + " must be");
        lines.clear();
        assertThatThrownBy(this::require).hasMessageContaining("line 1 must be");
    }

    @Test
    void aLineTooManyIsRefused() {
        lines.add(Digest.of(TEXT).hex() + "  hexr/extra");
        assertThatThrownBy(this::require).hasMessageContaining("more lines than the contents have entries");
    }

    @Test
    void aListWithoutItsLastLineEndIsRefused() {
        String text = String.join("\n", lines);
        assertThatThrownBy(() -> SumsFile.require(text.getBytes(StandardCharsets.US_ASCII), contents, JSON, TEXT))
                .isInstanceOf(BundleException.Invalid.class);
    }
}
