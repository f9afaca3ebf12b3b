package io.hexr.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The registry's durable store: contents once each, repositories that link to them. What was acknowledged survives a kill or a power loss at any point; what
 * was not leaves nothing that is served. One process at a time: a second open is refused.
 */
public final class StoreFolder implements AutoCloseable {
    private static final String LAYOUT = "hexr registry store 1\n";
    private static final String LAYOUT_TEMP = "layout.part";
    private final Path folder;
    private final StoreFiles files;
    private final InstantSource clock;
    private final FileChannel lockFile;
    private final StoreContents contents;
    private final StoreRepository.Shared shared;
    private final Map<String, StoreRepository> repositories = new ConcurrentSkipListMap<>();
    private final List<String> damage;

    /** Writers share it; the collector holds it alone while it removes. */
    final ReentrantReadWriteLock sweep = new ReentrantReadWriteLock();

    private StoreFolder(Path folder, StoreFiles files, InstantSource clock, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.files = files;
        this.clock = clock;
        this.lockFile = lockFile;
        this.contents = new StoreContents(folder.resolve("blobs"), files);
        Path scratch = folder.resolve("uploads");
        this.shared = new StoreRepository.Shared(scratch, files, contents, clock::millis);
        requireLayout();
        files.makeFolders(scratch);
        files.makeFolders(folder.resolve("repositories"));
        clean(scratch);
        contents.load();
        this.damage = loadRepositories();
    }

    /** Opens the store, or makes an empty one; of uploads that were under way only those that can be gone on with stay. */
    public static StoreFolder open(Path folder) {
        return open(folder, new StoreFiles.Disk(), InstantSource.system());
    }

