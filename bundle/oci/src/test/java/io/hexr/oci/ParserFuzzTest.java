package io.hexr.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

/** A short, seeded run of each target of {@link ParserFuzz}: mutations of inputs that are right. */
final class ParserFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void digestsRefuseOrKeepTheirPromise() {
        run(ParserFuzz.Digests::fuzzerTestOneInput, texts("sha256:" + HEX, "sha512:" + HEX + HEX, "sha256:../" + HEX));
    }

    @Test
    void referencesRefuseOrKeepTheirPromise() {
        run(
                ParserFuzz.References::fuzzerTestOneInput,
                texts(
                        "registry.example.com:5000/a/b-c__d:v1@sha256:" + HEX,
                        "[::1]:5000/a:latest",
                        "localhost/a/../b:x",
                        "h/" + "a-".repeat(100) + "a:t"));
    }

    @Test
    void manifestsRefuseOrKeepTheirPromise() {
        run(ParserFuzz.Manifests::fuzzerTestOneInput, manifests());
    }

    @Test
    void jsonRefusesOrKeepsItsPromise() {
        List<byte[]> seeds = new ArrayList<>(manifests());
        seeds.addAll(texts("{\"a\":1,\"a\":2}", "[".repeat(100), "1e999", "\"\\ud800\"", "[1.0,1e5,-0,null]", " "));
        run(ParserFuzz.Json::fuzzerTestOneInput, seeds);
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

    private static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void run(Consumer<byte[]> target, List<byte[]> seeds) {
        Random random = new Random(20261101);
        seeds.forEach(target);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int i = 0; i <= random.nextInt(3); i++) {
                input = mutated(input, seeds.get(random.nextInt(seeds.size())), random);
            }
            target.accept(input);
        }
    }

    private static byte[] mutated(byte[] input, byte[] other, Random random) {
        if (input.length == 0) {
            return other;
        }
        int at = random.nextInt(input.length);
        byte[] changed = input.clone();
        return switch (random.nextInt(5)) {
            case 0 -> {
                changed[at] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
            case 1 -> {
                changed[at] = (byte) "{}[]\",:0/.\\@ A\u0000\u00ff".charAt(random.nextInt(16));
                yield changed;
            }
            case 2 -> Arrays.copyOf(input, at);
            case 3 -> joined(input, at, input, random.nextInt(input.length));
            default -> joined(input, at, other, random.nextInt(Math.max(1, other.length)));
        };
    }

    private static byte[] joined(byte[] head, int length, byte[] tail, int from) {
        byte[] all = Arrays.copyOf(head, length + tail.length - from);
        System.arraycopy(tail, from, all, length, tail.length - from);
        return all;
    }
}
