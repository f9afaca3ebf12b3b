package io.hexr.format;

import java.nio.file.Path;

/**
 * How an archive is to be split.
 *
 * @param folder where the parts go; made if absent
 * @param archive the file name that joining yields, from which part names follow
 * @param parity how many parts may be lost, 0 to 4
 * @param head how many leading bytes of the archive the index carries: all control files
 */
public record SplitPlan(Path folder, String archive, PartSize size, int parity, Folders folders, long head) {
    /** How parts lie in the folder. */
    public enum Folders {
        /** All parts and the index side by side. */
        ONE,
        /** A folder for each disc, {@code disc-001} and so on, with one part and the index, ready to be written out. */
        PER_DISC
    }

    /**
     * Named as the archive is; reads its control files, believes none of them, and refuses what has none.
     *
     * @throws BundleException where the archive is no bundle
     */
    public static SplitPlan of(ArchiveBytes archive, Path folder, PartSize size, int parity, Folders folders) {
        ByteCursor in = ByteCursor.at(archive, 0);
        ControlReader.read(in);
        return new SplitPlan(
                folder, PartPlaces.fileName(Path.of(archive.name())), size, parity, folders, in.position());
    }

    /** @throws BundleException.NotAPartSize or {@link BundleException.Invalid} where the archive cannot be cut like this */
    PartLayout layout(long archiveSize) {
        if (head < 0 || head > Math.min(archiveSize, PartIndex.HEAD_BYTES)) {
            throw new BundleException.Invalid(
                    archive,
                    "has control files of " + head + " bytes, a parts index carries at most " + PartIndex.HEAD_BYTES);
        }
        long parts = (archiveSize - 1) / size.bytes() + 1;
        if (parts > ReedSolomon.MAX_DATA) {
            long least = (archiveSize - 1) / ReedSolomon.MAX_DATA + 1;
            throw new BundleException.NotAPartSize(
                    size.toString(),
                    "makes " + parts + " parts of " + archive + ", at most " + ReedSolomon.MAX_DATA
                            + " are possible: at least " + least + " bytes");
        }
        try {
            return new PartLayout(archive, archiveSize, size.bytes(), parity);
        } catch (IllegalArgumentException e) {
            throw new BundleException.Invalid(archive, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where a part lies. */
    Path path(PartLayout layout, int row) {
        return folderOf(layout.suffix(row)).resolve(layout.name(row));
    }

    /** The folder a part of this split lies in. */
    public Path folderOf(PartEntry part) {
        return folderOf(part.name().substring(archive.length() + 1));
    }

    Path folderOf(String suffix) {
        return folders == Folders.ONE ? folder : folder.resolve("disc-" + suffix);
    }
}
