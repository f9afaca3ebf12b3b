package io.hexr.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

import io.hexr.oci.Descriptor;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;

/** Writes one blob after the other into its entry, framed. */
final class EntryWriter {
    private static final int BLOCKS = 16;

    private final ArchiveOutput output;
    private final LongConsumer progress;
    private final byte[] buffer = new byte[BLOCKS * (StoredBlocks.HEADER + StoredBlocks.BLOCK)];

    EntryWriter(ArchiveOutput output, LongConsumer progress) {
        this.output = output;
        this.progress = progress;
    }

    /** The entry's CRC-32, header and padding included. */
    Crc write(ArchivePlan.Entry entry, VerifiedRelease release) {
        ReleaseGraph graph = release.contents().graph();
        Descriptor descriptor = graph.descriptor(entry.blob());
        try (InputStream content = release.contents().isManifest(descriptor.digest())
                ? manifest(descriptor, release)
                : VerifyingInputStream.of(release.source().open(descriptor), descriptor)) {
            return new Run(entry, content).write();
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading content " + descriptor.digest(), e);
        }
    }

    /** Contents that say something else than their manifests would make a bundle that no reader takes. */
    private static InputStream manifest(Descriptor descriptor, VerifiedRelease release) {
        byte[] bytes = release.source().bytes(descriptor, Caps.MANIFEST_BYTES);
        release.contents().requireManifest(descriptor.digest(), bytes);
        return new ByteArrayInputStream(bytes);
    }

    private final class Run {
        private final ArchivePlan.Entry entry;
        private final InputStream content;
        private final byte[] header;
        private final long size;
        private final long total;
        private final CRC32 crc = new CRC32();
        private long plain;
        private long position;
        private int filled;

        Run(ArchivePlan.Entry entry, InputStream content) {
            this.entry = entry;
            this.content = content;
            this.header = ArchivePlan.header(entry.blob());
            this.size = entry.blob().size();
            this.total = TarHeader.entrySize(size);
            this.position = entry.offset();
        }

        Crc write() throws IOException {
            while (plain < total) {
                int length = (int) Math.min(StoredBlocks.BLOCK, total - plain);
                StoredBlocks.putHeader(buffer, filled, length, false);
                filled += StoredBlocks.HEADER;
                fill(length);
                if (filled == buffer.length || plain == total) {
                    flush();
                }
            }
            if (content.read() >= 0) {
                throw new OciException.SizeMismatch("content of " + entry.blob().digest(), size, "more than " + size);
            }
            return new Crc((int) crc.getValue(), total);
        }

        /** The next bytes of the entry: header, content, then zeros. */
        private void fill(int length) throws IOException {
            int start = filled;
            int end = filled + length;
            while (filled < end) {
                int taken;
                if (plain < TarHeader.SIZE) {
                    taken = Math.min(end - filled, TarHeader.SIZE - (int) plain);
                    System.arraycopy(header, (int) plain, buffer, filled, taken);
                } else if (plain < TarHeader.SIZE + size) {
                    int most = (int) Math.min(end - filled, TarHeader.SIZE + size - plain);
                    taken = content.read(buffer, filled, most);
                } else {
                    taken = end - filled;
                    java.util.Arrays.fill(buffer, filled, end, (byte) 0);
                }
                filled += taken;
                plain += taken;
            }
            crc.update(buffer, start, length);
        }

        private void flush() {
            output.write(position, buffer, filled);
            position += filled;
            progress.accept(filled);
            filled = 0;
        }
    }
}
