package io.hexr.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.ArchiveFile;
import io.hexr.format.PartSet;
import io.hexr.signing.SignatureFile;
import picocli.CommandLine.Parameters;

/** The bundle a command reads: one archive, or its parts in place, from several discs where there are several. */
final class BundleSource {
    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "A bundle, a folder of its parts, or parts; with discs in several drives, one for each.")
    List<Path> places = new ArrayList<>();

    boolean isPipe() {
        return places.size() == 1 && places.getFirst().toString().equals("-");
    }

    ArchiveBytes open() {
        return open(places);
    }

    static ArchiveBytes open(List<Path> places) {
        if (places.stream().anyMatch(place -> place.toString().equals("-"))) {
            throw new ConsoleException.Refused(
                    Problem.of(GeneralCode.USAGE, "this needs a file, not a pipe: it reads at more than one place")
                            .because("- was named")
                            .next("write the bundle to a file first; hexr bundle verify - reads a pipe"));
        }
        if (places.size() > 1 || PartSet.isMeant(places.getFirst())) {
            return PartSet.open(places);
        }
        return ArchiveFile.open(places.getFirst());
    }

    /** The approvals that lie beside it. */
    List<SignatureFile> approvals(ArchiveBytes archive) {
        return approvals(archive, places);
    }

    static List<SignatureFile> approvals(ArchiveBytes archive, List<Path> places) {
        return Approvals.read(fileName(archive), folders(archive, places));
    }

    /** Where what travels beside it may lie: the places named, and the discs found below one. */
    static Set<Path> folders(ArchiveBytes archive, List<Path> places) {
        Set<Path> folders = Approvals.folders(places);
        if (archive instanceof PartSet parts) {
            folders.addAll(parts.folders());
        }
        return folders;
    }

    /** What the archive is called on its own. */
    static String fileName(ArchiveBytes archive) {
        return String.valueOf(Path.of(archive.name()).getFileName());
    }

    /** Counts what was read into the step, and ends the command there if it should stop. */
    static LongConsumer counting(Voice voice, Progress.Step step) {
        return bytes -> {
            voice.cancellation().check();
            step.advance(bytes);
        };
    }

    /** The same archive, counted as it is read. */
    record Counted(ArchiveBytes archive, LongConsumer progress) implements ArchiveBytes {
        @Override
        public String name() {
            return archive.name();
        }

        @Override
        public long size() {
            return archive.size();
        }

        @Override
        public int read(long position, ByteBuffer into) {
            int read = archive.read(position, into);
            progress.accept(Math.max(0, read));
            return read;
        }

        @Override
        public void close() {
            archive.close();
        }
    }
}
