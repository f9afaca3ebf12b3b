package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.oci.Digest;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A wheel, read through: a zip archive of plain files below its folder, of a size that can be borne, which is what its name says, and of which every file has
 * the digest that its RECORD lists. Sizes that the archive claims are not believed.
 */
final class WheelFile {
    private static final long UNPACKED = 16L << 30;
    private static final int DIRECTORY_BYTES = 4 << 20;
    private static final int DOCUMENT_BYTES = 2 << 20;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LARGE = 0x07064b50;
    private static final int LARGE_BYTES = 20;
    private static final int COMMENT_BYTES = 0xffff;
    private static final int LINK = 0120000;
    private static final int TYPE = 0170000;

    private final WheelName name;
    private final Map<String, Digest> digests = new HashMap<>();
    private final Map<String, byte[]> documents = new HashMap<>();
    private long unpacked;

    private WheelFile(WheelName name) {
        this.name = name;
    }

    /** What an index says of it. {@code metadata} is the file METADATA, which pip reads before it fetches the wheel; at most two of these are held at a time. */
    @SuppressWarnings("ArrayRecordComponent") // two of these are never compared
    record Wheel(WheelName name, Optional<String> requiresPython, byte[] metadata) {}

    /** What is wrong, as a predicate of the file. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String rule) {
            super(rule);
        }
    }

    /** @throws Wrong where it would not install, or is not what it says */
    static Wheel read(WheelName name, SeekableByteChannel file, Runnable pulse) throws IOException {
        requireSmallDirectory(file);
        WheelFile wheel = new WheelFile(name);
        try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(file).get()) {
            String folder = wheel.folder(zip);
            for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
                pulse.run();
                wheel.entry(zip, entry, folder);
            }
            wheel.requireRecorded(folder);
            requireWheel(wheel.document(folder + "WHEEL"));
            return wheel.described(wheel.document(folder + "METADATA"));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    /** The archive's list of entries is read as a whole; the end of the file says how long it is. */
    private static void requireSmallDirectory(SeekableByteChannel file) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(file.size(), LARGE_BYTES + END_BYTES + COMMENT_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.position(file.size() - tail.capacity());
        while (tail.hasRemaining() && file.read(tail) >= 0) {}
        file.position(0);
        for (int at = tail.capacity() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                // a second end, of another format, would be believed instead of this one
                if (at >= LARGE_BYTES && tail.getInt(at - LARGE_BYTES) == LARGE) {
                    throw new Wrong("is a zip archive of the large kind, which no wheel needs");
                }
                if (Integer.toUnsignedLong(tail.getInt(at + 12)) > DIRECTORY_BYTES) {
                    throw new Wrong("has a list of files of more than " + DIRECTORY_BYTES + " bytes");
                }
                return;
            }
        }
        throw new Wrong("is no zip archive, or not a whole one");
    }

    /** The one folder that describes the wheel, with a slash. Every name of the archive is looked at on the way. */
    private String folder(ZipFile zip) {
        TreeSet<String> described = new TreeSet<>();
        TreeSet<String> twins = new TreeSet<>();
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String path = entry.getName();
            // the library reads the backslashes of some archives as slashes
            requirePlain(path);
            requirePlain(new String(entry.getRawName(), StandardCharsets.UTF_8));
            boolean link = (entry.getUnixMode() & TYPE) == LINK;
            if (link || entry.getGeneralPurposeBit().usesEncryption()) {
                throw new Wrong("holds a link or an encrypted file");
            }
            if (entry.getMethod() != ZipArchiveEntry.STORED && entry.getMethod() != ZipArchiveEntry.DEFLATED) {
                throw new Wrong("holds " + path + " packed in another way than pip unpacks");
            }
            if (!twins.add(path)) {
                throw new Wrong("holds " + path + " twice");
            }
            String first = path.substring(0, Math.max(0, path.indexOf('/')));
            if (first.endsWith(".dist-info")) {
                described.add(first);
            }
        }
        if (described.size() != 1 || !name.isDescribedIn(described.first())) {
            throw new Wrong("must hold one folder " + name.distribution() + "-" + name.version() + ".dist-info");
        }
        return described.first() + "/";
    }

    private static void requirePlain(String path) {
        boolean plain = !path.isEmpty()
                && path.length() <= 1024
                && path.chars().allMatch(c -> c >= ' ' && c != 0x7f && c != '\\' && c != ':');
        List<String> steps = Arrays.asList(path.split("/", -1));
        for (int i = 0; i < steps.size(); i++) {
            boolean folder = i > 0 && i == steps.size() - 1;
            plain &= (folder || !steps.get(i).isEmpty())
                    && !steps.get(i).equals(".")
                    && !steps.get(i).equals("..");
        }
        if (!plain) {
            throw new Wrong("holds a file whose name is no plain path");
        }
    }

    private void entry(ZipFile zip, ZipArchiveEntry entry, String folder) throws IOException {
        if (entry.isDirectory()) {
            return;
        }
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        boolean kept = entry.getName().startsWith(folder)
                && List.of("METADATA", "RECORD", "WHEEL")
                        .contains(entry.getName().substring(folder.length()));
        try (InputStream in = zip.getInputStream(entry)) {
            if (kept) {
                byte[] bytes = in.readNBytes(DOCUMENT_BYTES + 1);
                if (bytes.length > DOCUMENT_BYTES) {
                    throw new Wrong("has a " + entry.getName() + " of more than " + DOCUMENT_BYTES + " bytes");
                }
                documents.put(entry.getName(), bytes);
                digest.update(bytes);
            } else {
                drain(in, digest);
            }
        }
        digests.put(entry.getName(), Digest.finish(Digest.Algorithm.SHA256, digest));
    }

    private void drain(InputStream in, MessageDigest digest) throws IOException {
        byte[] piece = new byte[1 << 16];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            unpacked += read;
            if (unpacked > UNPACKED) {
                throw new Wrong("unpacks to more than " + UNPACKED + " bytes");
            }
            digest.update(piece, 0, read);
        }
    }

    private String document(String path) {
        byte[] bytes = documents.get(path);
        if (bytes == null) {
            throw new Wrong("lacks " + path);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Every file but RECORD and its signatures is listed with its digest. */
    private void requireRecorded(String folder) {
        Set<String> unlisted = Set.of(folder + "RECORD", folder + "RECORD.jws", folder + "RECORD.p7s");
        Set<String> left = new HashSet<>(digests.keySet());
        left.removeAll(unlisted);
        document(folder + "RECORD").lines().forEach(line -> {
            int hash = line.lastIndexOf(',', line.lastIndexOf(',') - 1);
            if (hash > 0) {
                String path = unquoted(line.substring(0, hash));
                if (!unlisted.contains(path)) {
                    requireDigest(path, line.substring(hash + 1, line.lastIndexOf(',')));
                    left.remove(path);
                }
            }
        });
        if (!left.isEmpty()) {
            throw new Wrong("holds " + Collections.min(left) + ", which its RECORD does not list");
        }
    }

    private static String unquoted(String path) {
        boolean quoted = path.length() > 1 && path.startsWith("\"") && path.endsWith("\"");
        return quoted ? path.substring(1, path.length() - 1).replace("\"\"", "\"") : path;
    }

    private void requireDigest(String path, String listed) {
        Digest digest = digests.get(path);
        if (digest == null) {
            throw new Wrong("lacks a file that its RECORD lists");
        }
        if (!listed.equals("sha256=" + base64(digest))) {
            throw new Wrong("holds a " + path + " other than its RECORD says, or without a SHA-256 there");
        }
    }

    private static String base64(Digest digest) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.HexFormat.of().parseHex(digest.hex()));
    }

    private static void requireWheel(String document) {
        String version = headers(document).getOrDefault("wheel-version", "");
        if (!version.matches("1\\.[0-9]{1,3}")) {
            throw new Wrong("has no wheel version 1.x");
        }
    }

    private Wheel described(String document) {
        Map<String, String> headers = headers(document);
        String project = headers.getOrDefault("name", "");
        String version = headers.getOrDefault("version", "");
        if (!WheelName.normalised(project).equals(name.project()) || !name.isOf(version)) {
            throw new Wrong("has METADATA of another project or version than its name says");
        }
        Optional<String> requires = Optional.ofNullable(headers.get("requires-python"));
        if (requires.filter(text -> !text.matches("[A-Za-z0-9 .,<>=!~*+()-]{1,200}"))
                .isPresent()) {
            throw new Wrong("has a Requires-Python that is no version range");
        }
        byte[] bytes = documents.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/METADATA"))
                .findFirst()
                .orElseThrow()
                .getValue();
        return new Wheel(name, requires, bytes);
    }

    /** The fields before the first empty line; of a repeated one the first. */
    private static Map<String, String> headers(String document) {
        Map<String, String> headers = new HashMap<>();
        for (String line : (Iterable<String>) document.lines()::iterator) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }
}
