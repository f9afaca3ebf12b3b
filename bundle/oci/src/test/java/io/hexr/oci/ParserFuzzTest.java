package io.hexr.oci;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** A short, seeded run of each target of {@link ParserFuzz}: mutations of inputs that are right. */
final class ParserFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void digestsRefuseOrKeepTheirPromise() {
        FuzzRun.of(
                "digest",
                ROUNDS,
                ParserFuzz.Digests::fuzzerTestOneInput,
                FuzzRun.texts("sha256:" + HEX, "sha512:" + HEX + HEX, "sha256:../" + HEX));
    }

    @Test
    void referencesRefuseOrKeepTheirPromise() {
        FuzzRun.of(
                "reference",
                ROUNDS,
                ParserFuzz.References::fuzzerTestOneInput,
                FuzzRun.texts(
                        "registry.example.com:5000/a/b-c__d:v1@sha256:" + HEX,
                        "[::1]:5000/a:latest",
                        "localhost/a/../b:x",
                        "h/" + "a-".repeat(100) + "a:t"));
    }

    @Test
    void manifestsRefuseOrKeepTheirPromise() {
        FuzzRun.of("manifest", ROUNDS, ParserFuzz.Manifests::fuzzerTestOneInput, manifests());
    }

    @Test
    void layoutsRefuseOrKeepTheirPromise() {
        MemoryStore store = new MemoryStore();
        Descriptor image = new RandomImages(2, store).image(RandomImages.Kind.OCI);
        byte[] one = LayoutIndex.parse(LayoutIndex.empty(), "seed").retagged("v1", image);
        FuzzRun.of(
                "layout",
                ROUNDS,
                ParserFuzz.Layouts::fuzzerTestOneInput,
                List.of(LayoutIndex.empty(), one, LayoutIndex.parse(one, "seed").retagged("v2", image)));
    }

    @Test
    void jsonRefusesOrKeepsItsPromise() {
        List<byte[]> seeds = new ArrayList<>(manifests());
        seeds.addAll(
                FuzzRun.texts("{\"a\":1,\"a\":2}", "[".repeat(100), "1e999", "\"\\ud800\"", "[1.0,1e5,-0,null]", " "));
        FuzzRun.of("json", ROUNDS, ParserFuzz.Json::fuzzerTestOneInput, seeds);
    }

    private static List<byte[]> manifests() {
        MemoryStore store = new MemoryStore();
        RandomImages images = new RandomImages(1, store);
        Descriptor image = images.image(RandomImages.Kind.OCI);
        return List.of(
                store.bytes(image, Limits.MANIFEST_BYTES),
                store.bytes(images.image(RandomImages.Kind.DOCKER), Limits.MANIFEST_BYTES),
                store.bytes(images.index(RandomImages.Kind.DOCKER), Limits.MANIFEST_BYTES),
                store.bytes(images.referring(image, "application/x"), Limits.MANIFEST_BYTES));
    }
}
