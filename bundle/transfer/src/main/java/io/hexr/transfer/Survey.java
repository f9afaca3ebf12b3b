package io.hexr.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.Cargo;
import io.hexr.format.ChartArtifact;
import io.hexr.format.Contents;
import io.hexr.format.FileArtifact;
import io.hexr.format.ImageArtifact;
import io.hexr.format.ModelArtifact;
import io.hexr.format.Presence;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;

/** Asks a destination what it has, before the first byte is sent, and settles what a push will do. Changes nothing. */
final class Survey {
    private final Contents contents;
    private final Presence presence;
    private final Destination destination;
    private final Dispatch dispatch;
    private final PushOptions options;
    private final ReleaseArtifact release;
    private final Map<Digest, Descriptor> described = new HashMap<>();
    private final Map<Artifact, ArtifactState> states = new ConcurrentHashMap<>();
    private final Set<String> marked = ConcurrentHashMap.newKeySet();
    private final Set<String> elsewhere = ConcurrentHashMap.newKeySet();
    private final LongAdder questions = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Survey(Cargo cargo, Destination destination, Dispatch dispatch, PushOptions options) {
        this.contents = cargo.contents();
        this.presence = cargo.presence();
        this.destination = destination;
        this.dispatch = dispatch;
        this.options = options;
        this.release = ReleaseArtifact.of(cargo.files());
        contents.descriptors().forEach(descriptor -> described.put(descriptor.digest(), descriptor));
    }

    PushPlan ask() {
        SortedSet<String> all = contents.groups();
        TransferException.UnknownGroup.refuse(options.groups(), all);
        Set<String> wanted = options.groups().isEmpty() ? all : options.groups();
        askForMarkers(all);
        List<Artifact> artifacts = contents.artifacts().stream()
                .filter(artifact -> artifact.groups().stream().anyMatch(wanted::contains))
                .toList();
        dispatch.run(artifacts.stream()
                .<Runnable>map(artifact -> () -> states.put(artifact, stateOf(artifact)))
                .toList());
        requireTagsFree();
        BlobSurvey blobs = new BlobSurvey(this);
        artifacts.forEach(artifact -> blobs.need(artifact.pushName(), state(artifact)));
        blobs.ask(dispatch);
        artifacts.forEach(artifact -> state(artifact).lacks(blobs.missing(state(artifact))));
        return plan(all, delivered(wanted, artifacts), blobs);
    }

    private void requireTagsFree() {
        if (options.tags() == PushOptions.Tags.KEPT && !elsewhere.isEmpty()) {
            throw new TransferException.VersionTaken(
                    destination.toString(), elsewhere.stream().sorted().toList());
        }
    }

    private void askForMarkers(SortedSet<String> groups) {
        if (names(ReleaseArtifact.REPOSITORY, ReleaseArtifact.tag(contents), releaseDigest())) {
            marked.addAll(groups);
            marked.add("");
            return;
        }
        dispatch.run(groups.stream()
                .<Runnable>map(group -> () -> {
                    if (names(ReleaseArtifact.REPOSITORY, ReleaseArtifact.tag(contents, group), releaseDigest())) {
                        marked.add(group);
                    }
                })
                .toList());
    }

    private Digest releaseDigest() {
        return release.manifest().descriptor().digest();
    }

    /** Whether the tag leads to the manifest now. */
    private boolean names(String repository, String tag, Digest manifest) {
        long start = System.nanoTime();
        Optional<Descriptor> named = destination.store(repository).resolve(tag);
        nanos.add(System.nanoTime() - start);
        questions.increment();
        named.filter(found -> !found.digest().equals(manifest))
                .ifPresent(found -> elsewhere.add(destination.name(repository, tag) + " is " + found.digest()));
        return named.filter(found -> found.digest().equals(manifest)).isPresent();
    }

    boolean has(String repository, Descriptor content) {
        return destination.store(repository).has(content);
    }

    boolean inBundle(Digest digest) {
        return presence.has(digest);
    }

    Descriptor described(Digest digest) {
        return java.util.Objects.requireNonNull(described.get(digest), () -> "contents list " + digest);
    }

    /** Every repository of the release, for blobs that moved from one to another. */
    SortedSet<String> repositories() {
        SortedSet<String> all = new TreeSet<>();
        contents.artifacts().forEach(artifact -> all.add(artifact.pushName()));
        return all;
    }

    private ArtifactState state(Artifact artifact) {
        return java.util.Objects.requireNonNull(states.get(artifact), artifact::title);
    }

