package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.OciException;
import io.hexr.registry.RegistryStore;

/**
 * What came of reading all of a release where it lies: each blob was hashed against the signed contents, and nothing was kept. Content that is not as signed
 * ends the reading, a manifest that contradicts them, too; what is missing is a result.
 *
 * @param absent artifacts of which something is not in the repository that they are pulled from
 * @param differences tags that lead elsewhere than the release says, or nowhere although the artifact is there
 * @param blobs how many were read
 */
public record ReleaseCheck(List<Artifact> absent, List<String> differences, int blobs) {
    private static final int PIECE = 128 << 10;

    public ReleaseCheck {
        absent = List.copyOf(absent);
        differences = List.copyOf(differences);
    }

    public boolean isComplete() {
        return absent.isEmpty();
    }

    /** Of a folder, which has no tags. */
    public static ReleaseCheck of(VerifiedRelease release, LongConsumer read) {
        Set<Digest> missing = new HashSet<>();
        Contents contents = release.contents();
        Reader reader = new Reader(contents, read);
        for (Descriptor each : contents.descriptors()) {
            try {
                reader.drain(release.source(), each, "the release");
            } catch (OciException.NotFound e) {
                missing.add(each.digest());
            }
        }
        List<Artifact> absent = contents.artifacts().stream()
                .filter(artifact -> contents.closure(artifact).stream().anyMatch(missing::contains))
                .toList();
        return new ReleaseCheck(absent, List.of(), contents.descriptors().size() - missing.size());
    }

    /** Of a registry, on several connections; each blob is read from one repository, and asked for in the others that need it. */
    static ReleaseCheck of(Destination registry, Contents contents, LongConsumer read) {
        Map<Digest, Set<String>> places = new LinkedHashMap<>();
        contents.artifacts()
                .forEach(artifact -> contents.closure(artifact)
                        .forEach(digest -> places.computeIfAbsent(digest, d -> new LinkedHashSet<>())
                                .add(artifact.pushName())));
        Set<Place> there = ConcurrentHashMap.newKeySet();
        List<String> tags = Collections.synchronizedList(new ArrayList<>());
        List<Runnable> jobs = new ArrayList<>();
        Reader reader = new Reader(contents, read);
        contents.descriptors().stream()
                .sorted(Comparator.comparingLong(Descriptor::size).reversed())
                .forEach(each -> jobs.add(
                        () -> read(registry, reader, each, places.getOrDefault(each.digest(), Set.of()), there)));
        new Dispatch(registry.client()).run(jobs);
        List<Artifact> absent = contents.artifacts().stream()
                .filter(artifact -> contents.closure(artifact).stream()
                        .anyMatch(digest -> !there.contains(new Place(artifact.pushName(), digest))))
                .toList();
        new Dispatch(registry.client())
                .run(contents.artifacts().stream()
                        .<Runnable>map(artifact ->
                                () -> tags.addAll(differences(registry, artifact, absent.contains(artifact))))
                        .toList());
        int blobs = (int) there.stream().map(Place::digest).distinct().count();
        return new ReleaseCheck(absent, tags.stream().sorted().toList(), blobs);
    }

    private record Place(String repository, Digest digest) {}

    private static void read(
            Destination registry, Reader reader, Descriptor content, Set<String> repositories, Set<Place> there) {
        boolean whole = false;
        for (String repository : repositories) {
            RegistryStore store = registry.store(repository);
            if (store.has(content)) {
                if (!whole) {
                    reader.drain(store, content, registry + "/" + repository);
                    whole = true;
                }
                there.add(new Place(repository, content.digest()));
            }
        }
    }

    /** Reads content to its verified end; a manifest must say what the signed contents say of it. */
    private record Reader(Contents contents, LongConsumer read) {
        void drain(ContentSource source, Descriptor content, String place) {
            try {
                if (contents.isManifest(content.digest())) {
                    byte[] bytes = source.bytes(content, Limits.MANIFEST_BYTES);
                    contents.requireManifest(content.digest(), bytes);
                    read.accept(bytes.length);
                } else {
                    stream(source, content);
                }
            } catch (OciException.DigestMismatch e) {
                throw new OciException.DigestMismatch(
                        "content " + content.digest() + " of " + place, e.expected(), e.actual());
            } catch (IOException e) {
                throw new OciException.StoreFailed("reading " + content.digest() + " of " + place, e);
            }
        }

        private void stream(ContentSource source, Descriptor content) throws IOException {
            try (InputStream in = source.open(content)) {
                byte[] piece = new byte[PIECE];
                for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                    read.accept(n);
                }
            }
        }
    }

    private static List<String> differences(Destination registry, Artifact artifact, boolean absent) {
        List<String> found = new ArrayList<>();
        Digest signed = artifact.content().digest();
        for (String tag : artifact.tags()) {
            Optional<Digest> leads =
                    registry.store(artifact.pushName()).resolve(tag).map(Descriptor::digest);
            String name = registry.name(artifact.pushName(), tag);
            if (leads.isEmpty() && !absent) {
                found.add(name + " is not there");
            } else if (leads.isPresent() && !leads.get().equals(signed)) {
                found.add(name + " leads to " + leads.get() + ", signed is " + signed);
            }
        }
        return found;
    }
}
