package io.hexr.assembly;

import java.nio.file.Path;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/** Everything that stops a release from being made, each case with the artifact and the place. */
public abstract sealed class AssemblyException extends RuntimeException {
    private AssemblyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What a spec names is not where it says. */
    public static final class SourceMissing extends AssemblyException {
        public SourceMissing(String artifact, String place) {
            super(artifact + ": " + place + " is not there", null);
        }
    }

    /** A file or folder that cannot be read, or is neither. */
    public static final class SourceUnreadable extends AssemblyException {
        public SourceUnreadable(String artifact, Path path, String fact, @Nullable Throwable cause) {
            super(artifact + ": " + path + " " + fact, cause);
        }
    }

    /** An image that cannot be delivered as it is. */
    public static final class ImageRefused extends AssemblyException {
        public ImageRefused(String artifact, String rule) {
            super(artifact + ": " + rule, null);
        }
    }

    /** Content that the release names and its folder lacks. */
    public static final class OpenRelease extends AssemblyException {
        private final Digest missing;

        public OpenRelease(Path folder, Digest missing) {
            super(folder + " lacks " + missing + ", which the release names", null);
            this.missing = missing;
        }

        public Digest missing() {
            return missing;
        }
    }

    /** The folder holds something else. */
    public static final class OutputTaken extends AssemblyException {
        public OutputTaken(Path folder, String found) {
            super(folder + " holds " + found + "; a release is built into a folder of its own", null);
        }
    }

    public static final class OutputFailed extends AssemblyException {
        public OutputFailed(Path path, Throwable cause) {
            super(path + " cannot be written: " + cause.getMessage(), cause);
        }
    }
}
