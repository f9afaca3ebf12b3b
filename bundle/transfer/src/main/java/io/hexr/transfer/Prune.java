package io.hexr.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.hexr.format.Artifact;
import io.hexr.format.BundleException;
import io.hexr.format.Contents;
import io.hexr.format.ManifestNode;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.SignedContents;
import io.hexr.format.Trust;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageIndex;
import io.hexr.oci.Manifest;
import io.hexr.oci.OciException;
import io.hexr.registry.RegistryStore;
import io.hexr.signing.TrustException;

/**
 * Takes releases out of a destination. Only what a believed release brought may go, and of that nothing that a release that stays, a foreign tag or
 * something in use still names. Releases whose files cannot be read stop it, since what they need is not known. No push may be under way meanwhile.
 */
public final class Prune {
    private final Destination registry;
    private final Function<Contents, Trust> trust;
    private final Set<Digest> inUse;
    private final PrunePlan.InUse asked;

    /** A release that is there, and whether someone believed signed it. */
    private record Present(String place, Descriptor manifest, Contents contents, boolean believed) {}

    /** A manifest in a repository. */
    private record Place(String repository, Digest digest) {}

    private Prune(Destination registry, Function<Contents, Trust> trust, Set<Digest> inUse, PrunePlan.InUse asked) {
        this.registry = registry;
        this.trust = trust;
        this.inUse = Set.copyOf(inUse);
        this.asked = asked;
    }

    /** Considers the releases of a registry; {@code trust} says whom to believe, of a release that may be older than the one in use. */
    public static Prune at(Destination registry, Function<Contents, Trust> trust) {
        return new Prune(registry, trust, Set.of(), PrunePlan.InUse.NOT_GIVEN);
    }

    /** Also keeps these manifests and whatever they are made of, such as what pods run. */
    public Prune sparing(Set<Digest> used) {
        return new Prune(registry, trust, used, PrunePlan.InUse.GIVEN);
    }

    /** Which releases stay; the others go. */
    @FunctionalInterface
    public interface Keep {
        /** Of all that are there, the newest first within each name. */
        Set<String> of(List<Contents> newestFirst);

        /** The newest so many of each name, and those named besides. */
        static Keep newest(int count, Set<String> besides) {
            return all -> {
                Map<String, Set<String>> seen = new HashMap<>();
                Set<String> kept = new LinkedHashSet<>();
                for (Contents contents : all) {
                    // a release may be there twice, once for each signing
                    Set<String> younger = seen.computeIfAbsent(contents.release(), name -> new HashSet<>());
                    younger.add(contents.title());
                    boolean young = younger.size() <= count;
                    if (young || besides.contains(contents.version()) || besides.contains(contents.title())) {
                        kept.add(contents.title());
                    }
                }
                return kept;
            };
        }
    }

    /** The list; nothing is removed. */
    public PrunePlan plan(Keep keep) {
        List<Present> all = present();
        // what a stranger put there stays, and pushes nothing out
        Set<String> kept = new LinkedHashSet<>(keep.of(
                all.stream().filter(Present::believed).map(Present::contents).toList()));
        all.stream().filter(release -> !release.believed()).forEach(release -> kept.add(title(release)));
        return plan(all, kept);
    }

    private static String title(Present release) {
        return release.contents().title();
    }

    private List<Present> present() {
        RegistryReleases releases = new RegistryReleases(registry);
        List<Present> all = new ArrayList<>();
        for (RegistryReleases.Tagged tagged : releases.all()) {
            String place = releases.place(tagged.tags().getFirst());
            try {
                ReleaseFiles files = releases.files(tagged);
                byte[] written = files.files().getOrDefault(Contents.PATH, new byte[0]);
                Contents contents = Contents.parse(place, written);
                all.add(new Present(place, tagged.manifest(), contents, isBelieved(files, contents)));
            } catch (BundleException | OciException e) {
                throw new TransferException.ReleaseUnreadable(place, e);
            }
        }
        all.sort(
                Comparator.comparingLong((Present release) -> release.contents().sequence())
                        .reversed()
                        .thenComparing(Present::place));
        return all;
    }

