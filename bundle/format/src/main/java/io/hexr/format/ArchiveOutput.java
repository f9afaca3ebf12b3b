package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

import io.hexr.oci.Digest;

/**
 * The files a creation works on: the archive while it is not whole, its journal, and a lock held while it runs. The journal's first line names the plan, each
 * further one an entry that was written; it is a hint where to look, what it says is read back before it is believed.
 */
final class ArchiveOutput implements AutoCloseable {
    private static final String MAGIC = "hexr-journal 1 ";

    private final Path file;
    private final Path journalFile;
    private final WriterLock lock;
    private final WholeFile archive;
    private final FileChannel journal;
    private final ArchivePlan plan;
    private final BitSet journaled;

    private ArchiveOutput(Path file, ArchivePlan plan, WriterLock lock) throws IOException {
        this.file = file;
        this.plan = plan;
        this.lock = lock;
        this.journalFile = WholeFile.sibling(file, ".partial.journal");
        Path partial = WholeFile.sibling(file, WholeFile.PARTIAL);
        String first = MAGIC + Digest.of(plan.head()) + " " + plan.size() + "\n";
        this.journaled = Files.exists(partial) ? earlier(first) : new BitSet();
        WholeFile.requireSpace(file, WholeFile.folderOf(file), missing());
        if (journaled.isEmpty()) {
            Files.deleteIfExists(partial);
            Files.deleteIfExists(journalFile);
        }
        this.archive = WholeFile.continuing(file, plan.size());
        try {
            this.journal = FileChannel.open(journalFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            restartJournal(first);
        } catch (IOException e) {
            archive.close();
            throw e;
        }
    }

    static ArchiveOutput open(Path file, ArchivePlan plan) {
        Path absolute = file.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new BundleException.Unwritable(file.toString(), new IOException("is a folder"));
        }
        WriterLock lock = WriterLock.take(WholeFile.sibling(absolute, ".lock"));
        try {
            return new ArchiveOutput(absolute, plan, lock);
        } catch (IOException e) {
            lock.close();
            throw WholeFile.failed(file, plan.size(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private BitSet earlier(String first) throws IOException {
        BitSet done = new BitSet();
        if (!Files.exists(journalFile) || Files.size(journalFile) > 32L * (Caps.BLOBS + 8)) {
            return done;
        }
        List<String> lines = Files.readString(journalFile, StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        if (lines.isEmpty() || !first.equals(lines.getFirst() + "\n")) {
            return done;
        }
        for (String line : lines.subList(1, lines.size())) {
            if (line.matches("[0-9]{5}")
                    && Integer.parseInt(line) < plan.entries().size()) {
                done.set(Integer.parseInt(line));
            }
        }
        return done;
    }

    private void restartJournal(String first) throws IOException {
        StringBuilder lines = new StringBuilder(first);
        journaled.stream().forEach(number -> lines.append(line(number)));
        journal.truncate(0);
        append(lines.toString());
    }

    private static String line(int number) {
        return String.format(Locale.ROOT, "%05d\n", number);
    }

    private void append(String lines) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(lines.getBytes(StandardCharsets.ISO_8859_1));
        while (left.hasRemaining()) {
            journal.write(left);
        }
    }

    private long missing() {
        long there = journaled.stream()
                .mapToLong(n -> plan.entries().get(n).framedSize())
                .sum();
        return plan.size() - there;
    }

    Path file() {
        return file;
    }

    /** Entries that an earlier run says it wrote. */
    BitSet journaled() {
        return journaled;
    }

    /** What was written so far, to read back. */
    ArchiveBytes written() {
        return archive.asArchive(plan.size());
    }

    void write(long position, byte[] bytes) {
        write(position, bytes, bytes.length);
    }

    void write(long position, byte[] bytes, int length) {
        archive.write(position, ByteBuffer.wrap(bytes, 0, length));
    }

    synchronized void journal(int number) {
        try {
            append(line(number));
        } catch (IOException e) {
            throw WholeFile.failed(journalFile, 1, e);
        }
    }

    /** Puts the whole archive in place, durably; then its journal has said all it can. */
    void finish() {
        archive.end();
        archive.commit();
        try {
            journal.close();
            Files.deleteIfExists(journalFile);
            WholeFile.force(WholeFile.folderOf(file));
        } catch (IOException e) {
            throw new BundleException.Unwritable(journalFile.toString(), e);
        }
    }

    @Override
    public void close() {
        try (lock;
                archive) {
            journal.close();
        } catch (IOException e) {
            throw new BundleException.Unwritable(journalFile.toString(), e);
        }
    }
}
