package io.hexr.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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

    /** Blobs of the given sizes with 20 bytes of framing before each and 8 at the end. */
    static PartsFixture of(long seed, int... blobs) {
        int size = HEAD + 8;
        for (int blob : blobs) {
            size += 20 + blob;
        }
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        List<PartSegment> signed = new ArrayList<>();
        int at = 0;
        int framing = HEAD;
        for (int blob : blobs) {
            framing += 20;
            signed.add(new PartSegment.Derived(at, ByteBuffer.wrap(bytes, at, framing - at)));
            byte[] content = new byte[blob];
            System.arraycopy(bytes, framing, content, 0, blob);
            signed.add(new PartSegment.Signed(Digest.of(content), framing, blob));
            at = framing + blob;
            framing = at;
        }
        signed.add(new PartSegment.Derived(at, ByteBuffer.wrap(bytes, at, size - at)));
        return new PartsFixture(bytes, signed);
    }

    /** 10,000 bytes in blobs of mixed sizes. */
    static PartsFixture tenThousand() {
        return of(7, 10, 900, 3000, 0, 2000, 1500, 1742);
    }

    ArchiveBytes archive() {
        return archive(bytes);
    }

    static ArchiveBytes archive(byte[] bytes) {
        return new InMemory(bytes);
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

    private record InMemory(byte[] bytes) implements ArchiveBytes {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            int length = Math.clamp(bytes.length - position, 0, into.remaining());
            into.put(bytes, (int) position, length);
            return length;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
