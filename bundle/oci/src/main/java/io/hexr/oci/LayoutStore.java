package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An OCI image layout in a folder. Tags are the {@code org.opencontainers.image.ref.name} annotations of {@code index.json}; referrers are found among
 * everything that index reaches, nested indexes included. Safe for any number of threads and processes at once. A writer killed at any moment leaves a
 * layout in which every name resolves and every blob is whole; its own traces lie below {@code .hexr}, which other tools ignore.
 */
public final class LayoutStore implements ContentStore {
    private static final String MARKER = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String VERSION = "1.0.0";
    private static final int MARKER_BYTES = 4096;
    private static final int REMEMBERED = 10_000;

    /** What a scan needs of a manifest; true for ever, as it is of a digest. */
    private record Seen(Optional<Digest> subject, Descriptor asReferrer, List<Descriptor> manifests) {}

    private final LayoutFolder folder;
    private final Map<Digest, Seen> seen = new ConcurrentHashMap<>();

    private LayoutStore(LayoutFolder folder) {
        this.folder = folder;
    }

    /** Opens a layout that is there; {@link OciException.NotFound} where the folder is none. Writes nothing until something is put. */
    public static LayoutStore open(Path path) {
        return open(path, new Disk());
    }

    /** Opens a layout, made first where there is none yet. A creation that was killed is finished. */
    public static LayoutStore create(Path path) {
        return create(path, new Disk());
    }

    static LayoutStore open(Path path, Disk disk) {
        Path root = real(path);
        LayoutStore store = new LayoutStore(new LayoutFolder(root, disk));
        String resource = root.resolve(MARKER).toString();
        JsonNode marker = StrictJson.parse(store.folder.read(MARKER, MARKER_BYTES), MARKER_BYTES, resource);
        if (!marker.path("imageLayoutVersion").isTextual()) {
            throw new OciException.MalformedDocument(resource, "names no imageLayoutVersion");
        }
        String version = marker.path("imageLayoutVersion").textValue();
        if (!version.equals(VERSION)) {
            throw new OciException.MalformedDocument(
                    resource, "is layout version " + OciException.quoted(version) + ", this reader knows " + VERSION);
        }
        return store;
    }

    static LayoutStore create(Path path, Disk disk) {
        try {
            createFolders(path.toAbsolutePath(), disk);
        } catch (IOException e) {
            throw new OciException.StoreFailed(path.toString(), e);
        }
        LayoutFolder folder = new LayoutFolder(real(path), disk);
        if (folder.size(MARKER).isEmpty()) {
            folder.exclusively(() -> {
                // the marker last: a folder that has one is whole
                if (folder.size(INDEX).isEmpty()) {
                    write(folder, INDEX, LayoutIndex.empty());
                }
                write(
                        folder,
                        MARKER,
                        ("{\"imageLayoutVersion\":\"" + VERSION + "\"}\n").getBytes(StandardCharsets.UTF_8));
            });
        }
        return open(path, disk);
    }

