package io.hexr.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartIndexTest {
    private static final String FILE = PartsFixture.NAME + ".parts.json";

    @Test
    void readsWhatItWrote() {
        for (int head : new int[] {0, 1, 3071, 3072, 3073, 9000}) {
            PartIndex index = index(10_000, 3000, 2, head);
            PartIndex read = PartIndex.parse(bytes(index), FILE, "disc/" + FILE);
            assertThat(read.sameAs(index)).isTrue();
            assertThat(read.data()).extracting(PartEntry::size).containsExactly(3000L, 3000L, 3000L, 1000L);
            assertThat(read.parity())
                    .extracting(PartEntry::name)
                    .containsExactly("hexr-bundle.tar.gz.p01", "hexr-bundle.tar.gz.p02");
        }
    }

    @Test
    void holdsTheMostPartsThereCanBe() {
        PartIndex index = index(250_000, 1000, 4, 100);
        PartIndex read = PartIndex.parse(bytes(index), FILE, FILE);
        assertThat(read.data()).hasSize(250);
        assertThat(read.data().getLast().name()).isEqualTo("hexr-bundle.tar.gz.250");
    }

    @Test
    void carriesControlFilesAtTheirCap() {
        PartIndex index = index(1L << 30, 1 << 29, 1, PartIndex.HEAD_BYTES);
        byte[] bytes = bytes(index);
        assertThat(bytes.length).isLessThan(PartIndex.MAX_BYTES);
        assertThat(PartIndex.parse(bytes, FILE, FILE).sameAs(index)).isTrue();
    }

    @Test
    void namesTheHexrThatReadsALaterForm() {
        String later = text(index(10_000, 3000, 1, 20))
                .replace("\"format\": 1", "\"format\": 9")
                .replace("\"minimumReader\": \"0.8.0\"", "\"minimumReader\": \"2.1.0\", \"more\": {\"x\": [1]}");
        assertThatThrownBy(() -> parse(later))
                .isInstanceOf(BundleException.TooNew.class)
                .hasMessageContaining("2.1.0");
    }

    @TestFactory
    List<DynamicTest> refusesEveryLieAndNamesIt() {
        return List.of(
                lie("a path up", s -> s.replace("gz.001\"", "gz.001/../x\""), "\"/parts/0/name\""),
                lie("another folder", s -> s.replace("\"hexr-bundle.tar.gz.002\"", "\"/etc/passwd\""), "/parts/1/name"),
                lie("a control character", s -> s.replace("gz.001\"", "gz.001\\u0000\""), "not printable ASCII"),
                lie(
                        "an archive named as a path",
                        s -> s.replace("\"hexr-bundle.tar.gz\"", "\"../hexr\""),
                        "plain file name"),
                lie("a hidden archive", s -> s.replace("\"hexr-bundle.tar.gz\"", "\".ssh\""), "plain file name"),
                lie(
                        "swapped numbers",
                        s -> s.replace("\"number\": 2", "\"number\": 3"),
                        "/parts/1/number\" is 3, must be 2"),
                lie(
                        "a duplicate number",
                        s -> s.replace("\"number\": 3", "\"number\": 2"),
                        "/parts/2/number\" is 2, must be 3"),
                lie("number zero", s -> s.replace("\"number\": 2", "\"number\": 0"), "is 0, must be 2"),
                lie(
                        "a number beyond all parts",
                        s -> s.replace("\"number\": 2", "\"number\": 4000000000"),
                        "outside 0 to 250"),
                lie(
                        "a part too long",
                        s -> s.replace("\"size\": 1000\n", "\"size\": 1001\n"),
                        "/parts/3/size\" is 1001, must be 1000"),
                lie("a negative size", s -> s.replace("\"size\": 1000\n", "\"size\": -5\n"), "outside 0"),
                lie(
                        "an absurd archive",
                        s -> s.replace("\"size\": 10000", "\"size\": 9000000000000000000"),
                        "outside 0"),
                lie(
                        "a number no machine holds",
                        s -> s.replace("\"size\": 10000", "\"size\": 99999999999999999999999"),
                        FILE));
    }

    @TestFactory
    List<DynamicTest> refusesEveryOtherShapeAndNamesIt() {
        return List.of(
                lie("parts of nothing", s -> s.replace("\"partSize\": 3000", "\"partSize\": 0"), "part size 0"),
                lie("a million parts", s -> s.replace("\"partSize\": 3000", "\"partSize\": 1"), "at most 250"),
                lie("fewer parts than bytes", s -> s.replace("\"size\": 10000", "\"size\": 90000"), "are 30"),
                lie("upper-case digest", s -> s.replaceFirst("sha256:[0-9a-f]", "sha256:A"), "digest"),
                lie("sha512", s -> s.replaceFirst("sha256:[0-9a-f]{64}", "sha512:" + "a".repeat(128)), "sha256"),
                lie("an unknown field", s -> s.replaceFirst("\\{", "{\"trusted\": true,"), "trusted"),
                lie("a field twice", s -> s.replaceFirst("\\{", "{\"partSize\": 3000,"), "Duplicate"),
                lie("spaces", s -> s.replaceFirst("\\{", "{ "), "differs at byte 1 "),
                lie("no final line feed", String::strip, "differs at byte"),
                lie("two documents", s -> s + "{}", "follows"),
                lie("no archive", s -> s.replaceFirst("(?s)\"archive\".*?\\},", ""), "has no archive"),
                lie(
                        "base64 of a longer alphabet",
                        s -> s.replaceFirst("(?s)(\"head\": \\[\\s*\")..", "$1-_"),
                        "base64"),
                lie(
                        "head beyond the archive",
                        s -> s.replace("\"head\": [", "\"head\": [" + ("\"" + "AAAA".repeat(1024) + "\",").repeat(5)),
                        "head has"),
                lie("nothing", s -> "", FILE),
                lie("an array", s -> "[]", "object"),
                lie("deep nesting", s -> "[".repeat(100_000), FILE),
                lie(
                        "text instead of number",
                        s -> s.replace("\"partSize\": 3000", "\"partSize\": \"3000\""),
                        "whole number"));
    }

    @Test
    void refusesTheIndexOfAnotherBundleUnderThisName() {
        byte[] bytes = bytes(index(10_000, 3000, 1, 20));
        assertThatThrownBy(() -> PartIndex.parse(bytes, "other.tar.gz.parts.json", "other.tar.gz.parts.json"))
                .isInstanceOf(BundleException.PartIndexRefused.class)
                .hasMessageContaining("another bundle");
    }

    private static DynamicTest lie(String title, UnaryOperator<String> change, String rule) {
        return DynamicTest.dynamicTest(title, () -> {
            String truth = text(index(10_000, 3000, 1, 20));
            String lie = change.apply(truth);
            assertThat(lie).as("the lie changes something").isNotEqualTo(truth);
            assertThatThrownBy(() -> parse(lie))
                    .isInstanceOf(BundleException.PartIndexRefused.class)
                    .hasMessageStartingWith("disc/" + FILE + ": ")
                    .hasMessageContaining(rule);
        });
    }

    private static void parse(String text) {
        PartIndex.parse(text.getBytes(StandardCharsets.UTF_8), FILE, "disc/" + FILE);
    }

    static PartIndex index(long size, long partSize, int parity, int head) {
        PartLayout layout = new PartLayout(PartsFixture.NAME, size, partSize, parity);
        List<Digest> digests = IntStream.range(0, layout.rows())
                .mapToObj(row -> Digest.of(new byte[] {(byte) row}))
                .toList();
        byte[] bytes = new byte[head];
        new java.util.Random(head).nextBytes(bytes);
        return PartIndex.of(layout, Digest.of(new byte[0]), digests, bytes);
    }

    static byte[] bytes(PartIndex index) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        index.writeTo(out);
        return out.toByteArray();
    }

    private static String text(PartIndex index) {
        return new String(bytes(index), StandardCharsets.US_ASCII);
    }
}
