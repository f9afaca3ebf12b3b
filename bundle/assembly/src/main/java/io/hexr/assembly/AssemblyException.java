package io.hexr.assembly;

import java.nio.file.Path;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import org.jspecify.annotations.Nullable;

/** Everything that stops a release from being made, each case with the artifact and the place. */
public abstract sealed class AssemblyException extends RuntimeException {
    private final String resource;

    private AssemblyException(String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.resource = resource;
    }

    /** The file, folder or artifact concerned. */
    public String resource() {
        return resource;
    }

    /** What a spec names is not where it says. */
    public static final class SourceMissing extends AssemblyException {
        public SourceMissing(String artifact, String place) {
            super(place, artifact + ": " + place + " is not there", null);
        }
    }

    /** A file or folder that cannot be read, or is neither. */
    public static final class SourceUnreadable extends AssemblyException {
        public SourceUnreadable(String artifact, Path path, String fact) {
            super(path.toString(), artifact + ": " + path + " " + fact, null);
        }

        public SourceUnreadable(String artifact, Path path, Throwable cause) {
            super(path.toString(), artifact + ": " + path + " cannot be read: " + cause, cause);
        }
    }

    /** An image or file that cannot be delivered as it is. */
    public static final class ContentRefused extends AssemblyException {
        public ContentRefused(String artifact, String rule) {
            super(artifact, artifact + ": " + rule, null);
        }
    }

    /** A model that nobody could load, or that would run code when it is loaded. */
    public static final class ModelRefused extends AssemblyException {
        public ModelRefused(String artifact, String file, String rule) {
            super(file, artifact + ": " + file + " " + rule, null);
        }
    }

    /** A wheel that pip would not install, or that is not what its name says. */
    public static final class WheelRefused extends AssemblyException {
        public WheelRefused(String artifact, String file, String rule) {
            super(file, artifact + ": " + file + " " + rule, null);
        }
    }

    /** The content behind an artifact is incomplete, damaged or malformed; the cause says how. */
    public static final class IntakeFailed extends AssemblyException {
        private final OciException content;

        public IntakeFailed(String artifact, OciException content) {
            super(artifact, artifact + ": " + content.getMessage(), content);
            this.content = content;
        }

        public OciException content() {
            return content;
        }
    }

    /** Content that the release names and its folder lacks. */
    public static final class OpenRelease extends AssemblyException {
        private final Digest missing;

        public OpenRelease(Path folder, Digest missing) {
            super(folder.toString(), folder + " lacks " + missing + ", which the release names", null);
            this.missing = missing;
        }

        public Digest missing() {
            return missing;
        }
    }

    /** The folder holds something else. */
    public static final class OutputTaken extends AssemblyException {
        public OutputTaken(Path folder, String found) {
            super(
                    folder.toString(),
                    folder + " holds " + found + "; a release is built into a folder of its own",
                    null);
        }
    }

    /** A folder that no build wrote, or one that was stopped before its lock was there. */
    public static final class NotBuilt extends AssemblyException {
        public NotBuilt(Path folder) {
            super(folder.toString(), folder + " holds no release lock: no build was finished there", null);
        }
    }

    public static final class OutputFailed extends AssemblyException {
        public OutputFailed(Path path, Throwable cause) {
            super(path.toString(), path + " cannot be written: " + cause, cause);
        }
    }

    /** A recipe asks for something that nothing pins: tomorrow it would be another. */
    public static final class SourceUnpinned extends AssemblyException {
        public SourceUnpinned(String source, Path lock, String fact) {
            super(source, source + ": " + fact + " in " + lock, null);
        }
    }

    /** A source is not the one that was pinned. Nothing of it was used. */
    public static final class SourceChanged extends AssemblyException {
        public SourceChanged(String source, String expected, String found) {
            super(source, source + " is " + found + ", pinned is " + expected, null);
        }
    }

    /** A pinned source cannot be had any more, or not now. */
    public static final class SourceUnavailable extends AssemblyException {
        public SourceUnavailable(String source, String fact) {
            super(source, source + ": " + fact, null);
        }
    }

    public static final class ToolMissing extends AssemblyException {
        private final String need;

        public ToolMissing(String tool, String need) {
            super(tool, tool + " is not here; " + need + " needs it", null);
            this.need = need;
        }

        /** What needs the tool. */
        public String need() {
            return need;
        }
    }

    /** A compiler or a package client ended badly; its last words are given as they are. */
    public static final class ToolFailed extends AssemblyException {
        private final String words;

        public ToolFailed(String tool, String fact, String words) {
            super(tool, tool + " " + fact, null);
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public static final class DiskShort extends AssemblyException {
        private final long needed;
        private final long free;

        public DiskShort(String what, Path folder, long needed, long free) {
            super(
                    folder.toString(),
                    what + " needs " + needed + " bytes in " + folder + ", where " + free + " are free",
                    null);
            this.needed = needed;
            this.free = free;
        }

        public long needed() {
            return needed;
        }

        public long free() {
            return free;
        }
    }
}
