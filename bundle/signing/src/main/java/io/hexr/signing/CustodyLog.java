package io.hexr.signing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.hexr.oci.Digest;

/**
 * The journey of one bundle: a file of JSON lines beside it, each signed and bound to the line before. {@link #append} returns when the record is on
 * the disk.
 *
 * <p>{@link #check} finds a record that was changed, reordered, inserted, or left out from the middle. It cannot by itself find that the last records
 * were cut off or that the whole log was made anew by someone with a key: compare with a {@link Head} that was noted elsewhere (on the label of the
 * medium, in the hand-over form), and look at whose keys signed. A record says what its signer said; it is not proof that the event took place.
 */
public final class CustodyLog {
    /** The largest log that is read. */
    public static final int MAX_BYTES = 16 << 20;

    /** Locks of the operating system are held per process: within one, this orders the writers, and readers between them. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final Path file;

    private CustodyLog(Path file) {
        this.file = file;
    }

    /** The log in this file, which the first record makes. */
    public static CustodyLog at(Path file) {
        return new CustodyLog(file);
    }

    /** How long a log is and what it ends with; short enough to write on a label. */
    public record Head(long records, Digest last) {
        private static final String SEPARATOR = "@";

        /** Reads {@code <records>@sha256:<hex>}. */
        public static Head parse(String text) {
            String[] halves = text.split(SEPARATOR, -1);
            if (halves.length != 2 || !halves[0].matches("[1-9][0-9]{0,8}")) {
                throw new TrustException.MalformedCustody(
                        "a custody head", "is not <records>@<digest>: " + TrustException.quoted(text));
            }
            try {
                return new Head(Long.parseLong(halves[0]), Digest.parse(halves[1]));
            } catch (io.hexr.oci.OciException.MalformedDigest e) {
                throw new TrustException.MalformedCustody("a custody head", String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public String toString() {
            return records + SEPARATOR + last;
        }
    }

    /** Whether the key of a record is one that the policy knows. */
    public enum Standing {
        KNOWN,
        UNKNOWN,
        REVOKED
    }

    /** A record whose place and signature hold. */
    public record Entry(CustodyRecord record, Fingerprint key, Standing standing) {}

    /** The first line that does not hold, counted from one. */
    public record Break(long line, String rule) {}

    /** All entries up to the first break, and where a sound log ends. */
    public record Check(List<Entry> entries, Optional<Break> broken, Optional<Head> head) {
        public Check {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Adds a record and waits until it is on the disk. A last line that a crash left unfinished, which nobody was told of, is cut off first; a file that
     * ends in anything else is not a log and is left alone, as is whatever a link leads to.
     */
    public CustodyRecord append(CustodyEvent event, SigningKey key) {
        IN_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.lock()) {
            byte[] present = readAll(channel);
            int end = endOfLines(present);
            requireUnfinished(present, end);
            CustodyRecord record = next(present, end, event);
            byte[] line = CustodyLine.sign(record, key).write();
            if (line.length > CustodyLine.MAX_BYTES || end + line.length + 1 > MAX_BYTES) {
                throw new TrustException.TooLarge("the custody log " + file + " with one more record", MAX_BYTES);
            }
            channel.truncate(end);
            channel.position(end);
            ByteBuffer rest =
                    ByteBuffer.wrap(Arrays.copyOf(line, line.length + 1)).put(line.length, (byte) '\n');
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            lock.release();
            // also when the file was there: whoever made it may have been killed before this
            SmallFiles.syncFolder(file);
            return record;
        } catch (IOException e) {
            throw new TrustException.FileFailed("writing the custody log " + file, e);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    private void requireUnfinished(byte[] present, int end) {
        int length = present.length - end;
        int compared = Math.min(length, CustodyLine.START.length);
        if (length > CustodyLine.MAX_BYTES
                || !Arrays.equals(present, end, end + compared, CustodyLine.START, 0, compared)) {
            throw new TrustException.MalformedCustody(file.toString(), "ends in something that is no custody record");
        }
    }

    private CustodyRecord next(byte[] present, int end, CustodyEvent event) {
        if (end == 0) {
            return new CustodyRecord(1, Optional.empty(), event);
        }
        int count = 0;
        int start = 0;
        for (int at = 0; at < end; at = lineEnd(present, at) + 1) {
            start = at;
            count++;
        }
        byte[] line = Arrays.copyOfRange(present, start, end - 1);
        String resource = file + ":" + count;
        CustodyLine last = CustodyLine.parse(line, resource);
        if (last.record().number() != count) {
            throw new TrustException.MalformedCustody(
                    resource, "bears the number " + last.record().number());
        }
        if (!last.record().event().bundle().equals(event.bundle())) {
            throw new TrustException.MalformedCustody(
                    resource,
                    "tells of another bundle, " + last.record().event().bundle());
        }
        return new CustodyRecord(count + 1L, Optional.of(Digest.of(line)), event);
    }

    /** Follows the chain from its first record to the first break. */
    public Check check(TrustPolicy policy) {
        return check(read(), file.toString(), policy);
    }

    /** Follows the chain, which must also contain this head: records cut off its end are a break, records added since are not. */
    public Check check(TrustPolicy policy, Head noted) {
        byte[] bytes = read();
        Check found = check(bytes, file.toString(), policy);
        if (found.broken().isPresent()) {
            return found;
        }
        int records = found.entries().size();
        if (noted.records() > records) {
            return broken(
                    found.entries(),
                    records + 1L,
                    "is missing: the log was noted with " + noted.records() + " records");
        }
        int start = 0;
        for (long before = 1; before < noted.records(); before++) {
            start = lineEnd(bytes, start) + 1;
        }
        boolean same = Digest.of(Arrays.copyOfRange(bytes, start, lineEnd(bytes, start)))
                .equals(noted.last());
        return same ? found : broken(found.entries(), noted.records(), "is not the record that was noted");
    }

    static Check check(byte[] bytes, String resource, TrustPolicy policy) {
        Set<TrustedKey> known = new HashSet<>(policy.knownKeys());
        int end = endOfLines(bytes);
        List<Entry> entries = new ArrayList<>();
        Optional<byte[]> before = Optional.empty();
        for (int start = 0; start < end; start = lineEnd(bytes, start) + 1) {
            byte[] line = Arrays.copyOfRange(bytes, start, lineEnd(bytes, start));
            long number = entries.size() + 1L;
            try {
                CustodyLine parsed = CustodyLine.parse(line, resource + ":" + number);
                Optional<String> wrong = wrong(parsed, number, before, entries);
                if (wrong.isPresent()) {
                    return broken(entries, number, wrong.get());
                }
                entries.add(entry(parsed, known, policy));
            } catch (TrustException.MalformedCustody e) {
                return broken(entries, number, String.valueOf(e.getMessage()));
            }
            before = Optional.of(line);
        }
        if (end < bytes.length) {
            return broken(entries, entries.size() + 1L, "is cut off before its line end");
        }
        return new Check(entries, Optional.empty(), before.map(last -> new Head(entries.size(), Digest.of(last))));
    }

    private static Optional<String> wrong(CustodyLine line, long number, Optional<byte[]> before, List<Entry> entries) {
        CustodyRecord record = line.record();
        if (record.number() != number) {
            return Optional.of("bears the number " + record.number());
        }
        if (!record.previous().equals(before.map(Digest::of))) {
            return Optional.of("does not point at the record before it");
        }
        if (!entries.isEmpty()
                && !entries.getFirst()
                        .record()
                        .event()
                        .bundle()
                        .equals(record.event().bundle())) {
            return Optional.of("tells of another bundle, " + record.event().bundle());
        }
        return line.verifies() ? Optional.empty() : Optional.of("bears a wrong signature");
    }

    private static Entry entry(CustodyLine line, Set<TrustedKey> known, TrustPolicy policy) {
        Fingerprint key = line.key().fingerprint();
        Standing standing = policy.revoked().containsKey(key)
                ? Standing.REVOKED
                : known.contains(line.key()) ? Standing.KNOWN : Standing.UNKNOWN;
        return new Entry(line.record(), key, standing);
    }

    private static Check broken(List<Entry> entries, long line, String rule) {
        return new Check(entries, Optional.of(new Break(line, rule)), Optional.empty());
    }

    private static int endOfLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Lines are looked for one at a time: copied all at once, a log of nothing but line ends would fill the memory. */
    private static int lineEnd(byte[] bytes, int start) {
        int end = start;
        while (bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Not beside a writer of this process: closing any descriptor of the file would give up the lock that the writer holds. */
    private byte[] read() {
        IN_PROCESS.lock();
        try {
            return SmallFiles.read(file, MAX_BYTES);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    private byte[] readAll(FileChannel channel) throws IOException {
        if (channel.size() > MAX_BYTES) {
            throw new TrustException.TooLarge(file.toString(), MAX_BYTES);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until the size seen under the lock is read
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
