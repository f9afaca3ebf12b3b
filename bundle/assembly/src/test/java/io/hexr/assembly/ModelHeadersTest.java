package io.hexr.assembly;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.hexr.oci.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Heads of model files, right and wrong. */
final class ModelHeadersTest {
    private static final int RUNS = 4000;

    private static void assertGguf(byte[] file, String saying) throws IOException {
        assertThat(GgufHeader.check(new ByteArrayInputStream(file), file.length).orElse("good"))
                .contains(saying);
    }

    private static void assertSafetensors(byte[] file, String saying) throws IOException {
        assertThat(SafetensorsHeader.check(new ByteArrayInputStream(file), file.length)
                        .orElse("good"))
                .contains(saying);
    }

    @Test
    void ggufIsReadToItsLastTensor() throws IOException {
        byte[] good = ModelSamples.gguf(1, 3);
        assertGguf(good, "good");
        assertGguf(ModelSamples.gguf(1, 0), "good");
        for (int length = 0; length < good.length; length += 7) {
            assertGguf(Arrays.copyOf(good, length), length < 4 ? "not whole" : "the file is not whole");
        }
    }

    @Test
    void ggufOfAnotherKindIsTold() throws IOException {
        assertGguf("GGML and more".getBytes(StandardCharsets.US_ASCII), "does not begin as GGUF");
        assertGguf(ModelSamples.begin().u32(0x46554747).u32(1).bytes(), "is GGUF version 1");
        assertGguf(ModelSamples.begin().u32(0x46554747).u32(3 << 24).bytes(), "is big-endian GGUF");
    }

    @Test
    void ggufClaimsAreCappedBeforeAnythingIsKept() throws IOException {
        assertGguf(head().u64(-1).u64(0).bytes(), "claims 18446744073709551615 tensors");
        assertGguf(head().u64(0).u64(1 << 20).bytes(), "claims 1048576 metadata entries");
        assertGguf(head().u64(0).u64(1).u64(1L << 40).bytes(), "bytes of a metadata key");
        assertGguf(head().u64(0).u64(1).text("k").u32(8).u64(1L << 60).bytes(), "bytes of a text");
        assertGguf(head().u64(0).u64(1).text("k").u32(8).u64(256 << 20).bytes(), "has a head of more than");
        assertGguf(head().u64(0).u64(1).text("k").u32(9).u32(8).u64(1L << 40).bytes(), "elements of an array");
        assertGguf(head().u64(0).u64(1).text("k").u32(9).u32(9).u64(1).bytes(), "an array of arrays");
        assertGguf(head().u64(0).u64(1).text("k").u32(99).bytes(), "unknown type 99");
        assertGguf(head().u64(0).u64(1).text("general.alignment").u32(4).u32(24).bytes(), "alignment of 24");
        assertGguf(head().u64(0).u64(2).text("k").u32(0).bytes(), "not whole");
    }

    @Test
    void ggufTensorsMustBePossible() throws IOException {
        assertGguf(tensor().u32(9).bytes(), "of 9 dimensions");
        assertGguf(tensor().u32(2).u64(1L << 40).u64(1L << 40).bytes(), "larger than any file");
        assertGguf(tensor().u32(1).u64(-5).bytes(), "larger than any file");
        assertGguf(tensor().u32(1).u64(32).u32(0).u64(5).bytes(), "no multiple of 32");
        assertGguf(tensor().u32(1).u64(33).u32(2).u64(0).bytes(), "no multiple of its blocks");
        assertGguf(tensor().u32(1).u64(32).u32(2).u64(64).bytes(), "its tensors need");
        assertGguf(tensor().u32(1).u64(32).u32(777).u64(0).bytes(), "its tensors need");
    }

    private static ModelSamples head() {
        return ModelSamples.begin().u32(0x46554747).u32(3);
    }

    private static ModelSamples tensor() {
        return head().u64(1).u64(0).text("t");
    }

    @Test
    void safetensorsFillTheirFile() throws IOException {
        byte[] good = ModelSamples.safetensors(1);
        assertSafetensors(good, "good");
        for (int length = 0; length < good.length; length++) {
            assertSafetensors(Arrays.copyOf(good, length), "the file is not whole");
        }
        assertSafetensors(Arrays.copyOf(good, good.length + 1), "has 145 bytes of data, its tensors need 144");
    }

    @Test
    void safetensorsClaimsAreCapped() throws IOException {
        assertSafetensors(ModelSamples.begin().u64(-1).bytes(), "claims a head of 18446744073709551615");
        assertSafetensors(ModelSamples.begin().u64(100 << 20).bytes(), "claims a head of 104857600");
        assertSafetensors(table("[1]"), "does not begin as safetensors");
        assertSafetensors(table("{\"a\":1,\"a\":1}"), "not the JSON expected");
        String[] places = {"[0,5]", "[5,0]", "[-4,0]", "[0]", "[0,4,8]", "\"x\"", "{\"a\":0,\"b\":4}"};
        for (String place : places) {
            assertSafetensors(
                    table("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + place + "}}"),
                    "do not fit each other");
        }
        assertSafetensors(
                table("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}"),
                "larger than any file");
        assertSafetensors(
                table("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"),
                "a gap or overlap at byte 0");
    }

    private static byte[] table(String json) {
        return ModelSamples.begin().text(json).bytes();
    }

    @Test
    void everyEditOfAHeadIsReadOrRefused() {
        FuzzRun.of(
                "model-head",
                RUNS,
                ModelHeadFuzz::fuzzerTestOneInput,
                List.of(ModelSamples.gguf(1, 2), ModelSamples.safetensors(1)));
    }
}
