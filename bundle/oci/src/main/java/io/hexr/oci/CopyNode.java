package io.hexr.oci;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** One content of a copy and who waits for it. Guarded by the lock of its run. */
final class CopyNode {
    /** A manifest is also a blob where someone lists it as one. */
    record Key(Digest digest, boolean manifest) {
        static Key of(Descriptor descriptor) {
            return new Key(descriptor.digest(), descriptor.isManifest());
        }
    }

    final Descriptor what;
    final int depth;
    final List<CopyNode> parents = new ArrayList<>(1);
    int waitingFor;
    /** Manifests on the longest way down from here, this one included. */
    int height;

    boolean present;
    boolean done;
    byte @Nullable [] held;

    CopyNode(Descriptor what, int depth) {
        // annotations and platforms are not needed and could be large
        this.what = Descriptor.of(what.mediaType(), what.digest(), what.size());
        this.depth = depth;
        this.height = what.isManifest() ? 1 : 0;
    }
}
