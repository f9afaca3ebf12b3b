package io.hexr.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** What this module refuses beyond the refusals of a bundle, of trust and of a registry. */
public abstract sealed class TransferException extends RuntimeException {
    private final String resource;

    private TransferException(String resource, String message, @Nullable Throwable cause) {
        super(resource + ": " + message, cause);
        this.resource = resource;
    }

    /** The file, or the place at a registry. */
    public String resource() {
        return resource;
    }

    private static String few(List<?> all) {
        String listed = all.stream().limit(8).map(String::valueOf).collect(Collectors.joining(", "));
        return all.size() <= 8 ? listed : listed + " and " + (all.size() - 8) + " more";
    }

    /** A registry without that release, or without any. */
    public static final class ReleaseMissing extends TransferException {
        public ReleaseMissing(String place, Optional<String> version, List<String> tags) {
            super(
                    place,
                    "there is no release" + version.map(v -> " " + v).orElse("")
                            + (tags.isEmpty() ? "; there is none at all" : "; there are " + few(tags)),
                    null);
        }
    }

    /** Several releases, and none was named. */
    public static final class ReleaseAmbiguous extends TransferException {
        public ReleaseAmbiguous(String place, List<String> tags) {
            super(place, "holds several releases: " + few(tags), null);
        }
    }

    /** A tag that leads to the files of another release than it says. */
    public static final class WrongRelease extends TransferException {
        public WrongRelease(String place, String found) {
            super(place, "leads to the files of " + found, null);
        }
    }

    /** Blobs of a release that its registry does not have. */
    public static final class NotThere extends TransferException {
        private final List<Digest> missing;

        public NotThere(String place, List<Digest> missing) {
            super(place, missing.size() + " blobs are not at the registry: " + few(missing), null);
            this.missing = List.copyOf(missing);
        }

        public List<Digest> missing() {
            return missing;
        }
    }

    /** A list that this module writes for people and reads again, which is not what it should be. */
    public static final class ListRefused extends TransferException {
        public ListRefused(Path file, String rule) {
            super(file.toString(), rule, null);
        }
    }

    /** A reviewed list that may not be applied here or now. */
    public static final class PlanRefused extends TransferException {
        public PlanRefused(String list, String rule) {
            super(list, rule, null);
        }
    }

    /** Such a list cannot be read or written. */
    public static final class ListFailed extends TransferException {
        public ListFailed(Path file, Throwable cause) {
            super(file.toString(), "cannot be read or written: " + cause.getMessage(), cause);
        }
    }

    /** Files of a release that cannot be read, so that nobody can tell what it needs. */
    public static final class ReleaseUnreadable extends TransferException {
        public ReleaseUnreadable(String place, RuntimeException cause) {
            super(place, "cannot be read, so what it needs is not known: " + cause.getMessage(), cause);
        }
    }
}
