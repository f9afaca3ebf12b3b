package io.hexr.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.hexr.oci.Digest;

/**
 * Judges each part at hand against the parts index and the signed contents, reading every byte once and writing none. Parts found damaged are not used by the set
 * afterwards.
 */
final class PartCheck {
    private final PartSet set;
    private final PartLayout layout;
    private final PartWalk walk;
    private final List<PartFinding> findings = new ArrayList<>();

    private PartCheck(PartSet set, List<? extends PartSegment> signed) {
        this.set = set;
        this.layout = set.index().layout();
        for (int row = 0; row < layout.rows(); row++) {
            findings.add(new PartFinding());
        }
        this.walk = new PartWalk(signed, this::settled);
    }

    /** @param signed the archive's stretches in order, as the signed contents and the presence list give them */
    static PartReport report(PartSet set, List<? extends PartSegment> signed) {
        PartCheck check = new PartCheck(set, signed);
        try (PartHasher hasher = new PartHasher()) {
            for (int row = 0; row < check.layout.rows(); row++) {
                check.read(row, hasher);
            }
        }
        check.walk.end();
        List<PartVerdict> verdicts = new ArrayList<>();
        for (int row = 0; row < check.layout.rows(); row++) {
            verdicts.add(check.verdict(row));
        }
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
                findings.get(row).damage(String.valueOf(e.getMessage()), OptionalLong.of(offset));
                pass(row, offset);
                return;
            }
            long at = offset;
            hasher.update(own, chunk, length, () -> judge(row, at, chunk, length));
        }
        findings.get(row).otherDigest =
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
        if (position < set.index().headLength()) {
            int inHead = (int) Math.min(length, set.index().headLength() - position);
            int differs = set.index().head().slice((int) position, inHead).mismatch(ByteBuffer.wrap(chunk, 0, inHead));
            if (differs >= 0) {
                findings.get(row)
                        .damage("differs from the control files in the parts index", OptionalLong.of(offset + differs));
            }
        }
        walk.see(position, chunk, length);
    }

    /** The walk reached the end of a stretch, or a wrong byte of it. */
    private void settled(PartSegment stretch, PartWalk.Outcome outcome, long wrongAt) {
        int first = layout.rowAt(stretch.offset());
        int last = layout.rowAt(Math.max(stretch.offset(), stretch.end() - 1));
        switch (outcome) {
            case AS_SIGNED -> {
                if (stretch instanceof PartSegment.Signed) {
                    rows(first, last).forEach(finding -> finding.trusted++);
                }
            }
            case UNSEEN -> {
                // known bytes are settled piece by piece: those that were seen were right
                if (stretch instanceof PartSegment.Signed) {
                    rows(first, last).forEach(finding -> finding.fragment(first, last));
                }
            }
            case OTHER -> {
                if (stretch instanceof PartSegment.Signed blob) {
                    for (int row = first; row <= last; row++) {
                        findings.get(row).wrong(blob, Math.max(0, blob.offset() - layout.start(row)), first, last);
                    }
                } else {
                    int row = layout.rowAt(wrongAt);
                    findings.get(row)
                            .damage(
                                    "is not what the signed contents yield",
                                    OptionalLong.of(wrongAt - layout.start(row)));
                }
            }
        }
    }

    private List<PartFinding> rows(int first, int last) {
        return findings.subList(first, last + 1);
    }

    private PartVerdict verdict(int row) {
        PartEntry part = set.index().entry(row);
        PartFinding finding = findings.get(row);
        PartFile file = set.file(row).orElse(null);
        if (file == null) {
            return set.wholeArchive()
                            || (layout.isParity(row) && set.lostRows().stream().allMatch(layout::isParity))
                    ? new PartVerdict.Rebuildable(part)
                    : new PartVerdict.Missing(part);
        }
        String path = file.path().toString();
        if (finding.damage != null) {
            return new PartVerdict.Damaged(part, path, finding.damage, finding.damageAt);
        }
        if (file.fault() != null) {
            OptionalLong at = finding.wrong.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(finding.wrong.getFirst().offset());
            return new PartVerdict.Damaged(part, path, String.valueOf(file.fault()), at);
        }
        for (PartFinding.Wrong wrong : finding.wrong) {
            if (rows(wrong.first(), wrong.last()).stream()
                    .noneMatch(other -> other.otherDigest || other.damage != null)) {
                return new PartVerdict.Damaged(
                        part,
                        path,
                        "holds " + (wrong.first() == wrong.last() ? "" : "a piece of ") + "blob "
                                + wrong.blob().digest()
                                + " with other bytes than signed, though the parts index agrees with them",
                        OptionalLong.of(wrong.offset()));
            }
            finding.fragment(wrong.first(), wrong.last());
        }
        if (layout.isParity(row)) {
            return new PartVerdict.Intact(part, 0, 0, needs(row, 0, layout.data() - 1));
        }
        if (finding.fragments == 0) {
            return new PartVerdict.Trusted(part, finding.trusted);
        }
        return new PartVerdict.Intact(
                part, finding.trusted, finding.fragments, needs(row, finding.needsFrom, finding.needsTo));
    }

    private List<Integer> needs(int row, int first, int last) {
        List<Integer> needs = new ArrayList<>();
        for (int other = first; other <= last; other++) {
            if (other != row && !set.usable(other)) {
                needs.add(layout.number(other));
            }
        }
        return needs;
    }
}
