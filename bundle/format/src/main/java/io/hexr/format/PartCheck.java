package io.hexr.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

import io.hexr.oci.Digest;

/**
 * Judges each part at hand against the parts index and the signed contents, reading every byte once and writing none. Parts found damaged are not used by the set
 * afterwards.
 */
public final class PartCheck {
    private final PartSet set;
    private final PartLayout layout;
    private final PartFindings findings;
    private final PartWalk walk;
    private final LongConsumer progress;

    private PartCheck(PartSet set, Iterator<? extends PartSegment> segments, LongConsumer progress) {
        this.set = set;
        this.progress = progress;
        this.layout = set.index().layout();
        this.findings = new PartFindings(set);
        this.walk = new PartWalk(segments, findings);
    }

    /**
     * The verdict on every part.
     *
     * @param bundle the set's own, from {@link PartSet#signed}
     */
    public static PartReport check(PartSet set, SignedBundle bundle) {
        return check(set, bundle, bytes -> {});
    }

    /** Checks; {@code progress} is told the bytes of each piece of a part that was read. */
    public static PartReport check(PartSet set, SignedBundle bundle, LongConsumer progress) {
        return report(set, PartSegments.of(bundle.plan()), progress);
    }

    /** @param segments all of the archive in order, as the signed contents and the presence list give it */
    static PartReport report(PartSet set, Iterator<? extends PartSegment> segments) {
        return report(set, segments, bytes -> {});
    }

    private static PartReport report(PartSet set, Iterator<? extends PartSegment> segments, LongConsumer progress) {
        PartCheck check = new PartCheck(set, segments, progress);
        try (PartHasher hasher = new PartHasher()) {
            for (int row = 0; row < check.layout.rows(); row++) {
                check.read(row, hasher);
            }
        }
        List<PartVerdict> verdicts = IntStream.range(0, check.layout.rows())
                .mapToObj(check.findings::verdict)
                .toList();
        return new PartReport(set.index().archive(), verdicts, set.wholeArchive());
    }

    private void read(int row, PartHasher hasher) {
        PartEntry entry = set.index().entry(row);
        if (!set.usable(row)) {
            pass(row, 0);
            return;
        }
        MessageDigest own = Digest.Algorithm.SHA256.start();
        byte[] chunk = new byte[(int) Math.min(PartHasher.CHUNK, entry.size())];
        for (long offset = 0; offset < entry.size(); offset += chunk.length) {
            int length;
            try {
                length = set.readFile(row, offset, ByteBuffer.wrap(chunk));
            } catch (BundleException.Unreadable e) {
                findings.row(row).damage(String.valueOf(e.getMessage()), OptionalLong.of(offset));
                pass(row, offset);
                return;
            }
            long at = offset;
            hasher.update(own, chunk, length, () -> judge(row, at, chunk, length));
            progress.accept(length);
        }
        PartRestore.condemnIfOther(set, row, Digest.finish(Digest.Algorithm.SHA256, own));
    }

    private void pass(int row, long offset) {
        if (!layout.isParity(row)) {
            walk.miss(layout.start(row) + offset, layout.size(row) - offset);
        }
    }

    private void judge(int row, long offset, byte[] chunk, int length) {
        if (layout.isParity(row)) {
            return;
        }
        long position = layout.start(row) + offset;
        PartIndex index = set.index();
        if (position < index.headLength()) {
            int inHead = (int) Math.min(length, index.headLength() - position);
            int differs = index.head().slice((int) position, inHead).mismatch(ByteBuffer.wrap(chunk, 0, inHead));
            if (differs >= 0) {
                findings.row(row)
                        .damage("differs from the control files in the parts index", OptionalLong.of(offset + differs));
            }
        }
        walk.see(position, chunk, length);
    }
}
