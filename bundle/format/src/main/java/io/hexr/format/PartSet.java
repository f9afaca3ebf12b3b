package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The parts of one archive, read in place. Bytes of a lost part are computed from the others while parity suffices: a part is lost when its file is absent, has
 * the wrong size, or fails to read. Nothing here vouches for the bytes; the reader checks them against the signed contents, {@link PartCheck} part by part.
 *
 * <p>Refuses: indexes that differ, a part in two places, links and devices under a part's name, and a read of what neither parts nor parity hold.
 */
public final class PartSet implements ArchiveBytes {
    private final PartIndex index;
    private final PartLayout layout;
    private final Map<Integer, PartFile> files;
    private @Nullable Restoring restoring;

    private PartSet(PartIndex index, Map<Integer, PartFile> files) {
        this.index = index;
        this.layout = index.layout();
        this.files = files;
    }

    /**
     * Opens what lies in the given places: folders (discs), or single part files with the index beside one of them. A part file stands for itself alone: its
     * neighbours are not looked for.
     */
    public static PartSet open(List<Path> places) {
        PartPlaces found = PartPlaces.look(places);
        return new PartSet(found.index(), found.files());
    }

    /** Whether the place is to be opened here: a folder, a part file or a parts index; anything else is an archive. */
    public static boolean isMeant(Path place) {
        return PartPlaces.isMeant(place);
    }

    public PartIndex index() {
        return index;
    }

    /** Parts whose bytes are not used: absent, of the wrong size, unreadable, or found damaged. */
    public List<PartEntry> lost() {
        return lostRows().stream().map(index::entry).toList();
    }

    /** The folders that parts were found in: what travels beside a bundle lies on each disc. */
    public SortedSet<Path> folders() {
        SortedSet<Path> folders = new TreeSet<>();
        files.values().forEach(file -> folders.add(WholeFile.folderOf(file.path())));
        return folders;
    }

    /** Bytes of the parts that lie here, parity included: what a check of them reads. */
    public long bytesHere() {
        return rows().filter(this::usable).mapToLong(layout::size).sum();
    }

    /** Whether every byte of the archive can be had here, from parts or through parity. */
    public boolean wholeArchive() {
        return lostData().size() <= usableParity();
    }

    @Override
    public String name() {
        return index.archive();
    }

    @Override
    public long size() {
        return index.size();
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int before = into.position();
        long at = position;
        while (into.hasRemaining() && at < index.size()) {
            int row = layout.rowAt(at);
            long offset = at - layout.start(row);
            int wanted = (int) Math.min(into.remaining(), layout.size(row) - offset);
            if (!usable(row) && at < index.headLength()) {
                wanted = Math.min(wanted, index.headLength() - (int) at);
            }
            try {
                readPart(row, offset, into.slice(into.position(), wanted));
            } catch (BundleException e) {
                if (at > position) {
                    break; // what was read is good; whoever wants more is told
                }
                throw e;
            }
            into.position(into.position() + wanted);
            at += wanted;
        }
        return into.position() - before;
    }

    /**
     * The signed contents, from the control files that the parts index carries: any one disc has them, whatever happened to the first part.
     *
     * @throws io.hexr.signing.TrustException where nobody believed signed them
     */
    public SignedBundle signed(Trust trust) {
        return BundleReader.open(new PartControl(this), trust);
    }

    @Override
    public void close() {
        files.values().forEach(PartFile::close);
    }

    Optional<PartFile> file(int row) {
        return Optional.ofNullable(files.get(row));
    }

    boolean usable(int row) {
        PartFile file = files.get(row);
        return file != null && file.usable();
    }

    List<Integer> lostRows() {
        return rows().filter(row -> !usable(row)).boxed().toList();
    }

    private List<Integer> lostData() {
        return lostRows().stream().filter(row -> !layout.isParity(row)).toList();
    }

    int usableParity() {
        return (int) rows().filter(row -> layout.isParity(row) && usable(row)).count();
    }

    private IntStream rows() {
        return IntStream.range(0, layout.rows());
    }

    /** From now on the part counts as lost; the reason is told to whoever asks for its bytes. */
    void condemn(int row, String reason) {
        PartFile file = files.get(row);
        if (file != null) {
            file.condemn(reason);
        }
    }

