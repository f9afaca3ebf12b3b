package io.hexr.format;

import java.nio.ByteBuffer;

import io.hexr.oci.Digest;

/** A stretch of the archive whose bytes the signed contents settle, from its first byte there. */
sealed interface PartSegment {
    long offset();

    long size();

    default long end() {
        return offset() + size();
    }

    /** A blob, known by its digest: settled only when all its bytes were seen. */
    record Signed(Digest digest, long offset, long size) implements PartSegment {}

    /** Control files and framing, known byte by byte: settled piece by piece. */
    record Derived(long offset, ByteBuffer bytes) implements PartSegment {
        @Override
        public long size() {
            return bytes.remaining();
        }
    }
}