    /** What a stranger calls a release could name anybody's repositories. */
    private boolean isBelieved(ReleaseFiles files, Contents contents) {
        try {
            SignedContents.verify(files, trust.apply(contents));
            return true;
        } catch (TrustException e) {
            return false;
        }
    }

    private PrunePlan plan(List<Present> all, Set<String> kept) {
        List<Present> stay =
                all.stream().filter(release -> kept.contains(title(release))).toList();
        List<Present> leave = all.stream()
                .filter(release -> !kept.contains(title(release)) && release.believed())
                .toList();
        Set<Place> needed = new HashSet<>();
        Set<Digest> neededBlobs = new HashSet<>();
        for (Present release : stay) {
            needed.addAll(places(release.contents()).keySet());
            release.contents().blobs().forEach(blob -> neededBlobs.add(blob.digest()));
        }
        // what runs of one release may be part of another, too
        Set<Digest> used = new HashSet<>();
        leave.forEach(release -> used.addAll(used(release.contents())));
        neededBlobs.addAll(used);
        Map<Place, PrunePlan.Item> going = new LinkedHashMap<>();
        for (Present release : leave) {
            Map<Digest, Descriptor> descriptors = new HashMap<>();
            release.contents().descriptors().forEach(d -> descriptors.put(d.digest(), d));
            places(release.contents()).keySet().stream()
                    .filter(place -> !needed.contains(place) && !used.contains(place.digest()))
                    .forEach(place -> going.putIfAbsent(
                            place,
                            item(
                                    place,
                                    Objects.requireNonNull(descriptors.get(place.digest()), "every manifest is a blob"),
                                    release)));
        }
        // last, so that a prune that was stopped still knows what it has to go on with
        for (Present release : leave) {
            Place files =
                    new Place(ReleaseArtifact.REPOSITORY, release.manifest().digest());
            going.putIfAbsent(files, item(files, release.manifest(), release));
        }
        spareForeign(going, leave);
        return new PrunePlan(
                registry.toString(),
                stay.stream().map(Prune::title).distinct().toList(),
                List.copyOf(new LinkedHashSet<>(leave.stream().map(Prune::title).toList())),
                asked,
                List.copyOf(going.values()),
                freeable(leave, neededBlobs));
    }

    private static PrunePlan.Item item(Place place, Descriptor manifest, Present release) {
        return new PrunePlan.Item(place.repository(), manifest, title(release));
    }

