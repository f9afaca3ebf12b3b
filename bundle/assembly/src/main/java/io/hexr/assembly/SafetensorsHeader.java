package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** The head of a safetensors file: a length and a JSON table. The tensors must fill the rest of the file without gap or overlap, as the format wants it. */
final class SafetensorsHeader {
    private static final int HEAD_BYTES = 4 << 20;
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F32", 32),
            Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64));

    private record Tensor(long begin, long end) {}

    private SafetensorsHeader() {}

    /** What is wrong with the head of a file of that size; nothing where it can be loaded as far as its head says. */
    static Optional<String> check(InputStream in, long fileSize) throws IOException {
        byte[] prefix = in.readNBytes(8);
        if (prefix.length < 8) {
            return Optional.of("ends within its head: the file is not whole");
        }
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > HEAD_BYTES) {
            return Optional.of("claims a head of " + Long.toUnsignedString(length) + " bytes, at most " + HEAD_BYTES);
        }
        byte[] head = in.readNBytes((int) length);
        if (head.length < length) {
            return Optional.of("ends within its head: the file is not whole");
        }
        if (head[0] != '{') {
            return Optional.of("does not begin as safetensors");
        }
        try {
            return table(StrictJson.parse(head, HEAD_BYTES, "the head"), fileSize - 8 - length);
        } catch (OciException e) {
            return Optional.of("has a head that is not the JSON expected: " + e.getMessage());
        } catch (ArithmeticException e) {
            return Optional.of("has a tensor larger than any file");
        }
    }

    private static Optional<String> table(JsonNode table, long data) {
        List<Tensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                Optional<Tensor> tensor = tensor(entry.getValue());
                if (tensor.isEmpty()) {
                    return Optional.of("has a tensor whose type, shape and place do not fit each other");
                }
                tensors.add(tensor.get());
            }
        }
        tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
        long at = 0;
        for (Tensor tensor : tensors) {
            if (tensor.begin() != at) {
                return Optional.of("has tensors with a gap or overlap at byte " + at + " of its data");
            }
            at = tensor.end();
        }
        return at == data
                ? Optional.empty()
                : Optional.of("has " + data + " bytes of data, its tensors need " + at
                        + (at > data ? ": the file is not whole" : ""));
    }

    private static Optional<Tensor> tensor(JsonNode fields) {
        Integer bits = BITS.get(fields.path("dtype").asText());
        JsonNode offsets = fields.path("data_offsets");
        JsonNode shape = fields.path("shape");
        boolean formed = offsets.isArray()
                && offsets.size() == 2
                && offsets.get(0).canConvertToLong()
                && offsets.get(1).canConvertToLong()
                && shape.isArray()
                && shape.size() <= 32;
        if (!formed) {
            return Optional.empty();
        }
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        long elements = 1;
        for (JsonNode size : shape) {
            if (!size.canConvertToLong() || size.longValue() < 0) {
                return Optional.empty();
            }
            elements = Math.multiplyExact(elements, size.longValue());
        }
        // a type that came later has bits nobody here can count
        boolean fits = bits == null
                ? fields.path("dtype").asText().matches("[A-Z0-9_]{1,16}")
                : Math.multiplyExact(elements, (long) bits) == Math.multiplyExact(end - begin, 8L);
        return fits ? Optional.of(new Tensor(begin, end)) : Optional.empty();
    }
}
