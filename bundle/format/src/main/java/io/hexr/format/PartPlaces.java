package io.hexr.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Where the parts of one bundle lie: folders (discs), and part files that people named one by one. */
final class PartPlaces {
    private static final Pattern PART_NAME = Pattern.compile("(.+)\\.([0-9]{3}|p[0-9]{2})");
    private static final int MAX_PLACES = 1024;

    private @Nullable PartIndex index;
    private @Nullable Path indexFile;
    private final List<Path> folders = new ArrayList<>();
    private final List<Path> named = new ArrayList<>();

    private PartPlaces() {}

    /** Finds indexes first: without one, no file is a part. */
    static PartPlaces look(List<Path> places) {
        PartPlaces found = new PartPlaces();
        places.forEach(found::add);
        if (found.index == null) {
            throw new BundleException.PartIndexRefused(
                    String.valueOf(places.isEmpty() ? "(no place named)" : places.getFirst()),
                    "no parts index (a file *" + PartLayout.INDEX_SUFFIX + ") is here; every disc of a set holds one");
        }
        return found;
    }

    /** Whether parts are meant: a folder, a part file or a parts index; anything else is read as an archive. */
    static boolean isMeant(Path place) {
        String name = fileName(place);
        return Files.isDirectory(place)
                || name.endsWith(PartLayout.INDEX_SUFFIX)
                || PART_NAME.matcher(name).matches();
    }

    PartIndex index() {
        return java.util.Objects.requireNonNull(index, "look() refuses places without an index");
    }

    /** @throws BundleException.PartDamaged for a part that lies in two places, or a named file that is no part of this bundle */
    Map<Integer, PartFile> files() {
        PartIndex known = index();
        Map<Integer, PartFile> files = new TreeMap<>();
        for (Path folder : folders) {
            for (int row = 0; row < known.layout().rows(); row++) {
                Path path = folder.resolve(known.layout().name(row));
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    put(files, row, path);
                }
            }
        }
        for (Path path : named) {
            OptionalInt row = known.layout().rowNamed(fileName(path));
            if (row.isEmpty()) {
                throw new BundleException.PartDamaged(
                        path.toString(), "is no part of " + known.archive() + " as " + indexFile + " lists them");
            }
            put(files, row.getAsInt(), path);
        }
        return files;
    }

    private void put(Map<Integer, PartFile> files, int row, Path path) {
        PartFile earlier = files.get(row);
        if (earlier != null && !earlier.path().equals(path)) {
            throw new BundleException.PartDamaged(
                    path.toString(), "is " + earlier.entry().label() + " a second time, after " + earlier.path());
        }
        files.put(row, PartFile.of(path, index().entry(row)));
    }

    private void add(Path place) {
        if (folders.size() + named.size() >= MAX_PLACES) {
            throw new BundleException.PartIndexRefused(
                    place.toString(), "is one place too many, at most " + MAX_PLACES);
        }
        String name = fileName(place);
        if (Files.isDirectory(place)) {
            addFolder(place);
        } else if (name.endsWith(PartLayout.INDEX_SUFFIX)) {
            addIndex(place);
            addOnce(folders, WholeFile.folderOf(place));
        } else {
            java.util.regex.Matcher part = PART_NAME.matcher(name);
            if (!part.matches()) {
                throw new BundleException.PartDamaged(
                        place.toString(), "is neither a folder nor named as a part (NAME.001, NAME.p01)");
            }
            Path beside = WholeFile.folderOf(place).resolve(part.group(1) + PartLayout.INDEX_SUFFIX);
            if (Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
                addIndex(beside);
            }
            addOnce(named, place);
        }
    }

    /** A folder with an index, or with a part only; one without either may hold the discs as folders. */
    private void addFolder(Path folder) {
        List<Path> indexes = matching(folder, "*" + PartLayout.INDEX_SUFFIX);
        indexes.forEach(this::addIndex);
        addOnce(folders, folder);
        if (indexes.isEmpty()) {
            for (Path disc : matching(folder, "disc-*")) {
                if (Files.isDirectory(disc, LinkOption.NOFOLLOW_LINKS)) {
                    matching(disc, "*" + PartLayout.INDEX_SUFFIX).forEach(this::addIndex);
                    addOnce(folders, disc);
                }
            }
        }
    }

    private static void addOnce(List<Path> list, Path path) {
        Path plain = path.toAbsolutePath().normalize();
        if (!list.contains(plain)) {
            list.add(plain);
        }
    }

    private void addIndex(Path file) {
        PartIndex found = PartIndex.parse(readIndex(file), fileName(file), file.toString());
        if (index != null && !index.sameAs(found)) {
            throw new BundleException.PartIndexRefused(
                    file.toString(), "differs from " + indexFile + ": two sets of parts cannot be mixed");
        }
        if (index == null) {
            index = found;
            indexFile = file;
        }
    }

    /** @throws BundleException.PartIndexRefused for a link, or more bytes than any index has */
    static byte[] readIndex(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new BundleException.PartIndexRefused(file.toString(), "is no plain file (links are not followed)");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size > PartIndex.MAX_BYTES) {
                throw new BundleException.PartIndexRefused(
                        file.toString(), "has " + size + " bytes, at most " + PartIndex.MAX_BYTES + " are read");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new IOException("ended early at byte " + bytes.position());
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new BundleException.Unreadable(file.toString(), e);
        }
    }

    private static List<Path> matching(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            for (Path entry : entries) {
                if (found.size() == MAX_PLACES) {
                    throw new BundleException.PartIndexRefused(
                            folder.toString(), "holds more than " + MAX_PLACES + " files " + glob);
                }
                found.add(entry);
            }
        } catch (IOException e) {
            throw new BundleException.Unreadable(folder.toString(), e);
        } catch (DirectoryIteratorException e) {
            throw new BundleException.Unreadable(folder.toString(), e);
        }
        found.sort(null);
        return found;
    }

    static String fileName(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? "" : name.toString();
    }
}
