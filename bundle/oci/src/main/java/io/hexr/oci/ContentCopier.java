package io.hexr.oci;

import java.util.List;

/**
 * The one way content moves between two stores. Children arrive before their parents, each content once however often it is named, what the destination
 * has is not sent, and tags are set after everything else of every root has arrived. Depth, number of nodes and memory are bounded by {@link Limits}.
 * The first failure stops the rest and is what is thrown: {@link OciException.CopyFailed} names the side, {@link OciException.GraphRefused} the rule.
 * Interrupting the thread that copies stops it likewise, with {@link OciException.Interrupted}. A copy run again continues where the last one stopped.
 */
public final class ContentCopier {
    /** Whether manifests that refer to what is copied (signatures, SBOMs) come along. */
    public enum Referrers {
        INCLUDED,
        LEFT_OUT
    }

    /** What a manifest at the destination proves. */
    public enum Presence {
        /** That its children are there, too: they are not asked for. */
        VOUCHES,
        /** Nothing: every child is asked for. */
        IS_CHECKED
    }

    /** A manifest to copy with everything below it, and the tags it gets. */
    public record Root(Descriptor manifest, List<String> tags) {
        public Root {
            if (!manifest.isManifest()) {
                throw new OciException.GraphRefused("content " + manifest.digest(), "a copy starts at a manifest");
            }
            tags = List.copyOf(tags);
            tags.forEach(Reference.Names::requireTag);
        }
    }

    private final int workers;
    private final Referrers referrers;
    private final Presence presence;
    private final CopyObserver observer;

    private ContentCopier(int workers, Referrers referrers, Presence presence, CopyObserver observer) {
        this.workers = workers;
        this.referrers = referrers;
        this.presence = presence;
        this.observer = observer;
    }

    /** Without referrers, trusting the presence of manifests, silent. */
    public static ContentCopier withWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a copy needs a worker, not " + workers);
        }
        return new ContentCopier(workers, Referrers.LEFT_OUT, Presence.VOUCHES, CopyObserver.SILENT);
    }

    public ContentCopier referrers(Referrers choice) {
        return new ContentCopier(workers, choice, presence, observer);
    }

    public ContentCopier presence(Presence choice) {
        return new ContentCopier(workers, referrers, choice, observer);
    }

    public ContentCopier observer(CopyObserver watching) {
        return new ContentCopier(workers, referrers, presence, watching);
    }

    public CopyReport copy(ContentSource source, ContentStore destination, List<Root> roots) {
        return new CopyRun(this, source, destination).copy(roots);
    }

    int workers() {
        return workers;
    }

    CopyObserver observer() {
        return observer;
    }

    boolean withReferrers() {
        return referrers == Referrers.INCLUDED;
    }

    boolean presenceVouches() {
        return presence == Presence.VOUCHES;
    }
}
