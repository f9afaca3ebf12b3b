package io.hexr.install;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An installation as it was found, looked at once and without changing anything.
 *
 * @param deployed what Helm last handed to the API server; empty where there is no such record, or it may not be read
 * @param drift where the cluster is not as that says
 * @param components how each workload of it does
 * @param unread what this user's rights did not allow to look at, in the words of the API server
 */
public record Inspection(
        String server,
        Wanted.Target target,
        Fact<Optional<JournalPage>> journal,
        Fact<List<Facts.HelmRevision>> helm,
        Optional<Deployed> deployed,
        List<Drift> drift,
        List<Running> running,
        List<Expiry> expiries,
        SortedMap<Component, Readiness> components,
        SortedSet<String> unread) {
    public Inspection {
        drift = List.copyOf(drift);
        running = List.copyOf(running);
        expiries = List.copyOf(expiries);
        components = new TreeMap<>(components);
        unread = new TreeSet<>(unread);
    }

    /**
     * One revision of the release.
     *
     * @param images what may run: the logical name by digest
     */
    public record Deployed(
            String chart, String version, int revision, List<Piece> pieces, SortedMap<String, String> images) {
        public Deployed {
            pieces = List.copyOf(pieces);
            images = new TreeMap<>(images);
        }
    }

    /** One object that is not as the release has it. */
    public record Drift(Kind kind, String object, String what) {
        /** How it differs. */
        public enum Kind {
            CHANGED,
            MISSING,
            /** In a namespace of the release, and not of it. */
            STRANGER
        }
    }

    /**
     * A container that runs.
     *
     * @param pod {@code namespace/name}
     * @param image as the pod names it
     * @param digest what the node says it runs; empty while it runs nothing
     */
    public record Running(String pod, String container, String image, String digest) {
        private static final String MARK = "@sha256:";

        /** A node may know an image by another digest than the one it was pulled by; what was asked for by digest is what was pulled. */
        boolean isAllowedBy(SortedMap<String, String> images) {
            int at = image.indexOf(MARK);
            return images.containsKey(digest) || (at >= 0 && images.containsKey(image.substring(at + 1)));
        }
    }

    /** Until when a certificate holds; nothing else of it is told. */
    public record Expiry(String object, String subject, Instant end) {}

    /** A workload, under the name people know it by. */
    public record Component(String name, String object) implements Comparable<Component> {
        @Override
        public int compareTo(Component other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : object.compareTo(other.object);
        }
    }

    /** Containers whose image is none of the release. */
    public List<Running> strangers() {
        return deployed.map(release -> running.stream()
                        .filter(one -> !one.isAllowedBy(release.images()))
                        .toList())
                .orElse(List.of());
    }

    public Optional<Facts.HelmRevision> latest() {
        return Planner.latest(helm.orElse(List.of()), target);
    }
}
