package io.hexr.transfer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** What the meeting of a release and a registry refuses or fails at. What the registry itself says is a {@code RegistryException}. */
public abstract sealed class TransferException extends RuntimeException {
    private static final int SHOWN = 10;

    private final String resource;

    private TransferException(String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.resource = resource;
    }

    /** The registry, repository or file it is about. */
    public String resource() {
        return resource;
    }

    static String some(List<String> lines) {
        String shown = String.join("; ", lines.subList(0, Math.min(SHOWN, lines.size())));
        return lines.size() <= SHOWN ? shown : shown + "; and " + (lines.size() - SHOWN) + " more";
    }

    /** A group that the bundle would begin could not be ended: some of it is neither in the bundle nor at the destination. Nothing was sent. */
    public static final class GroupsIncomplete extends TransferException {
        private final List<String> missing;

        public GroupsIncomplete(String destination, List<String> missing) {
            super(
                    destination,
                    "what the bundle holds completes no group at " + destination + "; neither here nor there: "
                            + some(missing),
                    null);
            this.missing = List.copyOf(missing);
        }

        public List<String> missing() {
            return missing;
        }
    }

    /** A group nobody knows. */
    public static final class UnknownGroup extends TransferException {
        public UnknownGroup(String group, List<String> known) {
            super(group, "the release has no group " + group + "; it has " + String.join(", ", known), null);
        }

        /** A mistyped name must not pass for a choice of nothing. */
        public static void refuse(Collection<String> named, Collection<String> known) {
            for (String group : named) {
                if (!known.contains(group)) {
                    throw new UnknownGroup(group, List.copyOf(known));
                }
            }
        }
    }

    /** Names that are to be published lead to other content already. None of them was moved. */
    public static final class VersionTaken extends TransferException {
        public VersionTaken(String destination, List<String> tags) {
            super(destination, "published at " + destination + " before, with other content: " + some(tags), null);
        }
    }

    /** A push ended part-way for a reason that may pass. Nothing of it is tagged that is not whole, and what arrived is not sent again. */
    public static final class Stopped extends TransferException {
        private final long sent;

        public Stopped(String destination, long sent, RuntimeException cause) {
            super(destination, "the push to " + destination + " stopped part-way: " + cause.getMessage(), cause);
            this.sent = sent;
        }

        /** Bytes that went out before it ended. */
        public long sent() {
            return sent;
        }
    }

    /** Images of the release that the registry does not hold, or holds with other content under their names. */
    public static final class ImagesDiffer extends TransferException {
        private final List<String> differences;

        public ImagesDiffer(String destination, List<String> differences) {
            super(destination, "not the images of the release at " + destination + ": " + some(differences), null);
            this.differences = List.copyOf(differences);
        }

        public List<String> differences() {
            return differences;
        }
    }

    /** A result that cannot be written. */
    public static final class Unwritable extends TransferException {
        public Unwritable(Path file, Throwable cause) {
            super(file.toString(), "cannot write " + file + ": " + cause.getMessage(), cause);
        }
    }

    /** A registry without that release, or without any. */
    public static final class ReleaseMissing extends TransferException {
        public ReleaseMissing(String place, Optional<String> version, List<String> tags) {
            super(
                    place,
                    place + " holds no release" + version.map(v -> " " + v).orElse("")
                            + (tags.isEmpty() ? "; there is none at all" : "; there are " + some(tags)),
                    null);
        }
    }

    /** Several releases where one must be meant. */
    public static final class ReleaseAmbiguous extends TransferException {
        public ReleaseAmbiguous(String place, List<String> tags) {
            super(place, place + " leads to several releases: " + some(tags), null);
        }
    }

    /** A tag that leads to the files of another release than it says. */
    public static final class WrongRelease extends TransferException {
        public WrongRelease(String place, String found) {
            super(place, place + " leads to the files of " + found, null);
        }
    }

    /** Files of a release that cannot be read, so that nobody can tell what it needs. */
    public static final class ReleaseUnreadable extends TransferException {
        public ReleaseUnreadable(String place, RuntimeException cause) {
            super(place, place + " cannot be read, so what it needs is not known: " + cause.getMessage(), cause);
        }
    }

    /** Blobs of a release that its registry does not have. Nothing was fetched. */
    public static final class NotThere extends TransferException {
        private final List<Digest> missing;

        public NotThere(String place, List<Digest> missing) {
            super(
                    place,
                    missing.size() + (missing.size() == 1 ? " blob" : " blobs") + " of " + place
                            + " are not at the registry: "
                            + some(missing.stream().map(Digest::toString).toList()),
                    null);
            this.missing = List.copyOf(missing);
        }

        public List<Digest> missing() {
            return missing;
        }
    }

    /** A list that this module writes for people and reads again, which is not what it should be or may not be applied here and now. */
    public static final class ListRefused extends TransferException {
        public ListRefused(String list, String rule) {
            super(list, list + " " + rule, null);
        }
    }

    /** Such a list cannot be read. */
    public static final class ListUnreadable extends TransferException {
        public ListUnreadable(Path file, Throwable cause) {
            super(file.toString(), "cannot read " + file + ": " + cause.getMessage(), cause);
        }
    }
}
