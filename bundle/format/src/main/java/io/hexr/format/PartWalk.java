package io.hexr.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

import io.hexr.oci.Digest;

/** Goes along the archive with the signed stretches beside it; some of the archive's bytes are seen, some missed, in order. */
final class PartWalk {
    /** What became of a stretch. */
    enum Outcome {
        AS_SIGNED,
        OTHER,
        UNSEEN
    }

    /** Told of each stretch once. */
    @FunctionalInterface
    interface Listener {
        /** @param wrongAt position in the archive of a wrong byte, where it is known; else of the stretch */
        void settled(PartSegment stretch, Outcome outcome, long wrongAt);
    }

    private final List<? extends PartSegment> stretches;
    private final Listener listener;
    private final MessageDigest running = Digest.Algorithm.SHA256.start();
    private int next;
    private boolean missed;
    private long wrongAt = -1;

    PartWalk(List<? extends PartSegment> stretches, Listener listener) {
        long end = 0;
        for (PartSegment stretch : stretches) {
            if (stretch.offset() < end) {
                throw new IllegalArgumentException(stretch + " begins before byte " + end);
            }
            end = stretch.end();
        }
        this.stretches = stretches;
        this.listener = listener;
    }

    void see(long position, byte[] bytes, int length) {
        while (next < stretches.size() && stretches.get(next).offset() < position + length) {
            PartSegment stretch = stretches.get(next);
            long from = Math.max(stretch.offset(), position);
            int count = (int) (Math.min(stretch.end(), position + length) - from);
            ByteBuffer seen = ByteBuffer.wrap(bytes, (int) (from - position), count);
            switch (stretch) {
                case PartSegment.Signed blob -> running.update(seen);
                case PartSegment.Derived known -> {
                    int differs = known.bytes()
                            .slice((int) (from - known.offset()) + known.bytes().position(), count)
                            .mismatch(seen);
                    if (differs >= 0 && wrongAt < 0) {
                        wrongAt = from + differs;
                    }
                }
            }
            if (stretch.end() > position + length) {
                return;
            }
            settle(stretch);
        }
    }

    void miss(long position, long length) {
        while (next < stretches.size() && stretches.get(next).offset() < position + length) {
            PartSegment stretch = stretches.get(next);
            missed |= stretch.size() > 0;
            if (stretch.end() > position + length) {
                return;
            }
            settle(stretch);
        }
    }

    /** The archive ended: what is left was never seen. */
    void end() {
        while (next < stretches.size()) {
            missed = stretches.get(next).size() > 0;
            settle(stretches.get(next));
        }
    }

    private void settle(PartSegment stretch) {
        Digest digest = Digest.finish(Digest.Algorithm.SHA256, running);
        boolean other = wrongAt >= 0
                || (!missed
                        && stretch instanceof PartSegment.Signed blob
                        && !blob.digest().equals(digest));
        Outcome outcome = other ? Outcome.OTHER : missed ? Outcome.UNSEEN : Outcome.AS_SIGNED;
        listener.settled(stretch, outcome, wrongAt >= 0 ? wrongAt : stretch.offset());
        next++;
        missed = false;
        wrongAt = -1;
    }
}