    /** Each folder that is made, and not yet another's, is on the disk before what lies in it. */
    private static void createFolders(Path path, Disk disk) throws IOException {
        Path parent = path.getParent();
        if (Files.isDirectory(path) || parent == null) {
            return;
        }
        createFolders(parent, disk);
        disk.createFolder(path);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new OciException.StoreFailed(path.toString(), e);
        }
    }

    /** Where the layout lies; the real path. */
    public Path path() {
        return folder.root();
    }

    /** What {@code index.json} lists, in its order, annotations included. */
    public List<Descriptor> entries() {
        return index().entries();
    }

    /** Every tag and what it names, in the order of {@code index.json}; a name may be one that is no tag elsewhere. */
    public Map<String, Descriptor> tags() {
        LayoutIndex index = index();
        Map<String, Descriptor> tags = new LinkedHashMap<>();
        for (Descriptor entry : index.entries()) {
            String tag = entry.annotations().get(LayoutIndex.TAG);
            if (tag != null) {
                index.tagged(tag, resource()).ifPresent(named -> tags.put(tag, named));
            }
        }
        return tags;
    }

    /** A manifest that refers to another is there only when it is named, too: a writer that was killed between the two has left it where nobody finds it. */
    @Override
    public boolean has(Descriptor descriptor) {
        return isWritten(descriptor) && (!descriptor.isManifest() || isFound(descriptor));
    }

    private boolean isWritten(Descriptor descriptor) {
        return folder.size(blob(descriptor.digest()))
                .filter(size -> size == descriptor.size())
                .isPresent();
    }

    private boolean isFound(Descriptor manifest) {
        Optional<Digest> subject;
        try {
            subject = see(manifest).subject();
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (OciException e) {
            return true; // damaged: whoever reads it is told how
        }
        return subject.isEmpty()
                || index().lists(manifest.digest())
                || referrers(subject.get()).stream()
                        .anyMatch(referrer -> referrer.digest().equals(manifest.digest()));
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        long size = folder.size(blob(descriptor.digest()))
                .orElseThrow(() -> new OciException.NotFound("content " + descriptor.digest() + " in " + path()));
        if (size != descriptor.size()) {
            throw new OciException.SizeMismatch("content " + descriptor.digest(), descriptor.size(), "" + size);
        }
        return VerifyingInputStream.of(folder.open(blob(descriptor.digest())), descriptor);
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        Reference.Names.requireTag(tag);
        return index().tagged(tag, resource());
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        Set<Digest> visited = new HashSet<>();
        Deque<Descriptor> open = new ArrayDeque<>(index().entries());
        while (!open.isEmpty()) {
            Descriptor next = open.pop();
            if (!next.isManifest() || !visited.add(next.digest()) || !isWritten(next)) {
                continue;
            }
            if (visited.size() > Limits.GRAPH_NODES) {
                throw new OciException.GraphRefused(
                        resource(), "reaches more than " + Limits.GRAPH_NODES + " manifests");
            }
            Seen manifest = see(next);
            if (manifest.subject().filter(subject::equals).isPresent()) {
                found.put(next.digest(), manifest.asReferrer());
            }
            manifest.manifests().forEach(open::push);
        }
        return List.copyOf(found.values());
    }

    private Seen see(Descriptor descriptor) {
        Seen known = seen.get(descriptor.digest());
        if (known != null) {
            return known;
        }
        Manifest manifest = manifest(descriptor);
        List<Descriptor> below = manifest instanceof ImageIndex index ? index.manifests() : List.of();
        Seen now = new Seen(manifest.subject().map(Descriptor::digest), manifest.asReferrer(), below);
        if (seen.size() < REMEMBERED) {
            seen.put(descriptor.digest(), now);
        }
        return now;
    }

    @Override
    public void put(Descriptor descriptor, InputStream bytes) {
        if (descriptor.isManifest()) {
            putManifest(descriptor, bytes);
        } else if (!has(descriptor)) {
            folder.write(blob(descriptor.digest()), VerifyingInputStream.of(bytes, descriptor), descriptor.size());
        }
    }

    private void putManifest(Descriptor descriptor, InputStream bytes) {
        if (descriptor.size() > Limits.MANIFEST_BYTES) {
            throw new OciException.TooLarge(
                    "manifest " + descriptor.digest(), descriptor.size(), Limits.MANIFEST_BYTES);
        }
        Manifest manifest;
        try {
            manifest = Manifest.parse(
                    descriptor, VerifyingInputStream.of(bytes, descriptor).readAllBytes());
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading the content of " + descriptor.digest(), e);
        }
        if (!isWritten(descriptor)) {
            write(folder, blob(descriptor.digest()), manifest.bytes());
        }
        if (manifest.subject().isPresent()) {
            // nothing else would name it: its subject does not know it
            folder.exclusively(() -> {
                LayoutIndex index = index();
                if (!index.lists(descriptor.digest())) {
                    write(folder, INDEX, index.with(manifest.asReferrer()));
                }
            });
        }
    }

    @Override
    public void tag(String tag, Descriptor manifest) {
        Reference.Names.requireTag(tag);
        if (!manifest.isManifest() || !has(manifest)) {
            throw new OciException.NotFound("manifest " + manifest.digest() + " in " + path());
        }
        folder.exclusively(() -> {
            LayoutIndex index = index();
            Optional<Descriptor> now = index.tagged(tag, resource());
            if (now.filter(n -> n.digest().equals(manifest.digest())).isEmpty()) {
                write(folder, INDEX, index.retagged(tag, manifest));
            }
        });
    }

    private LayoutIndex index() {
        return LayoutIndex.parse(folder.read(INDEX, Limits.LAYOUT_BYTES), resource());
    }

    private String resource() {
        return path().resolve(INDEX).toString();
    }

    private static void write(LayoutFolder folder, String name, byte[] bytes) {
        folder.write(name, new ByteArrayInputStream(bytes), bytes.length);
    }

    private static String blob(Digest digest) {
        return "blobs/" + digest.path();
    }
}
