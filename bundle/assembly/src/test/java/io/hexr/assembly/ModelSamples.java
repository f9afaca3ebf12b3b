package io.hexr.assembly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.hexr.oci.Digest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.StrictJson;

/** Small models that are right in every part, drawn from a seed. */
final class ModelSamples {
    /** Of a tensor of 256 elements of type F32. */
    static final int TENSOR_BYTES = 1024;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ModelSamples() {}

    /** A GGUF file of version 3 with metadata of several types and that many tensors. */
    static byte[] gguf(long seed, int tensors) {
        ModelSamples file = new ModelSamples();
        file.u32(0x46554747).u32(3).u64(tensors).u64(4);
        file.text("general.architecture").u32(8).text("llama");
        file.text("general.alignment").u32(4).u32(32);
        file.text("tokenizer.ggml.tokens")
                .u32(9)
                .u32(8)
                .u64(3)
                .text("a")
                .text("b")
                .text("<s>");
        file.text("tokenizer.ggml.scores").u32(9).u32(6).u64(3).u32(0).u32(0).u32(0);
        for (int i = 0; i < tensors; i++) {
            file.text("blk." + i + ".weight").u32(2).u64(16).u64(16).u32(0).u64((long) i * TENSOR_BYTES);
        }
        file.pad(32);
        return file.then(random(seed, tensors * TENSOR_BYTES)).out.toByteArray();
    }

    /** A safetensors file with two tensors, one of them 8 x 8 numbers of 16 bits. */
    static byte[] safetensors(long seed) {
        byte[] head = ("{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[8,8],\"data_offsets\":[16,144]}}  ")
                .getBytes(StandardCharsets.UTF_8);
        return new ModelSamples()
                .u64(head.length)
                .then(head)
                .then(random(seed, 144))
                .out
                .toByteArray();
    }

    /** A folder as Ollama keeps it, with one model. */
    static void ollama(Path folder, long seed) {
        byte[] weights = gguf(seed, 2);
        byte[] config = "{\"model_format\":\"gguf\"}".getBytes(StandardCharsets.UTF_8);
        byte[] licence = "do as you please\n".getBytes(StandardCharsets.UTF_8);
        byte[] manifest = StrictJson.write(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.DOCKER_MANIFEST,
                "config",
                blob(folder, MediaTypes.DOCKER_CONFIG, config),
                "layers",
                List.of(
                        blob(folder, "application/vnd.ollama.image.model", weights),
                        blob(folder, "application/vnd.ollama.image.license", licence))));
        write(folder.resolve("manifests/registry.ollama.ai/library/tiny/1b"), manifest);
    }

    private static Map<String, Object> blob(Path folder, String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        write(folder.resolve("blobs/sha256-" + digest.hex()), bytes);
        return Map.of("mediaType", mediaType, "digest", digest.toString(), "size", bytes.length);
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    ModelSamples u32(int value) {
        return then(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    ModelSamples u64(long value) {
        return then(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    ModelSamples text(String text) {
        return u64(text.length()).then(text.getBytes(StandardCharsets.UTF_8));
    }

    private ModelSamples pad(int alignment) {
        return then(new byte[(alignment - out.size() % alignment) % alignment]);
    }

    private ModelSamples then(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    static ModelSamples begin() {
        return new ModelSamples();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
