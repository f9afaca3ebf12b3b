package io.hexr.assembly;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The head of a GGUF file: metadata, then the table of tensors. Read as a stranger's: every count and length is capped before anything is kept. Where
 * the type of a tensor is known, its last byte must lie in the file, so a download that broke off is found before it travels.
 */
final class GgufHeader {
    private static final int MAGIC = 0x46554747;
    private static final long HEAD_BYTES = 256L << 20;
    private static final long ENTRIES = 100_000;
    private static final long ELEMENTS = 1 << 24;
    private static final int KEY_BYTES = 1024;

    /** Keys and names are kept to find the second of a kind; all together. */
    private static final long KEPT_BYTES = 4 << 20;

    private static final int NAME_BYTES = 128;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    /** Bytes of a metadata value by its type; 0 for strings and arrays. */
    private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /** Elements of a block, and its bytes, by the type of a tensor; types that came later are taken without this check. */
    private static final Map<Integer, int[]> BLOCKS = Map.ofEntries(
            Map.entry(0, new int[] {1, 4}),
            Map.entry(1, new int[] {1, 2}),
            Map.entry(2, new int[] {32, 18}),
            Map.entry(3, new int[] {32, 20}),
            Map.entry(6, new int[] {32, 22}),
            Map.entry(7, new int[] {32, 24}),
            Map.entry(8, new int[] {32, 34}),
            Map.entry(10, new int[] {256, 84}),
            Map.entry(11, new int[] {256, 110}),
            Map.entry(12, new int[] {256, 144}),
            Map.entry(13, new int[] {256, 176}),
            Map.entry(14, new int[] {256, 210}),
            Map.entry(24, new int[] {1, 1}),
            Map.entry(25, new int[] {1, 2}),
            Map.entry(26, new int[] {1, 4}),
            Map.entry(27, new int[] {1, 8}),
            Map.entry(28, new int[] {1, 8}),
            Map.entry(30, new int[] {1, 2}));

    private final InputStream in;
    private final ByteBuffer word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private long kept;
    private long alignment = 32;

    private GgufHeader(InputStream in) {
        this.in = in;
    }

    /** What is wrong, as a predicate of the file. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String rule) {
            super(rule);
        }
    }

    /** What is wrong with the head of a file of that size; nothing where it can be loaded as far as its head says. */
    static Optional<String> check(InputStream in, long fileSize) throws IOException {
        try {
            new GgufHeader(in).read(fileSize);
            return Optional.empty();
        } catch (Wrong e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            return Optional.of("ends within its head: the file is not whole");
        } catch (ArithmeticException e) {
            return Optional.of("has a tensor larger than any file");
        }
    }

    private void read(long fileSize) throws IOException {
        if (u32() != MAGIC) {
            throw new Wrong("does not begin as GGUF");
        }
        int version = u32();
        if (version != 2 && version != 3) {
            throw new Wrong(
                    Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3
                            ? "is big-endian GGUF"
                            : "is GGUF version " + Integer.toUnsignedString(version) + ", known are 2 and 3");
        }
        long tensors = count("tensors", ENTRIES);
        long pairs = count("metadata entries", ENTRIES);
        Set<String> keys = new HashSet<>();
        for (long i = 0; i < pairs; i++) {
            String key = text("a metadata key", KEY_BYTES);
            if (!keys.add(key)) {
                throw new Wrong("has a metadata key twice");
            }
            value(key);
        }
        long end = 0;
        Set<String> names = new HashSet<>();
        for (long i = 0; i < tensors; i++) {
            if (!names.add(text("a tensor name", NAME_BYTES))) {
                throw new Wrong("has a tensor twice");
            }
            end = Math.max(end, tensor());
        }
        if (tensors == 0) {
            return; // a vocabulary alone; its head may end unaligned
        }
        long data = Math.multiplyExact(Math.ceilDiv(position, alignment), alignment);
        if (Math.addExact(data, end) > fileSize) {
            throw new Wrong("has " + fileSize + " bytes, its tensors need " + (data + end) + ": the file is not whole");
        }
    }

    private void value(String key) throws IOException {
        int type = u32();
        if (type == STRING) {
            skip(length());
        } else if (type == ARRAY) {
            array();
        } else {
            int bytes = bytesOf(type);
            if (key.equals("general.alignment") && bytes == 4) {
                alignment = Integer.toUnsignedLong(u32());
                if (alignment < 8 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
                    throw new Wrong("has an alignment of " + alignment);
                }
            } else {
                skip(bytes);
            }
        }
    }

    private void array() throws IOException {
        int type = u32();
        long elements = count("elements of an array", ELEMENTS);
        if (type == STRING) {
            for (long i = 0; i < elements; i++) {
                skip(length());
            }
        } else if (type == ARRAY) {
            throw new Wrong("has an array of arrays");
        } else {
            skip(elements * bytesOf(type));
        }
    }

    private static int bytesOf(int type) {
        if (type < 0 || type >= VALUE_BYTES.length || VALUE_BYTES[type] == 0) {
            throw new Wrong("has a metadata value of the unknown type " + Integer.toUnsignedString(type));
        }
        return VALUE_BYTES[type];
    }

    /** Where its last byte lies behind the head; its first where the type is unknown. */
    private long tensor() throws IOException {
        int dimensions = u32();
        if (dimensions < 0 || dimensions > 8) {
            throw new Wrong("has a tensor of " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        long elements = 1;
        long row = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = u64();
            if (size < 0) {
                throw new Wrong("has a tensor larger than any file");
            }
            row = i == 0 ? size : row;
            elements = Math.multiplyExact(elements, size);
        }
        int[] block = BLOCKS.get(u32());
        long offset = u64();
        if (offset < 0 || offset % alignment != 0) {
            throw new Wrong("has a tensor that begins at no multiple of " + alignment);
        }
        if (block == null) {
            return offset;
        }
        if (row % block[0] != 0) {
            throw new Wrong("has a tensor whose rows are no multiple of its blocks");
        }
        return Math.addExact(offset, Math.multiplyExact(elements / block[0], (long) block[1]));
    }

    private long count(String what, long most) throws IOException {
        long count = u64();
        if (count < 0 || count > most) {
            throw new Wrong("claims " + Long.toUnsignedString(count) + " " + what + ", at most " + most);
        }
        return count;
    }

    private long length() throws IOException {
        return count("bytes of a text", HEAD_BYTES);
    }

    private String text(String what, int most) throws IOException {
        byte[] bytes = in.readNBytes((int) count("bytes of " + what, most));
        position += bytes.length;
        kept += bytes.length;
        if (kept > KEPT_BYTES) {
            throw new Wrong("has keys and names of more than " + KEPT_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void skip(long bytes) throws IOException {
        position += bytes;
        if (position > HEAD_BYTES) {
            throw new Wrong("has a head of more than " + HEAD_BYTES + " bytes");
        }
        in.skipNBytes(bytes);
    }

    private int u32() throws IOException {
        fill(4);
        return word.getInt(0);
    }

    private long u64() throws IOException {
        fill(8);
        return word.getLong(0);
    }

    private void fill(int bytes) throws IOException {
        if (in.readNBytes(word.array(), 0, bytes) < bytes) {
            throw new EOFException();
        }
        position += bytes;
    }
}
