package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.hexr.oci.Digest;

/**
 * The files a creation works on: {@code NAME.partial}, its journal, and a lock held while it runs. The journal's first line names the plan, each further
 * one an entry that was written; it is a hint where to look, what it says is read back before it is believed.
 */
final class ArchiveOutput implements AutoCloseable {
    private static final String MAGIC = "hexr-journal 1 ";

    private final Path file;
    private final Path folder;
    private final Path partial;
    private final Path journalFile;
    private final PartLock lock;
    private final FileChannel channel;
    private final FileChannel journal;
    private final ArchivePlan plan;
    private final BitSet journaled;
    private final AtomicLong written = new AtomicLong();

    private ArchiveOutput(Path file, ArchivePlan plan, PartLock lock) throws IOException {
        this.file = file;
        this.folder = Objects.requireNonNull(file.getParent(), "an absolute file lies in a folder");
        this.plan = plan;
        this.lock = lock;
        this.partial = sibling(file, ".partial");
        this.journalFile = sibling(file, ".partial.journal");
        String first = MAGIC + Digest.of(plan.head()) + " " + plan.size() + "\n";
        this.journaled = Files.exists(partial) ? earlier(first) : new BitSet();
        requireSpace();
        if (journaled.isEmpty()) {
            Files.deleteIfExists(partial);
            Files.deleteIfExists(journalFile);
        }
        this.channel =
                FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.journal = FileChannel.open(journalFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        restartJournal(first);
    }

    static ArchiveOutput open(Path file, ArchivePlan plan) {
        Path absolute = file.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new BundleException.Unwritable(file.toString(), new IOException("is a folder"));
        }
        PartLock lock = PartLock.take(sibling(absolute, ".lock"));
        try {
            return new ArchiveOutput(absolute, plan, lock);
        } catch (IOException e) {
            lock.close();
            throw new BundleException.Unwritable(file.toString(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
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
        journal.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.ISO_8859_1)), 0);
        journal.position(journal.size());
    }

    private static String line(int number) {
        return String.format(Locale.ROOT, "%05d\n", number);
    }

    private void requireSpace() throws IOException {
        long there = journaled.stream()
                .mapToLong(n -> plan.entries().get(n).framedSize())
                .sum();
        long needed = plan.size() - there;
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new BundleException.DiskFull(file.toString(), needed, free);
        }
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
        return ArchiveFile.over(partial.toString(), channel, plan.size());
    }

    void write(long position, byte[] bytes) {
        write(position, bytes, bytes.length);
    }

    void write(long position, byte[] bytes, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        try {
            long at = position;
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
            written.addAndGet(length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    synchronized void journal(int number) {
        try {
            journal.write(ByteBuffer.wrap(line(number).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Java tells a full disk or quota apart only by the system's words. */
    private BundleException failed(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!message.contains("no space left") && !message.contains("quota")) {
            return new BundleException.Unwritable(partial.toString(), e);
        }
        long left = plan.size() - written.get();
        return new BundleException.DiskFull(
                file.toString(), Math.max(1, left), folder.toFile().getUsableSpace());
    }

    /** Puts the whole archive in place, durably: a reader sees no file of this name, or all of it. */
    void finish() {
        try {
            channel.truncate(plan.size());
            channel.force(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            journal.close();
            Files.deleteIfExists(journalFile);
            try (FileChannel own = FileChannel.open(folder, StandardOpenOption.READ)) {
                own.force(true);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            channel.close();
            journal.close();
        } catch (IOException e) {
            throw new BundleException.Unwritable(partial.toString(), e);
        }
    }
}