    /** @throws BundleException.PartMissing or {@link BundleException.PartDamaged} unless {@link #wholeArchive()} */
    void requireWhole() {
        if (!wholeArchive()) {
            throw missing(lostData().getFirst());
        }
    }

    /** Bytes of a part's own file. @throws BundleException.Unreadable when the medium fails; the part is lost from then on */
    int readFile(int row, long offset, ByteBuffer into) {
        PartFile file = files.get(row);
        if (file == null) {
            throw missing(row);
        }
        try {
            return file.read(offset, into);
        } catch (IOException e) {
            file.condemn("cannot be read near byte " + offset + ": " + e.getMessage());
            throw new BundleException.Unreadable(file.path() + " near byte " + offset, e);
        }
    }

    /**
     * The computation that yields the wanted rows from usable parts.
     *
     * @throws BundleException.PartMissing when fewer parts are usable than data parts exist
     */
    PartStripes restore(List<Integer> wanted) {
        List<Integer> survivors = enough();
        if (survivors.size() < layout.data()) {
            throw missing(wanted.getFirst());
        }
        int[][] coefficients = new ReedSolomon(layout.data(), layout.parity()).derive(survivors, wanted);
        return new PartStripes(
                new ReedSolomonLanes(coefficients),
                (input, offset, into) -> readFile(survivors.get(input), offset, into),
                layout.size(0));
    }

    /** How many parts are usable, data and parity. */
    int survivors() {
        return (int) rows().filter(this::usable).count();
    }

    private List<Integer> enough() {
        return rows().filter(this::usable).limit(layout.data()).boxed().toList();
    }

    private void readPart(int row, long offset, ByteBuffer into) {
        while (usable(row)) {
            try {
                readFile(row, offset, into);
                return;
            } catch (BundleException.Unreadable e) {
                if (!wholeArchive()) {
                    throw e;
                }
                into.rewind();
            }
        }
        if (layout.start(row) + offset + into.remaining() <= index.headLength()) {
            into.put(index.head().slice((int) (layout.start(row) + offset), into.remaining()));
        } else {
            readRestored(row, offset, into);
        }
    }

    private synchronized void readRestored(int row, long offset, ByteBuffer into) {
        while (into.hasRemaining()) {
            try {
                Restoring now = restoring();
                now.read(row, offset + into.position(), into);
            } catch (BundleException.Unreadable e) {
                // a survivor was lost on the way: another may serve
                if (!wholeArchive()) {
                    throw e;
                }
            }
        }
    }

    private Restoring restoring() {
        List<Integer> survivors = enough();
        if (restoring == null || !restoring.survivors.equals(survivors)) {
            List<Integer> lost = lostData();
            if (lost.size() > usableParity()) {
                throw missing(lost.getFirst());
            }
            restoring = new Restoring(survivors, lost, restore(lost));
        }
        return restoring;
    }

    /** Damage is named before absence: the file lies there and someone will ask why it is not used. */
    private BundleException missing(int row) {
        PartFile file = files.get(row);
        if (file != null && !file.usable()) {
            return new BundleException.PartDamaged(file.path().toString(), String.valueOf(file.fault()));
        }
        List<Integer> numbers = new ArrayList<>();
        lostData().forEach(lost -> numbers.add(layout.number(lost)));
        return new BundleException.PartMissing(index.archive(), numbers, usableParity());
    }

    /** The lost data parts by computation, with the stripe last made. */
    private static final class Restoring {
        private final List<Integer> survivors;
        private final List<Integer> lost;
        private final PartStripes stripes;
        private final PartStripes.Sums sums;

        Restoring(List<Integer> survivors, List<Integer> lost, PartStripes stripes) {
            this.survivors = survivors;
            this.lost = lost;
            this.stripes = stripes;
            this.sums = stripes.newSums();
        }

        void read(int row, long offset, ByteBuffer into) {
            if (!sums.holds(offset)) {
                stripes.stripeAt(offset - offset % PartStripes.STRIPE, sums);
            }
            sums.copy(lost.indexOf(row), offset, into);
        }
    }
}
