package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the bytes of a part go while it is made: into a new file, against one that is there, or nowhere, when only their digest is wanted. */
abstract sealed class PartDestination implements AutoCloseable {
    abstract void take(long offset, ByteBuffer bytes);

    /** The part is whole. */
    abstract void commit();

    @Override
    public abstract void close();

    static PartDestination write(Path path, long size) {
        return new Written(WholeFile.anew(path, size));
    }

    /** @throws BundleException.PartOutputTaken at the first byte that differs */
    static PartDestination compare(Path path, long size) {
        try {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != size) {
                throw new BundleException.PartOutputTaken(
                        path.toString(), "is there and is not this part, which has " + size + " bytes");
            }
            return new Compared(path, FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new BundleException.Unreadable(path.toString(), e);
        }
    }

    static PartDestination nowhere() {
        return new Nowhere();
    }

    private static final class Written extends PartDestination {
        private final WholeFile output;

        Written(WholeFile output) {
            this.output = output;
        }

        @Override
        void take(long offset, ByteBuffer bytes) {
            output.write(offset, bytes);
        }

        @Override
        void commit() {
            output.commit();
        }

        @Override
        public void close() {
            output.close();
        }
    }

    private static final class Compared extends PartDestination {
        private final Path path;
        private final FileChannel channel;
        private ByteBuffer there = ByteBuffer.allocate(0);

        Compared(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        void take(long offset, ByteBuffer bytes) {
            if (there.capacity() < bytes.remaining()) {
                there = ByteBuffer.allocate(bytes.remaining());
            }
            there.clear().limit(bytes.remaining());
            try {
                while (there.hasRemaining() && channel.read(there, offset + there.position()) >= 0) {
                    // until the window is full or the file ends
                }
            } catch (IOException e) {
                throw new BundleException.Unreadable(path.toString(), e);
            }
            int differs = there.flip().mismatch(bytes);
            if (differs >= 0) {
                throw new BundleException.PartOutputTaken(
                        path.toString(), "is there and differs from this part at byte " + (offset + differs));
            }
        }

        @Override
        void commit() {
            close();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new BundleException.Unreadable(path.toString(), e);
            }
        }
    }

    private static final class Nowhere extends PartDestination {
        @Override
        void take(long offset, ByteBuffer bytes) {
            // the digest was all
        }

        @Override
        void commit() {
            // nothing was kept
        }

        @Override
        public void close() {
            // nothing was opened
        }
    }
}
