package io.hexr.transfer;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.hexr.format.Artifact;
import io.hexr.format.BundleException;
import io.hexr.format.Cargo;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.OciException;
import io.hexr.registry.Body;
import io.hexr.registry.Delivery;
import io.hexr.registry.RegistryException;
import io.hexr.registry.RegistryStore;
import io.hexr.registry.UploadJournal;

/**
 * Fills a registry from a signed bundle or the folder of a signed release. Blobs are verified while they are sent, each once and the largest first; manifests and tags follow only after every
 * byte was verified, group by group, and the artifact that stands for the release comes last. A push run again goes on where the last one
 * stopped, and does nothing where nothing is left to do.
 */
public final class Push {

    private final Cargo cargo;
    private final Destination destination;
    private final PushOptions options;
    private final Dispatch dispatch;
    private final LongAdder sent = new LongAdder();
    private final LongAdder blobsSent = new LongAdder();
    private final LongAdder blobsMounted = new LongAdder();

    public Push(Cargo cargo, Destination destination, PushOptions options) {
        this.cargo = cargo;
        this.destination = destination;
        this.options = options;
        this.dispatch = new Dispatch(destination.client());
    }

    /**
     * Asks the destination what it has; writes nothing.
     *
     * @throws TransferException.GroupsIncomplete where the bundle would begin what neither it nor the destination can end
     */
    public PushPlan plan() {
        return new Survey(cargo, destination, dispatch, options).ask();
    }

    /** Does what was planned. @throws TransferException.Stopped where running it again will go on */
    public PushReport run(PushPlan plan, PushJournal journal, PushObserver observer) {
        if (!plan.hasNothingToDo()) {
            try {
                send(plan, journal, observer);
                verify(plan, observer);
                write(plan, observer);
            } catch (RegistryException e) {
                throw isPassing(e) ? new TransferException.Stopped(destination.toString(), sent.sum(), e) : e;
            }
        }
        journal.finished();
        List<String> delivered = new ArrayList<>(plan.groups(PushPlan.Group.THERE));
        delivered.addAll(plan.groups(PushPlan.Group.DELIVERED));
        return new PushReport(
                plan,
                delivered.stream().sorted().toList(),
                plan.groups(PushPlan.Group.NOT_DELIVERED),
                sent.sum(),
                blobsSent.sum(),
                blobsMounted.sum());
    }

    private static boolean isPassing(RegistryException failure) {
        return failure instanceof RegistryException.ConnectionLost
                || failure instanceof RegistryException.Unreachable
                || failure instanceof RegistryException.RateLimited
                || failure instanceof RegistryException.ServerFailed;
    }

    private void send(PushPlan plan, PushJournal journal, PushObserver observer) {
        observer.begins(PushObserver.Phase.SENDING, plan.bytesToSend());
        dispatch.run(plan.blobs().stream()
                .filter(task -> !task.to().isEmpty())
                .<Runnable>map(task -> () -> send(task, journal, observer))
                .toList());
    }

    private void send(PushPlan.BlobTask task, PushJournal journal, PushObserver observer) {
        Optional<String> from = task.from();
        for (String name : task.to()) {
            RegistryStore store = destination.store(name);
            Optional<String> mount = from.map(there -> destination.store(there).repository());
            try (ReopenedBody body = body(task, from, observer)) {
                boolean mounted = upload(store, task, body, journal.of(store.repository()), mount) == Delivery.MOUNTED;
                (mounted ? blobsMounted : blobsSent).increment();
            }
            from = Optional.of(from.orElse(name));
        }
    }

    /** From the bundle, else through here from the repository that has it, for a registry that mounts nothing. */
    private ReopenedBody body(PushPlan.BlobTask task, Optional<String> from, PushObserver observer) {
        Descriptor blob = task.blob();
        ContentSource source =
                cargo.presence().has(blob.digest()) ? cargo.content() : destination.store(from.orElseThrow());
        Supplier<InputStream> opener = () -> source.open(blob);
        return new ReopenedBody(blob, opener, bytes -> {
            sent.add(bytes);
            observer.moved(bytes);
        });
    }

    private Delivery upload(
            RegistryStore store, PushPlan.BlobTask task, Body body, UploadJournal journal, Optional<String> mount) {
        try {
            return store.upload(task.blob(), body, journal, mount);
        } catch (OciException.DigestMismatch e) {
            throw cargo.place(task.blob().digest())
                    .<RuntimeException>map(
                            place -> new BundleException.Corrupt(place, "its content has digest " + e.actual(), e))
                    .orElse(e);
        }
    }

    /** What was sent counts only from here on. */
    private void verify(PushPlan plan, PushObserver observer) {
        observer.begins(PushObserver.Phase.VERIFYING, cargo.size() - plan.bytesToSend());
        cargo.settle(observer::moved);
    }

