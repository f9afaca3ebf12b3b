package io.hexr.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.zip.CRC32;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Goes along the archive with what each of its bytes should be beside it; some bytes are seen, some missed, in order. */
final class PartWalk {
    /** What became of bytes that only hold together. */
    enum Outcome {
        RIGHT,
        WRONG,
        UNSEEN
    }

    /** Told as soon as something is known. */
    interface Listener {
        /** The byte at the position is seen, and not what the signed contents yield. */
        void wrongByte(long position);

        /** All bytes of the blob went by. */
        void blob(PartSegment.InBlob blob, Outcome outcome);

        /** The checksum at the end could not be judged, as bytes it covers were missed. */
        void checksumUnproven();
    }

    private final Iterator<? extends PartSegment> segments;
    private final Listener listener;
    private final MessageDigest content = Digest.Algorithm.SHA256.start();
    private final CRC32 plain = new CRC32();
    private final ByteBuffer trailer =
            ByteBuffer.allocate(PartSegment.Checksum.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable PartSegment now;
    private long plainLength;
    private boolean plainMissed;
    private boolean contentMissed;

    PartWalk(Iterator<? extends PartSegment> segments, Listener listener) {
        this.segments = segments;
        this.listener = listener;
        next();
    }

    void see(long position, byte[] bytes, int length) {
        long end = position + length;
        while (now != null && now.offset() < end) {
            PartSegment segment = now;
            long from = Math.max(segment.offset(), position);
            int count = (int) (Math.min(segment.end(), end) - from);
            judge(segment, from, ByteBuffer.wrap(bytes, (int) (from - position), count));
            if (segment.end() > end) {
                return;
            }
            finish(segment);
        }
    }

    void miss(long position, long length) {
        long end = position + length;
        while (now != null && now.offset() < end) {
            PartSegment segment = now;
            contentMissed |= segment instanceof PartSegment.Content;
            plainMissed |= !(segment instanceof PartSegment.Known known) || known.plain();
            if (segment.end() > end) {
                return;
            }
            finish(segment);
        }
    }

    /** Whether the last segment went by, seen or missed. */
    boolean atEnd() {
        return now == null;
    }

    private void judge(PartSegment segment, long from, ByteBuffer seen) {
        switch (segment) {
            case PartSegment.Content piece -> {
                content.update(seen.duplicate());
                cover(seen);
            }
            case PartSegment.Known known -> {
                int at = known.bytes().position() + (int) (from - known.offset());
                compare(known.bytes().slice(at, seen.remaining()), from, seen);
                if (known.plain()) {
                    cover(seen);
                }
            }
            case PartSegment.Checksum sum -> {
                if (!plainMissed) {
                    trailer.putInt(0, (int) plain.getValue()).putInt(4, (int) plainLength);
                    compare(trailer.slice((int) (from - sum.offset()), seen.remaining()), from, seen);
                }
            }
        }
    }

    private void compare(ByteBuffer expected, long from, ByteBuffer seen) {
        int differs = expected.mismatch(seen);
        if (differs >= 0) {
            plainMissed = true; // the checksum is not to blame
            listener.wrongByte(from + differs);
        }
    }

    private void cover(ByteBuffer seen) {
        plainLength += seen.remaining();
        plain.update(seen.duplicate());
    }

    private void finish(PartSegment segment) {
        if (segment instanceof PartSegment.Content piece
                && piece.end() == piece.blob().end()) {
            Digest digest = Digest.finish(Digest.Algorithm.SHA256, content);
            Outcome outcome = contentMissed
                    ? Outcome.UNSEEN
                    : piece.blob().digest().equals(digest) ? Outcome.RIGHT : Outcome.WRONG;
            plainMissed |= outcome == Outcome.WRONG;
            contentMissed = false;
            listener.blob(piece.blob(), outcome);
        } else if (segment instanceof PartSegment.Checksum && plainMissed) {
            listener.checksumUnproven();
        }
        next();
    }

    private void next() {
        now = segments.hasNext() ? segments.next() : null;
    }
}
