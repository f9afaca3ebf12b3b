package io.hexr.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The short, seeded run of a fuzz target, in every verify: one to three edits of inputs that are right, with and without words that parsers know.
 * {@code build/fuzz/run} gives the same targets and the same first inputs to a coverage-guided fuzzer for as long as one likes; it asks for the inputs
 * with {@code -Dhexr.fuzz.seeds=FOLDER}. {@code -Dhexr.fuzz.rounds=N} runs N seeds, one after the other.
 */
public final class FuzzRun {
    private static final long SEED = Long.getLong("hexr.test.seed", 20261121L);
    private static final int ROUNDS = Integer.getInteger("hexr.fuzz.rounds", 1);
    private static final List<byte[]> WORDS = texts(
            "{",
            "[[[[",
            "\"\":",
            "null",
            "-1",
            "1e999",
            "99999999999999999999",
            "\\u0000",
            "\n",
            "\r\n",
            "../",
            "sha256:",
            "://",
            ", ",
            "=\"",
            "\u0000",
            "\u00e9",
            "\ud83d\ude00",
            " ".repeat(300));

    /** What is a whole document and has no field: each target meets these, whatever is drawn. */
    private static final List<byte[]> DOCUMENTS = texts(
            "",
            " ",
            "\n",
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "\"\"",
            "\"a\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"\":null}",
            "null null",
            "~",
            "---");

    private FuzzRun() {}

    public static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Fails with the input in hexadecimal where the target throws. */
    public static void of(String target, int runs, Consumer<byte[]> parser, List<byte[]> seeds) {
        String folder = System.getProperty("hexr.fuzz.seeds", "");
        if (!folder.isEmpty()) {
            keep(Path.of(folder, target), seeds);
            return;
        }
        seeds.forEach(seed -> run(target, parser, SEED, seed));
        DOCUMENTS.forEach(document -> run(target, parser, SEED, document));
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            edits(target, runs, parser, seeds, seed);
        }
        int inputs = runs * ROUNDS + seeds.size() + DOCUMENTS.size();
        System.out.println("fuzz " + target + ": " + inputs + " inputs, seed " + SEED
                + (ROUNDS == 1 ? "" : " to " + (SEED + ROUNDS - 1)));
    }

    private static void edits(String target, int runs, Consumer<byte[]> parser, List<byte[]> seeds, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < runs; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                input = edited(input, seeds.get(random.nextInt(seeds.size())), random);
            }
            run(target, parser, seed, input);
        }
    }

    private static void run(String target, Consumer<byte[]> parser, long seed, byte[] input) {
        try {
            parser.accept(input);
        } catch (RuntimeException | Error e) {
            String shown = java.util.HexFormat.of().formatHex(input, 0, Math.min(input.length, 2000));
            throw new AssertionError(target + " of " + input.length + " bytes, from seed " + seed + ": " + shown, e);
        }
    }

    private static byte[] edited(byte[] input, byte[] other, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(9));
        byte[] word = WORDS.get(random.nextInt(WORDS.size()));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input, random);
            case 1 -> joined(input, from, new byte[0], input, to);
            case 2 -> joined(input, from, word, input, from);
            case 3 -> joined(input, from, word, input, to);
            case 4 -> Arrays.copyOf(input, from);
            case 5 -> joined(input, to, Arrays.copyOfRange(input, from, to), input, to);
            case 6 ->
                joined(input, from, new byte[] {(byte) random.nextInt(256)}, input, Math.min(input.length, from + 1));
            default -> joined(input, from, new byte[0], other, random.nextInt(other.length + 1));
        };
    }

    private static byte[] flipped(byte[] input, Random random) {
        byte[] changed = input.clone();
        if (changed.length > 0) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private static byte[] joined(byte[] head, int length, byte[] between, byte[] tail, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head, 0, length);
        out.writeBytes(between);
        out.write(tail, from, tail.length - from);
        return out.toByteArray();
    }

    private static void keep(Path folder, List<byte[]> seeds) {
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), seeds.get(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
