package io.hexr.format;

import java.nio.ByteBuffer;

import io.hexr.oci.Digest;

/** A stretch of an archive, from its first byte there: each byte of an archive lies in exactly one. */
sealed interface PartSegment {
    long offset();

    long size();

    default long end() {
        return offset() + size();
    }

    /** A blob, and where its first byte lies and its last one ends; framing lies between. */
    record InBlob(Digest digest, long offset, long end) {}

    /** Control files and framing, known byte by byte. Plain bytes are those of the tar, which the checksum at the end covers. */
    record Known(long offset, ByteBuffer bytes, boolean plain) implements PartSegment {
        @Override
        public long size() {
            return bytes.remaining();
        }
    }

    /** Some of a blob's bytes, known by its digest only. */
    record Content(InBlob blob, long offset, long size) implements PartSegment {}

    /** CRC-32 and length of all plain bytes, both of four bytes, the last of an archive. */
    record Checksum(long offset) implements PartSegment {
        static final int SIZE = 8;

        @Override
        public long size() {
            return SIZE;
        }
    }
}
