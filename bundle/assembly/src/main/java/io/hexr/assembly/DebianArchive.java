package io.hexr.assembly;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Takes files out of a Debian package. No script of it runs; its copyright file is always taken, and its control fields are left where scanners look for
 * what a minimal image holds.
 */
final class DebianArchive {
    private static final Pattern LICENCE = Pattern.compile("(?m)^License:[ \t]*(\\S[^\n]*)$");
    private static final int SMALL = 4 << 20;

    private final Recipe.DebianPackage wanted;
    private final Path work;
    private final FileTree to;
    private final TreeSet<String> licences = new TreeSet<>();

    DebianArchive(Recipe.DebianPackage wanted, Path work, FileTree to) {
        this.wanted = wanted;
        this.work = work;
        this.to = to;
    }

    /** What the package is, for the bill of materials. */
    Bill.Part unpack(SourceStore.Fetched source) {
        int taken = 0;
        try (ArArchiveInputStream ar =
                new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(source.file())))) {
            for (ArArchiveEntry entry = ar.getNextEntry(); entry != null; entry = ar.getNextEntry()) {
                if (entry.getName().startsWith("control.tar")) {
                    control(entry.getName(), ar);
                } else if (entry.getName().startsWith("data.tar")) {
                    taken = data(entry.getName(), ar);
                }
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(wanted.name(), source.file(), e);
        }
        if (taken == 0) {
            throw new AssemblyException.ContentRefused(
                    "image " + to.image(), "no file of " + wanted.name() + " matches what the recipe takes");
        }
        SourcesLock.Debian revision = source.revision();
        return new Bill.Part(
                revision.purl(),
                wanted.name(),
                revision.version(),
                Bill.Kind.LIBRARY,
                List.copyOf(licences),
                Optional.of(revision.digest()));
    }

    private InputStream unpacked(String name, InputStream in) throws IOException {
        if (!name.endsWith(".xz")) {
            throw new AssemblyException.ContentRefused(
                    "image " + to.image(), wanted.name() + " is packed as " + name + ", only xz is read");
        }
        return new XZCompressorInputStream(in);
    }

    private void control(String name, InputStream in) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked(name, in));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals("./control")) {
                Path file = Files.write(work.resolve(wanted.name() + ".control"), tar.readNBytes(SMALL));
                to.file("/var/lib/dpkg/status.d/" + wanted.name(), file, false);
            }
        }
    }

    private int data(String name, InputStream in) throws IOException {
        int taken = 0;
        List<PathMatcher> take = matchers(wanted.take());
        List<PathMatcher> leave = matchers(wanted.leave());
        String about = "/usr/share/doc/" + wanted.name();
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked(name, in));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String path = entry.getName().replaceFirst("^\\.?/?", "/").replaceFirst("/$", "");
            boolean copyright = path.equals(about + "/copyright") || (path.equals(about) && entry.isSymbolicLink());
            if (!entry.isDirectory() && (copyright || isWanted(path, take, leave))) {
                put(path, entry, tar);
                taken += isWanted(path, take, leave) ? 1 : 0;
                if (path.endsWith("/copyright") && entry.isFile()) {
                    noteLicences(((FileTree.FileNode)
                                    Objects.requireNonNull(to.nodes().get(path)))
                            .content());
                }
            }
        }
        return taken;
    }

    /** A program that runs as another user has no place in an image: the mode is reduced, and the file is refused rather than silently changed. */
    private void put(String path, TarArchiveEntry entry, InputStream content) throws IOException {
        if ((entry.getMode() & 06000) != 0) {
            throw new AssemblyException.ContentRefused("image " + to.image(), path + " is setuid or setgid");
        }
        if (entry.isSymbolicLink()) {
            to.link(path, entry.getLinkName());
        } else if (isPlain(entry)) {
            Path file = Files.createTempFile(work, "deb-", "");
            Files.copy(content, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            to.file(path, file, (entry.getMode() & 0111) != 0);
        } else {
            throw new AssemblyException.ContentRefused(
                    "image " + to.image(), path + " of " + wanted.name() + " is a device or a hard link");
        }
    }

    /** The library calls devices files, too. */
    static boolean isPlain(TarArchiveEntry entry) {
        boolean device = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        return entry.isFile() && !entry.isLink() && !device;
    }

    private static boolean isWanted(String path, List<PathMatcher> take, List<PathMatcher> leave) {
        Path plain = Path.of(path);
        boolean within = take.isEmpty()
                ? !path.matches("/usr/share/(doc|man|lintian|locale|bash-completion|bug)/.*")
                : take.stream().anyMatch(pattern -> pattern.matches(plain));
        return within && leave.stream().noneMatch(pattern -> pattern.matches(plain));
    }

    static List<PathMatcher> matchers(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
    }

    /** The short names of the machine-readable form, as the package gives them. */
    private void noteLicences(Path copyright) throws IOException {
        Matcher matcher = LICENCE.matcher(Files.readString(copyright, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            licences.add(matcher.group(1).strip().replaceAll("[^\\x20-\\x7e]", "?"));
        }
    }

    /** The fields of the first paragraph of a control file; continued lines are left out. */
    static Map<String, String> fields(String control) {
        Map<String, String> all = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>(control.lines().toList());
        for (String line : lines) {
            if (line.isBlank()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != ' ') {
                all.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return all;
    }
}