    private void write(PushPlan plan, PushObserver observer) {
        observer.begins(PushObserver.Phase.TAGGING, 0);
        List<Runnable> writes = new ArrayList<>();
        plan.items().stream()
                .filter(item -> !item.manifests().isEmpty())
                .forEach(item -> writes.add(() -> writeUntagged(item)));
        ReleaseArtifact release = ReleaseArtifact.of(cargo.files());
        if (!plan.marker().tags().isEmpty()) {
            release.blobs().forEach((blob, bytes) -> writes.add(() -> put(blob, bytes)));
        }
        dispatch.run(writes);
        if (options.tags() == PushOptions.Tags.KEPT) {
            publish(plan, release, observer);
            return;
        }
        Set<Artifact> done = new HashSet<>();
        for (String group : plan.groups(PushPlan.Group.DELIVERED)) {
            dispatch.run(plan.items().stream()
                    .filter(item -> item.artifact().groups().contains(group) && done.add(item.artifact()))
                    .<Runnable>map(item -> () -> item.tags().forEach(tag -> tag(item.artifact(), tag)))
                    .toList());
            mark(plan, release, ReleaseArtifact.tag(cargo.contents(), group));
            observer.delivered(group);
        }
        mark(plan, release, ReleaseArtifact.tag(cargo.contents()));
    }

    /**
     * One name after the other in an order that does not depend on the release: of two publications that want the same names, the one that gets the first of
     * them goes on, the other finds it taken and has written nothing that stands in the way. Where a registry does not know the condition under which a tag is
     * written, both may think so until they look again before the release itself is named.
     */
    private void publish(PushPlan plan, ReleaseArtifact release, PushObserver observer) {
        SortedMap<String, Runnable> names = new TreeMap<>();
        plan.items()
                .forEach(item -> item.tags()
                        .forEach(tag ->
                                names.put(item.artifact().pushName() + ":" + tag, () -> tag(item.artifact(), tag))));
        names.values().forEach(Runnable::run);
        dispatch.run(plan.items().stream()
                .<Runnable>map(item -> () -> item.artifact().tags().forEach(tag -> requireOwn(item.artifact(), tag)))
                .toList());
        for (String group : plan.groups(PushPlan.Group.DELIVERED)) {
            mark(plan, release, ReleaseArtifact.tag(cargo.contents(), group));
            observer.delivered(group);
        }
        mark(plan, release, ReleaseArtifact.tag(cargo.contents()));
    }

    /** All manifests but those that a tag will write. */
    private void writeUntagged(PushPlan.Item item) {
        RegistryStore store = destination.store(item.artifact().pushName());
        for (Descriptor manifest : item.manifests()) {
            boolean tagged = manifest.digest().equals(item.artifact().content().digest())
                    && !item.tags().isEmpty();
            if (!tagged) {
                store.put(cargo.content().manifest(manifest));
            }
        }
    }

    private void put(Descriptor blob, byte[] bytes) {
        RegistryStore releases = destination.releases();
        if (!releases.has(blob)) {
            releases.upload(blob, Body.of(bytes), UploadJournal.NONE, Optional.empty());
        }
    }

    private void tag(Artifact artifact, String tag) {
        RegistryStore store = destination.store(artifact.pushName());
        Descriptor root = artifact.content();
        ContentSource from = cargo.presence().has(root.digest()) ? cargo.content() : store;
        name(artifact.pushName(), tag, from.manifest(root));
    }

    private void mark(PushPlan plan, ReleaseArtifact release, String tag) {
        if (plan.marker().tags().contains(tag)) {
            name(ReleaseArtifact.REPOSITORY, tag, release.manifest());
        }
    }

    /** Where names are kept: asked again, since another may have published since the plan was made, and written only where the name is free. */
    private void name(String repository, String tag, Manifest manifest) {
        RegistryStore store = destination.store(repository);
        if (options.tags() == PushOptions.Tags.MOVED) {
            store.tag(tag, manifest);
            return;
        }
        requireFree(repository, tag, manifest.descriptor().digest());
        try {
            store.tagFree(tag, manifest);
        } catch (RegistryException.ImmutableTag e) {
            requireFree(repository, tag, manifest.descriptor().digest());
            throw e;
        }
    }

    private void requireFree(String repository, String tag, Digest own) {
        Optional<Digest> now = destination.store(repository).resolve(tag).map(Descriptor::digest);
        now.filter(found -> !found.equals(own)).ifPresent(found -> {
            throw new TransferException.VersionTaken(
                    destination.toString(), List.of(destination.name(repository, tag) + " is " + found));
        });
    }

    private void requireOwn(Artifact artifact, String tag) {
        requireFree(artifact.pushName(), tag, artifact.content().digest());
    }
}
