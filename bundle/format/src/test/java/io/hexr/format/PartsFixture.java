package io.hexr.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

import io.hexr.oci.Digest;

/** An archive of seeded bytes: control files first, then blobs with framing between them, and how it is split. */
final class PartsFixture {
    static final String NAME = "hexr-bundle.tar.gz";
    static final int HEAD = 700;

    final byte[] bytes;
    final List<PartSegment> signed;

    private PartsFixture(byte[] bytes, List<PartSegment> signed) {
        this.bytes = bytes;
        this.signed = signed;
    }

    /** Blobs of the given sizes with 20 bytes of framing before each, the middle of each 4 bytes of framing, and a checksum at the end. */
    static PartsFixture of(long seed, int... blobs) {
        int size = HEAD + PartSegment.Checksum.SIZE;
        for (int blob : blobs) {
            size += 24 + blob;
        }
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        CRC32 crc = new CRC32();
        int plain = 0;
        List<PartSegment> signed = new ArrayList<>();
        signed.add(new PartSegment.Known(0, ByteBuffer.wrap(bytes, 0, HEAD), true));
        crc.update(bytes, 0, HEAD);
        plain += HEAD;
        int at = HEAD;
        for (int blob : blobs) {
            int half = blob / 2;
            byte[] content = new byte[blob];
            System.arraycopy(bytes, at + 20, content, 0, half);
            System.arraycopy(bytes, at + 24 + half, content, half, blob - half);
            var whole = new PartSegment.InBlob(Digest.of(content), at + 20, at + 24 + blob);
            signed.add(new PartSegment.Known(at, ByteBuffer.wrap(bytes, at, 20), true));
            signed.add(new PartSegment.Content(whole, at + 20, half));
            signed.add(new PartSegment.Known(at + 20 + half, ByteBuffer.wrap(bytes, at + 20 + half, 4), false));
            signed.add(new PartSegment.Content(whole, at + 24 + half, blob - half));
            crc.update(bytes, at, 20);
            crc.update(content);
            plain += 20 + blob;
            at += 24 + blob;
        }
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at, (int) crc.getValue())
                .putInt(at + 4, plain);
        signed.add(new PartSegment.Checksum(at));
        return new PartsFixture(bytes, signed);
    }

    /** 10,000 bytes in blobs of mixed sizes. */
    static PartsFixture tenThousand() {
        return of(7, 10, 900, 3000, 2000, 1500, 1738);
    }

    ArchiveBytes archive() {
        return archive(bytes);
    }

    static ArchiveBytes archive(byte[] bytes) {
        return new InMemory(ByteBuffer.wrap(bytes), bytes.length);
    }

    /** An archive that says it is longer than it is. */
    static ArchiveBytes shrunk(byte[] bytes, int end) {
        return new InMemory(ByteBuffer.wrap(bytes, 0, end).slice(), bytes.length);
    }

    static SplitPlan plan(Path folder, long partSize, int parity) {
        return new SplitPlan(folder, NAME, new PartSize(partSize), parity, SplitPlan.Folders.ONE, HEAD);
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(ArchiveBytes archive, long position, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        int read = archive.read(position, into);
        byte[] result = new byte[read];
        into.flip().get(result);
        return result;
    }

    /** Says it has the size, and ends with the bytes. */
    private record InMemory(ByteBuffer bytes, long size) implements ArchiveBytes {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            int length = Math.clamp(bytes.capacity() - position, 0, into.remaining());
            if (length > 0) {
                into.put(bytes.slice((int) position, length));
            }
            return length;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