    private ArtifactState stateOf(Artifact artifact) {
        String repository = artifact.pushName();
        Digest root = artifact.content().digest();
        List<String> tags = artifact.tags().stream()
                .filter(tag -> !names(repository, tag, root))
                .toList();
        boolean deep = options.depth() == PushOptions.Depth.EVERYTHING;
        boolean vouched = !deep && artifact.groups().stream().anyMatch(marked::contains);
        ArtifactState state = new ArtifactState(artifact, tags);
        if (vouched && tags.isEmpty()) {
            return state;
        }
        boolean rootThere = !deep
                && (tags.size() < artifact.tags().size() || (!inBundle(root) && has(repository, described(root))));
        new ManifestSurvey(this, contents.manifestsOf(artifact), deep).into(state, rootThere);
        return state;
    }

    /** The groups that will be whole. What the bundle holds must be of use to one of them, else it was cut wrongly. */
    private Set<String> delivered(Set<String> wanted, List<Artifact> artifacts) {
        Set<String> delivered = new TreeSet<>(wanted);
        Set<Digest> wasted = new HashSet<>();
        for (Artifact artifact : artifacts) {
            if (!state(artifact).missing().isEmpty()) {
                delivered.removeAll(artifact.groups());
            }
        }
        if (options.groups().isEmpty()) {
            presence.blobs().stream().map(Blob::digest).forEach(wasted::add);
            artifacts.stream()
                    .filter(artifact -> artifact.groups().stream().anyMatch(delivered::contains))
                    .forEach(artifact -> wasted.removeAll(contents.closure(artifact)));
        }
        boolean refused = delivered.isEmpty()
                || !wasted.isEmpty()
                || (!options.groups().isEmpty() && delivered.size() < wanted.size());
        if (refused) {
            throw new TransferException.GroupsIncomplete(destination.toString(), lines(artifacts));
        }
        return delivered;
    }

    private List<String> lines(List<Artifact> artifacts) {
        List<String> lines = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            for (Descriptor missing : state(artifact).missing()) {
                lines.add(String.join(",", artifact.groups()) + ": " + artifact.title() + platform(artifact) + " lacks "
                        + missing.digest() + " (" + missing.size() + " bytes)");
            }
        }
        return lines;
    }

    /** A bundle may have been downloaded for one platform, and then lacks what is for another. */
    private static String platform(Artifact artifact) {
        return switch (artifact) {
            case ImageArtifact image -> " for " + image.platform();
            case FileArtifact file -> file.platform().map(one -> " for " + one).orElse("");
            case ChartArtifact _, ModelArtifact _ -> "";
        };
    }

    private PushPlan plan(SortedSet<String> all, Set<String> delivered, BlobSurvey blobs) {
        List<PushPlan.Item> items = new ArrayList<>();
        Map<Digest, SortedSet<String>> needed = new LinkedHashMap<>();
        for (Artifact artifact : contents.artifacts()) {
            if (artifact.groups().stream().anyMatch(delivered::contains)) {
                ArtifactState state = state(artifact);
                items.add(new PushPlan.Item(artifact, state.manifests(), state.tags()));
                state.blobs()
                        .forEach(blob -> needed.computeIfAbsent(blob, b -> new TreeSet<>())
                                .add(artifact.pushName()));
            }
        }
        List<PushPlan.BlobTask> tasks = needed.entrySet().stream()
                .map(entry -> blobs.task(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(
                                (PushPlan.BlobTask task) -> task.blob().size())
                        .reversed())
                .toList();
        SortedMap<String, PushPlan.Group> groups = new TreeMap<>();
        List<String> tags = new ArrayList<>();
        for (String group : all) {
            boolean there = marked.contains(group);
            groups.put(
                    group,
                    delivered.contains(group)
                            ? there && isUntouched(group, items) ? PushPlan.Group.THERE : PushPlan.Group.DELIVERED
                            : there ? PushPlan.Group.THERE : PushPlan.Group.NOT_DELIVERED);
            if (delivered.contains(group) && !there) {
                tags.add(ReleaseArtifact.tag(contents, group));
            }
        }
        if (!marked.contains("") && !groups.containsValue(PushPlan.Group.NOT_DELIVERED)) {
            tags.add(ReleaseArtifact.tag(contents));
        }
        Duration trip = Duration.ofNanos(nanos.sum() / Math.max(1, questions.sum()));
        return new PushPlan(destination.toString(), groups, items, tasks, new PushPlan.Marker(tags, trip));
    }

    private static boolean isUntouched(String group, List<PushPlan.Item> items) {
        return items.stream()
                .filter(item -> item.artifact().groups().contains(group))
                .allMatch(PushPlan.Item::isThere);
    }
}
