package io.hexr.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import io.hexr.format.Artifact;
import io.hexr.oci.Descriptor;

/**
 * What a push will do, as the destination stands now. Sizes count each blob once for sending; a blob that another repository of the registry holds is
 * mounted from there.
 */
public record PushPlan(
        String destination, SortedMap<String, Group> groups, List<Item> items, List<BlobTask> blobs, Marker marker) {
    /** What becomes of a group. */
    public enum Group {
        /** All of it is there and marked as such. */
        THERE,
        /** All of it will be there. */
        DELIVERED,
        /** Nobody asked for it, or the bundle and the destination together lack some of it. */
        NOT_DELIVERED
    }

    /** An artifact of a group that is delivered: what is to be written for it. */
    public record Item(Artifact artifact, List<Descriptor> manifests, List<String> tags) {
        public Item {
            manifests = List.copyOf(manifests);
            tags = List.copyOf(tags);
        }

        public boolean isThere() {
            return manifests.isEmpty() && tags.isEmpty();
        }
    }

    /** A blob and the repositories, by push name, that lack it; {@code from} is one that has it. */
    public record BlobTask(Descriptor blob, List<String> to, Optional<String> from) {
        public BlobTask {
            to = List.copyOf(to);
        }

        long sent() {
            return from.isPresent() || to.isEmpty() ? 0 : blob.size();
        }

        long mounted() {
            return blob.size() * to.size() - sent();
        }
    }

    /** The artifact that stands for the release: the tags it will get, and how long the registry took for an answer on the way to this plan. */
    public record Marker(List<String> tags, Duration roundTrip) {
        public Marker {
            tags = List.copyOf(tags);
        }
    }

    public PushPlan {
        groups = java.util.Collections.unmodifiableSortedMap(groups);
        items = List.copyOf(items);
        blobs = List.copyOf(blobs);
    }

    public boolean hasNothingToDo() {
        return blobs.stream().allMatch(task -> task.to().isEmpty())
                && items.stream().allMatch(Item::isThere)
                && marker.tags().isEmpty();
    }

    /** Bytes of blobs that must go over the line. */
    public long bytesToSend() {
        return blobs.stream().mapToLong(BlobTask::sent).sum();
    }

    /** Bytes that the registry takes from another of its repositories. */
    public long bytesToMount() {
        return blobs.stream().mapToLong(BlobTask::mounted).sum();
    }

    /** Requests it takes at least: three for a blob that is sent, one for a mount, one for each manifest and tag. */
    public long requests() {
        long uploads = blobs.stream().filter(task -> task.sent() > 0).count();
        long mounts = blobs.stream().mapToLong(task -> task.to().size()).sum() - uploads;
        long writes = items.stream()
                .mapToLong(item -> item.manifests().size() + item.tags().size())
                .sum();
        return 2 * uploads + mounts + writes + marker.tags().size();
    }

    /** Names of the groups in one state. */
    public List<String> groups(Group state) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getValue() == state)
                .map(java.util.Map.Entry::getKey)
                .toList();
    }
}