    static StoreFolder open(Path folder, StoreFiles files, InstantSource clock) {
        @Nullable FileChannel lockFile = null;
        try {
            Path absolute = folder.toAbsolutePath().normalize();
            files.makeStore(absolute);
            lockFile = FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                throw new RegistryException.StoreRefused(folder, "another process has it open");
            }
            return new StoreFolder(absolute, files, clock, lockFile);
        } catch (IOException | UncheckedIOException e) {
            // a listing that has begun fails with the latter
            release(lockFile);
            throw new RegistryException.StoreFailed(folder, e);
        } catch (RegistryException e) {
            release(lockFile);
            throw e;
        }
    }

    private static boolean locked(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void release(@Nullable FileChannel lockFile) {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            // the process's end releases it, too
        }
    }

    public Path folder() {
        return folder;
    }

    /** What was found broken at opening, one line each. It is not served and not removed. */
    public List<String> damage() {
        return damage;
    }

    public int contentCount() {
        return contents.count();
    }

    public long contentBytes() {
        return contents.bytes();
    }

    /** What could go, decided now, removed by nobody yet. */
    public GcPlan plan(GcPolicy policy) {
        return new StoreGc(this, clock).plan(policy);
    }

    /** Removes what the plan lists, as far as it still may go. Runs beside pushes and pulls. */
    public GcReport collect(GcPlan plan) {
        return new StoreGc(this, clock).collect(plan);
    }

    @Override
    public void close() {
        release(lockFile);
    }

    StoreFiles files() {
        return files;
    }

    StoreContents contents() {
        return contents;
    }

    Map<String, StoreRepository> repositories() {
        return repositories;
    }

    /** Uploads that a server left under way, the latest first. */
    List<KeptUpload> kept() {
        try {
            return KeptUpload.in(scratch(), clock.instant());
        } catch (IOException e) {
            throw new RegistryException.StoreFailed(folder, e);
        }
    }

    Path scratch() {
        return shared.scratch();
    }

    Optional<StoreRepository> find(String name) {
        return Optional.ofNullable(repositories.get(name));
    }

    /** Made with its first link, not before. */
    StoreRepository repository(String name) {
        return repositories.computeIfAbsent(
                name, n -> new StoreRepository(n, folder.resolve("repositories").resolve(n), shared));
    }

    ServerBackend backend() {
        return new StoreBackend(this);
    }

    /** Looks before anything in the folder changes: a folder that is no store is somebody else's. */
    private void requireLayout() throws IOException {
        Path layout = folder.resolve("layout");
        if (Files.exists(layout)) {
            if (!Files.readString(layout, StandardCharsets.ISO_8859_1).equals(LAYOUT)) {
                throw new RegistryException.StoreRefused(folder, "its layout is not one this version knows");
            }
            return;
        }
        try (Stream<Path> names = Files.list(folder)) {
            for (Path there : names.sorted().toList()) {
                if (!maybeOurs(there)) {
                    throw new RegistryException.StoreRefused(
                            folder,
                            "it names no layout, so it is no store, and it already holds " + there.getFileName());
                }
            }
        }
        Path temp = folder.resolve(LAYOUT_TEMP);
        files.remove(temp);
        files.write(temp, LAYOUT.getBytes(StandardCharsets.US_ASCII));
        files.rename(temp, layout);
        files.sync(folder);
    }

    /** What a first opening may have left, and the folder that a file system of its own brings along. */
    private static boolean maybeOurs(Path there) throws IOException {
        return switch (String.valueOf(there.getFileName())) {
            case "lock", LAYOUT_TEMP -> Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS);
            case "lost+found" -> Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS);
            case "uploads", "repositories", "blobs" -> isEmptyFolder(there);
            default -> false;
        };
    }

    private static boolean isEmptyFolder(Path there) throws IOException {
        if (!Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> names = Files.list(there)) {
            return names.findAny().isEmpty();
        }
    }

    /** What no upload can go on with goes. */
    private void clean(Path scratch) throws IOException {
        Set<Path> theirs = new HashSet<>();
        for (KeptUpload upload : KeptUpload.in(scratch, clock.instant())) {
            Path file = KeptUpload.file(scratch, upload.id());
            theirs.add(file);
            theirs.add(KeptUpload.note(file));
        }
        try (Stream<Path> names = Files.list(scratch)) {
            for (Path name : names.toList()) {
                if (!theirs.contains(name)) {
                    files.remove(name);
                }
            }
        }
    }

    private List<String> loadRepositories() throws IOException {
        Path root = folder.resolve("repositories");
        StoreLoader loader = new StoreLoader(contents);
        TreeSet<Path> found = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(path -> Files.isDirectory(path)
                            && String.valueOf(path.getFileName()).startsWith("_"))
                    .map(Path::getParent)
                    .filter(java.util.Objects::nonNull)
                    .forEach(found::add);
        }
        for (Path place : found) {
            String name = root.relativize(place).toString();
            try {
                Reference.Names.requireRepository(name);
            } catch (OciException.MalformedReference e) {
                continue;
            }
            loader.load(repository(name));
        }
        return loader.damage();
    }

    /** The store as the end-points read it. */
    private record StoreBackend(StoreFolder store) implements ServerBackend {
        @Override
        public NavigableSet<String> repositories() {
            TreeSet<String> names = new TreeSet<>();
            store.repositories.values().stream()
                    .filter(r -> !r.blobs().isEmpty() || !r.manifests().isEmpty())
                    .forEach(r -> names.add(r.name()));
            return names;
        }

        @Override
        public Optional<NavigableSet<String>> tags(String repository) {
            return store.find(repository).map(r -> r.tags().navigableKeySet());
        }

        @Override
        public Optional<Digest> resolve(String repository, String tag) {
            return store.find(repository)
                    .flatMap(r -> Optional.ofNullable(r.tags().get(tag)));
        }

        @Override
        public Optional<ServedManifest> manifest(String repository, Digest digest) {
            return store.find(repository)
                    .flatMap(r -> r.promiseManifest(digest))
                    .map(m -> new ServedManifest(m.digest(), m.mediaType(), m.size()));
        }

        @Override
        public byte[] bytes(String repository, ServedManifest manifest) throws IOException {
            return Files.readAllBytes(store.contents.path(manifest.digest()));
        }

        @Override
        public Optional<Long> blob(String repository, Digest digest) {
            return store.find(repository)
                    .filter(r -> r.promise(digest))
                    .flatMap(r -> store.contents.find(digest))
                    .map(StoreContents.Content::size);
        }

        @Override
        public ServerPayload open(String repository, Digest digest, long from, long count) throws IOException {
            FileChannel file = FileChannel.open(store.contents.path(digest), StandardOpenOption.READ);
            return new ServerPayload.Region(file, from, count, ServerPayload.Region.Ownership.CLOSED_AFTER);
        }

        @Override
        public List<Descriptor> referrers(String repository, Digest subject) {
            return store.find(repository)
                    .map(r -> r.referrers(subject).stream()
                            .map(StoreManifest::descriptor)
                            .toList())
                    .orElse(List.of());
        }

        @Override
        public Optional<StoreFolder> writable() {
            return Optional.of(store);
        }
    }
}
