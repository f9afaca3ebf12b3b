package io.hexr.oci;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What names an image is taken up to its limits and not beyond them. */
final class ReferenceTest {
    private static final Digest DIGEST = Digest.of(new byte[0]);

    @Test
    void readsEachPart() {
        assertThat(Reference.parse("registry.example.com:5000/a/b:v1"))
                .isEqualTo(new Reference.Tagged("registry.example.com:5000", "a/b", "v1"))
                .hasToString("registry.example.com:5000/a/b:v1");
        assertThat(Reference.parse("localhost/a:v1@" + DIGEST))
                .isEqualTo(new Reference.Pinned("localhost", "a", Optional.of("v1"), DIGEST))
                .hasToString("localhost/a:v1@" + DIGEST);
        assertThat(Reference.parse("[::1]:5000/a@" + DIGEST))
                .isEqualTo(new Reference.Pinned("[::1]:5000", "a", Optional.empty(), DIGEST))
                .hasToString("[::1]:5000/a@" + DIGEST);
        assertThat(Reference.parse("[fe80::1]/a:b").registry()).isEqualTo("[fe80::1]");
    }

    @Test
    void takesPortsUpToTheLast() {
        Reference.Names.requireRegistry("h.io:65535");
        Reference.Names.requireRegistry("[::1]:65535");
        assertThatThrownBy(() -> Reference.Names.requireRegistry("h.io:65536"))
                .isInstanceOf(OciException.MalformedReference.class);
        assertThatThrownBy(() -> Reference.Names.requireRegistry("[::1]:65536"))
                .isInstanceOf(OciException.MalformedReference.class);
    }

    @Test
    void takesNamesUpToTheirLength() {
        String label = "a".repeat(63) + ".";
        String host = label.repeat(3) + "a".repeat(63);
        Reference.Names.requireRegistry(host);
        assertThatThrownBy(() -> Reference.Names.requireRegistry(host + ".a"))
                .isInstanceOf(OciException.MalformedReference.class);
        Reference.Names.requireRepository("a".repeat(255));
        assertThatThrownBy(() -> Reference.Names.requireRepository("a".repeat(256)))
                .isInstanceOf(OciException.MalformedReference.class);
        Reference.Names.requireTag("a".repeat(128));
        assertThatThrownBy(() -> Reference.Names.requireTag("a".repeat(129)))
                .isInstanceOf(OciException.MalformedReference.class);
        String longest = "h.io/" + "a".repeat(255) + ":" + "t".repeat(128) + "@" + DIGEST;
        assertThat(Reference.parse(longest)).hasToString(longest);
        assertThatThrownBy(() -> Reference.parse("h.io/a:" + "t".repeat(600)))
                .isInstanceOf(OciException.MalformedReference.class)
                .hasMessageContaining("at most 512");
    }

    @Test
    void aBareWordIsNoRegistry() {
        assertThatThrownBy(() -> Reference.parse("library/nginx:1"))
                .isInstanceOf(OciException.MalformedReference.class)
                .hasMessageContaining("host[:port]");
        Reference.Names.requireRegistry("library:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm64/v8", "windows/386"})
    void readsPlatforms(String text) {
        List<String> parts = List.of(text.split("/", -1));
        Platform platform = Platform.parse(text);
        assertThat(platform).hasToString(text);
        assertThat(platform.os()).isEqualTo(parts.get(0));
        assertThat(platform.architecture()).isEqualTo(parts.get(1));
        assertThat(platform.variant()).isEqualTo(parts.stream().skip(2).findFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "linux/", "/amd64", "linux/amd64/v1/x", "Linux/amd64", "linux/../amd64"})
    void refusesPlatformsThatAreNone(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(OciException.MalformedReference.class);
    }

    @Test
    void digestsHaveAnOrderAndAShortForm() {
        Digest one = Digest.parse("sha256:" + "1".repeat(64));
        Digest two = Digest.parse("sha256:" + "2".repeat(64));
        assertThat(one).isLessThan(two).isEqualByComparingTo(Digest.parse(one.toString()));
        assertThat(two).isGreaterThan(one).isLessThan(Digest.parse("sha512:" + "1".repeat(128)));
        assertThat(one.brief())
                .isNotEmpty()
                .satisfies(brief -> assertThat(one.toString()).contains(brief));
    }
}
