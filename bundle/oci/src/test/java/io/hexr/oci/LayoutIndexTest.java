package io.hexr.oci;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Entries come and go by what is tagged; what an entry says is kept. */
final class LayoutIndexTest {
    private static final Descriptor ONE = descriptor("one");
    private static final Descriptor TWO = descriptor("two");

    private static Descriptor descriptor(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        Descriptor plain = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        return new Descriptor(
                plain.mediaType(),
                plain.digest(),
                plain.size(),
                Optional.of("application/x"),
                Optional.of(Platform.parse("linux/arm64/v8")),
                Map.of("kept", "yes"));
    }

    private static LayoutIndex parse(byte[] bytes) {
        return LayoutIndex.parse(bytes, "index.json");
    }

    private static LayoutIndex tagging(LayoutIndex index, String tag, Descriptor manifest) {
        return parse(index.retagged(tag, manifest));
    }

    @Test
    void whatIsTaggedIsListedWithAllItSays() {
        LayoutIndex index = tagging(parse(LayoutIndex.empty()), "v1", ONE);
        Descriptor found = index.tagged("v1", "here").orElseThrow();
        assertThat(found.digest()).isEqualTo(ONE.digest());
        assertThat(found.size()).isEqualTo(ONE.size());
        assertThat(found.mediaType()).isEqualTo(ONE.mediaType());
        assertThat(found.artifactType()).isEqualTo(ONE.artifactType());
        assertThat(found.platform()).isEqualTo(ONE.platform());
        assertThat(found.annotations()).containsEntry("kept", "yes");
        assertThat(index.lists(ONE.digest())).isTrue();
        assertThat(index.lists(TWO.digest())).isFalse();
    }

    @Test
    void aTagThatMovesLeavesTheOldManifestListedWithoutIt() {
        LayoutIndex index = tagging(tagging(parse(LayoutIndex.empty()), "v1", ONE), "v1", TWO);
        assertThat(index.tagged("v1", "here").map(Descriptor::digest)).contains(TWO.digest());
        assertThat(index.lists(ONE.digest())).isTrue();
        assertThat(index.entries()).hasSize(2);
    }

    @Test
    void aManifestThatHasAnotherTagLosesTheEntryOfTheOneThatMoved() {
        LayoutIndex index = tagging(tagging(parse(LayoutIndex.empty()), "v1", ONE), "v2", ONE);
        assertThat(index.entries()).hasSize(2);
        LayoutIndex moved = tagging(index, "v1", TWO);
        assertThat(moved.entries()).hasSize(2);
        assertThat(moved.tagged("v2", "here").map(Descriptor::digest)).contains(ONE.digest());
        assertThat(tagging(moved, "v1", TWO).entries()).hasSize(2);
    }

    @Test
    void anUntaggedEntryIsTakenOverByItsFirstTag() {
        LayoutIndex index = tagging(tagging(parse(LayoutIndex.empty()), "v1", ONE), "v1", TWO);
        LayoutIndex again = tagging(index, "v3", ONE);
        assertThat(again.entries()).hasSize(2);
        assertThat(again.tagged("v3", "here").map(Descriptor::digest)).contains(ONE.digest());
    }

    @Test
    void readsPlatformsAndAnnotationsUpToTheirLimit() {
        assertThat(one(annotations(256)).annotations()).hasSize(256);
        assertThatThrownBy(() -> one(annotations(257)))
                .isInstanceOf(OciException.MalformedDocument.class)
                .hasMessageContaining("at most 256");
        assertThat(one("\"platform\":{\"os\":\"linux\"}").platform())
                .contains(new Platform("linux", "unknown", Optional.empty()));
        assertThat(one("\"platform\":null").platform()).isEmpty();
        assertThat(one("\"artifactType\":null").artifactType()).isEmpty();
    }

    @Test
    void whatIsNoIndexIsRefused() {
        for (String text : new String[] {
            "{\"manifests\":[]}",
            "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
            "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"}"
        }) {
            assertThatThrownBy(() -> parse(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(OciException.MalformedDocument.class);
        }
    }

    private static String annotations(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"a" + i + "\":\"b\"")
                .collect(Collectors.joining(",", "\"annotations\":{", "}"));
    }

    /** The entry that bears the field. */
    private static Descriptor one(String field) {
        String text = "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                + "\",\"size\":0,\"digest\":\"" + ONE.digest() + "\"," + field + "}]}";
        return parse(text.getBytes(StandardCharsets.UTF_8)).entries().getFirst();
    }
}
