package io.hexr.format;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What was noticed about each part of a set, and the verdicts that follow. */
final class PartFindings implements PartWalk.Listener {
    private final PartSet set;
    private final PartLayout layout;
    private final List<PartFinding> rows;

    PartFindings(PartSet set) {
        this.set = set;
        this.layout = set.index().layout();
        this.rows = IntStream.range(0, layout.rows())
                .mapToObj(row -> new PartFinding())
                .toList();
    }

    PartFinding row(int row) {
        return rows.get(row);
    }

    @Override
    public void wrongByte(long position) {
        int row = layout.rowAt(position);
        rows.get(row).damage("is not what the signed contents yield", OptionalLong.of(position - layout.start(row)));
    }

    @Override
    public void blob(PartSegment.InBlob blob, PartWalk.Outcome outcome) {
        int first = layout.rowAt(blob.offset());
        int last = layout.rowAt(blob.end() - 1);
        for (int row = first; row <= last; row++) {
            PartFinding finding = rows.get(row);
            switch (outcome) {
                case RIGHT -> finding.trusted++;
                case UNSEEN -> finding.fragment(first, last);
                case WRONG ->
                    finding.wrong.add(
                            new PartFinding.Wrong(blob, Math.max(0, blob.offset() - layout.start(row)), first, last));
            }
        }
    }

    @Override
    public void checksumUnproven() {
        rows.get(layout.data() - 1).unproven(0, layout.data() - 1);
    }

    PartVerdict verdict(int row) {
        PartEntry part = set.index().entry(row);
        PartFinding finding = rows.get(row);
        PartFile file = set.file(row).orElse(null);
        if (file == null) {
            boolean computable = layout.isParity(row) ? set.survivors() >= layout.data() : set.wholeArchive();
            return computable ? new PartVerdict.Rebuildable(part) : new PartVerdict.Missing(part);
        }
        String path = file.path().toString();
        if (finding.damage != null) {
            return new PartVerdict.Damaged(part, path, finding.damage, finding.damageAt);
        }
        if (!file.usable()) {
            OptionalLong at = finding.wrong.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(finding.wrong.getFirst().offset());
            return new PartVerdict.Damaged(part, path, String.valueOf(file.fault()), at);
        }
        for (PartFinding.Wrong wrong : finding.wrong) {
            if (nobodyElseDamaged(wrong)) {
                return replaced(part, path, wrong);
            }
            finding.fragment(wrong.first(), wrong.last());
        }
        if (layout.isParity(row)) {
            return new PartVerdict.Intact(part, 0, 0, needs(row, 0, layout.data() - 1));
        }
        return finding.needsTo < 0
                ? new PartVerdict.Trusted(part, finding.trusted)
                : new PartVerdict.Intact(
                        part, finding.trusted, finding.fragments, needs(row, finding.needsFrom, finding.needsTo));
    }

    /** A wrong blob is blamed on the parts that contradict the index; only if none does, on all that hold a piece of it. */
    private boolean nobodyElseDamaged(PartFinding.Wrong wrong) {
        return IntStream.rangeClosed(wrong.first(), wrong.last())
                .allMatch(row -> set.usable(row) && rows.get(row).damage == null);
    }

    private static PartVerdict replaced(PartEntry part, String path, PartFinding.Wrong wrong) {
        String piece = wrong.first() == wrong.last() ? "blob " : "a piece of blob ";
        return new PartVerdict.Damaged(
                part,
                path,
                "holds " + piece + wrong.blob().digest()
                        + " with other bytes than signed, though the parts index agrees with them",
                OptionalLong.of(wrong.offset()));
    }

    private List<Integer> needs(int row, int first, int last) {
        List<Integer> needs = new ArrayList<>();
        for (int other = first; other <= last; other++) {
            if (other != row && (!set.usable(other) || rows.get(other).damage != null)) {
                needs.add(layout.number(other));
            }
        }
        return needs;
    }
}
