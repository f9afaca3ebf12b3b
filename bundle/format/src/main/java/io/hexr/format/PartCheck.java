package io.hexr.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

    /**
     * Checks; {@code progress} is told the bytes of each piece of a part that was read.
     *
     * @throws BundleException.Refused where all parts are trusted and a manifest in them contradicts the signed contents
     */
    public static PartReport check(PartSet set, SignedBundle bundle, LongConsumer progress) {
        PartCheck check = new PartCheck(set, PartSegments.of(bundle.plan()), progress);
        List<PartVerdict> verdicts = check.verdicts();
        Optional<Verification> proof =
                check.everyByteTrusted(verdicts) ? Optional.of(bundle.verifyRest(set)) : Optional.empty();
        return new PartReport(set.index().archive(), verdicts, set.wholeArchive(), proof);
    }

    /** @param segments all of the archive in order, as the signed contents and the presence list give it */
    static PartReport report(PartSet set, Iterator<? extends PartSegment> segments) {
        List<PartVerdict> verdicts = new PartCheck(set, segments, bytes -> {}).verdicts();
        return new PartReport(set.index().archive(), verdicts, set.wholeArchive(), Optional.empty());
    }

    private List<PartVerdict> verdicts() {
        try (PartHasher hasher = new PartHasher()) {
            for (int row = 0; row < layout.rows(); row++) {
                read(row, hasher);
            }
        }
        return IntStream.range(0, layout.rows()).mapToObj(findings::verdict).toList();
    }

    /** No part of the archive was missed, up to its checksum: one that is trusted is here, undamaged, and leaves nothing to settle. */
    private boolean everyByteTrusted(List<PartVerdict> verdicts) {
        return walk.atEnd()
                && verdicts.stream()
                        .filter(verdict -> !verdict.part().isParity())
                        .allMatch(PartVerdict.Trusted.class::isInstance);
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
