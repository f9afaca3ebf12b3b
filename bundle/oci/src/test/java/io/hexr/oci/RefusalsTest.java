package io.hexr.oci;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What parsers must refuse, each from a fault that trusted tools had or could have. */
final class RefusalsTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String CONFIG =
            "{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\"sha256:" + HEX + "\"}";
    private static final String MANIFEST = "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha256",
                ":",
                "sha256:../../../etc/passwd",
                "sha256:0123",
                "SHA256:" + HEX,
                "md5:" + HEX,
                "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha512:" + HEX,
                "sha256:" + HEX + "\n",
                " sha256:" + HEX,
                "sha256:" + HEX + "0",
                "sha256+b64u:" + HEX,
                "sha256:/" + HEX
            })
    void refusesDigestStringsThatAreNone(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(OciException.MalformedDigest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a:b",
                "h.io/a",
                "h.io/A:b",
                "h.io/a/../b:c",
                "h.io/a//b:c",
                "h.io/a:",
                "h.io/a:-b",
                "https://h.io/a:b",
                "h.io:port/a:b",
                "user@h.io/a:b",
                "h.io/a:b@sha256:00",
                "h.io/a b:c",
                "h.io/a:b\n",
                "h.io\u0000/a:b",
                "h.io/.a:b",
                "library/nginx:1",
                "h.io:70000/a:b"
            })
    void refusesReferencesThatAreNone(String text) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOfAny(OciException.MalformedReference.class, OciException.MalformedDigest.class);
    }

    @Test
    void readsWhatTheCasesBelowAreChangedFrom() {
        assertThat(parse(MANIFEST).children()).hasSize(1);
    }

    @Test
    void refusesAManifestThatIsAlsoAnIndex() {
        refused(MANIFEST.replace("\"layers\"", "\"manifests\":[],\"layers\""), "mixes the fields");
        refused(
                MANIFEST.replace("{\"schema", "{\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"schema"),
                "says it is");
    }

    @Test
    void refusesFieldsThatOtherReadersTakeForKnownOnes() {
        refused(MANIFEST.replace("\"layers\"", "\"Layers\":[],\"layers\""), "could be taken for layers");
        refused(MANIFEST.replace("\"layers\"", "\"layer\u017f\":[],\"layers\""), "could be taken for layers");
        refused(MANIFEST.replace("\"size\"", "\"SIZE\":1,\"size\""), "could be taken for size");
    }

    @Test
    void refusesJsonThatTwoReadersReadDifferently() {
        refused(MANIFEST.replace("\"layers\"", "\"layers\":[],\"layers\""), "uplicate");
        refused(MANIFEST + "{}", "");
        refused("\uFEFF" + MANIFEST, "byte order mark");
        for (String encoding : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32BE"}) {
            assertThatThrownBy(
                            () -> Manifest.parse(MediaTypes.OCI_MANIFEST, MANIFEST.getBytes(Charset.forName(encoding))))
                    .isInstanceOf(OciException.MalformedDocument.class);
        }
        byte[] overlong =
                MANIFEST.replace("\"layers\"", "\"x\":\"__\",\"layers\"").getBytes(StandardCharsets.UTF_8);
        int at = new String(overlong, StandardCharsets.ISO_8859_1).indexOf("__");
        overlong[at] = (byte) 0xc0;
        overlong[at + 1] = (byte) 0xaf;
        assertThatThrownBy(() -> Manifest.parse(MediaTypes.OCI_MANIFEST, overlong))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesSizesAndVersionsThatAreNoPlainNumbers() {
        for (String size : new String[] {"-1", "2.0", "1e3", "\"2\"", "9223372036854775808", "null", "9".repeat(41)}) {
            refused(MANIFEST.replace("\"size\":2", "\"size\":" + size), "");
        }
        for (String version : new String[] {"1", "\"2\"", "2.5", "null"}) {
            refused(MANIFEST.replace("\"schemaVersion\":2", "\"schemaVersion\":" + version), "schemaVersion");
        }
    }

    @Test
    void refusesMediaTypesThatCouldEndAHeaderLine() {
        refused(MANIFEST.replace("config.v1+json", "config\\r\\nX: y"), "not a media type");
    }

    @Test
    void refusesDepthAndLengthBeyondTheLimits() {
        refused(MANIFEST.replace("[]", "[".repeat(100_000)), "");
        refused(
                MANIFEST.replace("[]", "[" + (CONFIG + ",").repeat(Limits.CHILDREN) + CONFIG + "]"),
                "entries, at most");
        byte[] large = new byte[Limits.MANIFEST_BYTES + 1];
        assertThatThrownBy(() -> Manifest.parse(MediaTypes.OCI_MANIFEST, large))
                .isInstanceOf(OciException.TooLarge.class);
    }

    @Test
    void refusesADocumentWhoseTreeWouldBeManyTimesItsSize() {
        int most = Limits.MANIFEST_BYTES / 3 - MANIFEST.length();
        refused(MANIFEST.replace("{\"schema", "{\"x\":[" + "[],".repeat(most) + "0],\"schema"), "Token count");
        assertThat(parse(MANIFEST.replace("[]", "[" + (CONFIG + ",").repeat(4000) + CONFIG + "]"))
                        .children())
                .isNotEmpty();
    }

    @Test
    void readsADocumentOfItsCapAndNoneBeyondIt() {
        byte[] text = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        assertThat(StrictJson.parse(text, text.length, "here").path("a").asInt())
                .isEqualTo(1);
        java.util.Map<?, ?> map = StrictJson.parse(text, text.length, "here", java.util.Map.class);
        assertThat(map).hasToString("{a=1}");
        assertThatThrownBy(() -> StrictJson.parse(text, text.length - 1, "here"))
                .isInstanceOf(OciException.TooLarge.class);
        assertThatThrownBy(() ->
                        StrictJson.parse("null".getBytes(StandardCharsets.US_ASCII), 9, "here", java.util.Map.class))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("here");
    }

    private static Manifest parse(String text) {
        return Manifest.parse(MediaTypes.OCI_MANIFEST, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String text, String because) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining(because);
    }
}