    private static long freeable(List<Present> leave, Set<Digest> needed) {
        Map<Digest, Long> sizes = new HashMap<>();
        leave.forEach(release -> release.contents().blobs().stream()
                .filter(blob -> !needed.contains(blob.digest()))
                .forEach(blob -> sizes.put(blob.digest(), blob.size())));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Every manifest of a release in every repository it lies in, artifacts before what they are made of. */
    private static Map<Place, ManifestNode> places(Contents contents) {
        Map<Place, ManifestNode> all = new LinkedHashMap<>();
        for (Artifact artifact : contents.artifacts()) {
            for (ManifestNode node : contents.manifestsOf(artifact)) {
                all.putIfAbsent(new Place(artifact.pushName(), node.digest()), node);
            }
        }
        return all;
    }

    /** Blobs and manifests of artifacts of which anything is in use. */
    private Set<Digest> used(Contents contents) {
        Set<Digest> all = new HashSet<>();
        for (Artifact artifact : contents.artifacts()) {
            Set<Digest> closure = contents.closure(artifact);
            if (closure.stream().anyMatch(inUse::contains)) {
                all.addAll(closure);
            }
        }
        return all;
    }

    /** A tag that no leaving release set, and what it is made of, is somebody's. */
    private void spareForeign(Map<Place, PrunePlan.Item> going, List<Present> leave) {
        Map<String, Set<String>> ours = new HashMap<>();
        for (Present release : leave) {
            ours.computeIfAbsent(ReleaseArtifact.REPOSITORY, r -> new HashSet<>())
                    .addAll(ReleaseArtifact.tags(release.contents()));
            release.contents()
                    .artifacts()
                    .forEach(artifact -> ours.computeIfAbsent(artifact.pushName(), r -> new HashSet<>())
                            .addAll(artifact.tags()));
        }
        Set<String> repositories = new LinkedHashSet<>();
        going.keySet().forEach(place -> repositories.add(place.repository()));
        for (String repository : repositories) {
            RegistryStore store = registry.store(repository);
            Set<Digest> spared = new HashSet<>();
            for (String tag : store.tags()) {
                boolean list = RegistryReleases.NO_RELEASE.matcher(tag).matches();
                if (!list && !ours.getOrDefault(repository, Set.of()).contains(tag)) {
                    store.manifest(tag).ifPresent(manifest -> spare(store, manifest, spared));
                }
            }
            going.keySet().removeIf(place -> place.repository().equals(repository) && spared.contains(place.digest()));
        }
    }

    private static void spare(RegistryStore store, Manifest manifest, Set<Digest> spared) {
        if (!spared.add(manifest.descriptor().digest())) {
            return;
        }
        if (manifest instanceof ImageIndex index) {
            index.manifests().stream()
                    .filter(child -> child.isManifest() && store.has(child))
                    .forEach(child -> spare(store, store.manifest(child), spared));
        }
        store.referrers(manifest.descriptor().digest()).stream()
                .filter(Descriptor::isManifest)
                .forEach(referrer -> spared.add(referrer.digest()));
    }

    /**
     * What an apply did.
     *
     * @param spared items of the list that are needed again, and stayed
     * @param gone items that were not there any more
     */
    public record Done(List<PrunePlan.Item> removed, List<PrunePlan.Item> spared, List<PrunePlan.Item> gone) {}

    /** Removes exactly what is on the list and still would be; may be repeated after any stop. */
    public Done apply(PrunePlan reviewed, Runnable removed) {
        if (!reviewed.registry().equals(registry.toString())) {
            throw new TransferException.ListRefused(
                    "the list of a prune", "is for " + reviewed.registry() + ", not for " + registry);
        }
        if (reviewed.inUse() == PrunePlan.InUse.GIVEN && asked == PrunePlan.InUse.NOT_GIVEN) {
            throw new TransferException.ListRefused(
                    "the list of a prune", "was made with a list of what is in use; applying it needs a fresh one");
        }
        Set<PrunePlan.Item> free = stillFree(reviewed);
        List<PrunePlan.Item> done = new ArrayList<>();
        List<PrunePlan.Item> spared = new ArrayList<>();
        List<PrunePlan.Item> gone = new ArrayList<>();
        for (PrunePlan.Item item : reviewed.items()) {
            RegistryStore store = registry.store(item.repository());
            if (!free.contains(item)) {
                spared.add(item);
            } else if (!store.has(item.manifest())) {
                gone.add(item);
            } else {
                store.delete(item.manifest());
                done.add(item);
            }
            removed.run();
        }
        return new Done(done, spared, gone);
    }

    /** Releases that came since the review stay; those the review kept stay even if they would go now. */
    private Set<PrunePlan.Item> stillFree(PrunePlan reviewed) {
        List<Present> all = present();
        Set<String> leaving = new HashSet<>(reviewed.removed());
        Set<String> kept = new HashSet<>();
        all.stream().map(Prune::title).filter(title -> !leaving.contains(title)).forEach(kept::add);
        all.stream().filter(release -> !release.believed()).forEach(release -> kept.add(title(release)));
        PrunePlan now = plan(all, kept);
        Set<PrunePlan.Item> free = new HashSet<>();
        for (PrunePlan.Item item : reviewed.items()) {
            if (now.items().stream().anyMatch(item::isSame)) {
                free.add(item);
            }
        }
        return free;
    }
}
