package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.PartEntry;
import io.hexr.format.PartIndex;
import io.hexr.format.PartSize;
import io.hexr.format.PartWriter;
import io.hexr.format.SplitPlan;
import io.hexr.oci.Digest;
import io.hexr.signing.SignatureFile;
import org.jspecify.annotations.Nullable;

/** A bundle cut into parts, with what travels beside it on each disc: any one may be the first that is looked at. */
record Splitting(Path to, PartSize size, int parity, SplitPlan.Folders folders) {
    /** The folder of the parts where none was named. */
    static Path beside(Path bundle) {
        return bundle.resolveSibling(bundle.getFileName() + ".parts");
    }

    /** What was written: the folders that hold a part, and the approvals that went along. */
    record Done(PartIndex index, Digest statement, Set<Path> discs, List<Path> approvals) {
        List<PartEntry> parts() {
            return Stream.concat(index.data().stream(), index.parity().stream()).toList();
        }

        /** Lets the log go where the parts go. */
        void carry(Path log) {
            discs.forEach(disc -> CustodyOptions.carry(log, disc.resolve(String.valueOf(log.getFileName()))));
        }
    }

    /**
     * Cuts.
     *
     * @param part the one to make again, or all
     * @param before told the statement of the bundle before anything is written; what it throws ends this
     */
    Done split(Voice voice, Path bundle, @Nullable String part, Consumer<Digest> before) {
        try (ArchiveBytes archive = BundleSource.open(List.of(bundle))) {
            SplitPlan plan = SplitPlan.of(archive, to, size, parity, folders);
            Digest statement = Digest.of(BundleReader.inspect(archive).files().sums());
            before.accept(statement);
            PartIndex index;
            try (Progress.Step step = voice.progress().step("splitting", archive.size())) {
                ArchiveBytes counted = new BundleSource.Counted(archive, BundleSource.counting(voice, step));
                index = part == null ? PartWriter.split(counted, plan) : PartWriter.remake(counted, plan, part);
                step.done();
            }
            List<SignatureFile> approvals = BundleSource.approvals(archive, List.of(bundle));
            Set<Path> discs = new LinkedHashSet<>();
            Stream.concat(index.data().stream(), index.parity().stream())
                    .forEach(entry -> discs.add(plan.folderOf(entry)));
            List<Path> copied = new ArrayList<>();
            discs.forEach(disc -> copied.addAll(Approvals.copy(approvals, index.archive(), disc, index.archive())));
            return new Done(index, statement, discs, copied);
        }
    }
}
