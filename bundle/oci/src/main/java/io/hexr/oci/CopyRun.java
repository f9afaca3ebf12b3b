package io.hexr.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.hexr.oci.OciException.CopyFailed.Side;

/** One run of a copy: a graph that grows as manifests are read, and jobs for what is ready. */
final class CopyRun {
    private static final int RANK_EXPAND = 0;
    private static final int RANK_PUT_MANIFEST = 1;
    private static final int RANK_BLOB = 2;
    /** Manifests kept between reading and writing them; beyond that they are read again. */
    private static final int HELD_BYTES = 16 << 20;

    private final ContentCopier how;
    private final ContentSource source;
    private final ContentStore destination;
    private final Crew crew = new Crew();
    private final CopyTally tally = new CopyTally();
    private final Map<CopyNode.Key, CopyNode> nodes = new HashMap<>();
    private final Set<String> tagsSeen = ConcurrentHashMap.newKeySet();
    private int unfinished;
    private long links;
    private long held;

    CopyRun(ContentCopier how, ContentSource source, ContentStore destination) {
        this.how = how;
        this.source = source;
        this.destination = destination;
    }

    CopyReport copy(List<ContentCopier.Root> roots) {
        Map<String, Descriptor> tags = tags(roots);
        for (ContentCopier.Root root : roots) {
            node(root.manifest(), 1, root.tags().stream().findFirst());
        }
        crew.work(how.workers(), "the copy");
        if (unfinished > 0) {
            throw new OciException.GraphRefused("the graph", "contains itself");
        }
        // a crew of its own: no tag before everything is there
        Crew last = new Crew();
        tags.forEach((tag, manifest) -> last.add(new Crew.Job(0, 0, () -> tag(tag, manifest))));
        last.work(Math.min(how.workers(), Math.max(1, tags.size())), "tagging");
        return tally.report();
    }

    private static Map<String, Descriptor> tags(List<ContentCopier.Root> roots) {
        Map<String, Descriptor> tags = new HashMap<>();
        for (ContentCopier.Root root : roots) {
            for (String tag : root.tags()) {
                Descriptor other = tags.put(tag, root.manifest());
                if (other != null && !other.digest().equals(root.manifest().digest())) {
                    throw new OciException.GraphRefused("tag " + tag, "is asked for on two manifests");
                }
            }
        }
        return tags;
    }

    /** The node of a content, made and set to work where it is new. */
    private synchronized CopyNode node(Descriptor what, int depth, Optional<String> tag) {
        String resource = "content " + what.digest();
        CopyNode known = nodes.get(CopyNode.Key.of(what));
        if (known != null) {
            if (known.what.size() != what.size()
                    || (what.isManifest() && !known.what.mediaType().equals(what.mediaType()))) {
                throw new OciException.GraphRefused(resource, "is listed with two sizes or types");
            }
            return known;
        }
        if (nodes.size() >= Limits.GRAPH_NODES) {
            throw new OciException.GraphRefused(resource, "more than " + Limits.GRAPH_NODES + " contents in one copy");
        }
        if (what.isManifest() && depth > Limits.GRAPH_DEPTH) {
            throw tooDeep(what);
        }
        CopyNode node = new CopyNode(what, depth);
        nodes.put(CopyNode.Key.of(what), node);
        unfinished++;
        how.observer().found(node.what);
        crew.add(
                what.isManifest()
                        ? new Crew.Job(RANK_EXPAND, 0, () -> expand(node, tag))
                        : new Crew.Job(RANK_BLOB, what.size(), () -> blob(node)));
        return node;
    }

    private static OciException tooDeep(Descriptor what) {
        return new OciException.GraphRefused(
                "manifest " + what.digest(), "more than " + Limits.GRAPH_DEPTH + " manifests above one another");
    }

    private void expand(CopyNode node, Optional<String> tag) {
        Descriptor what = node.what;
        node.present = isThere(what, tag);
        boolean vouched = node.present && how.presenceVouches();
        if (how.withReferrers()) {
            for (Descriptor referrer : at(Side.SOURCE, what, () -> source.referrers(what.digest()))) {
                requireRefers(referrer, what.digest());
                node(referrer, node.depth + 1, Optional.empty());
            }
        }
        List<Descriptor> children = List.of();
        if (!vouched || (how.withReferrers() && MediaTypes.isIndex(what.mediaType()))) {
            byte[] bytes = at(Side.SOURCE, what, () -> source.bytes(what, Limits.MANIFEST_BYTES));
            Manifest manifest = at(Side.SOURCE, what, () -> Manifest.parse(what, bytes));
            // below a manifest that is there only manifests are visited, for their referrers
            children = manifest.children();
            hold(node, bytes);
        }
        boolean ready;
        synchronized (this) {
            for (Descriptor child : children) {
                if (!vouched || child.isManifest()) {
                    link(node, child);
                }
            }
            ready = node.waitingFor == 0;
        }
        if (ready) {
            crew.add(putting(node));
        }
    }

    private boolean isThere(Descriptor what, Optional<String> tag) {
        // where the tag names it already, one question answers both
        if (tag.isPresent() && how.presenceVouches()) {
            Optional<Descriptor> named = at(Side.DESTINATION, what, () -> destination.resolve(tag.get()));
            if (named.filter(n -> n.digest().equals(what.digest())).isPresent()) {
                tagsSeen.add(tag.get());
                return true;
            }
        }
        return at(Side.DESTINATION, what, () -> destination.has(what));
    }

    private void requireRefers(Descriptor referrer, Digest subject) {
        Manifest manifest = at(Side.SOURCE, referrer, () -> source.manifest(referrer));
        if (manifest.subject().filter(s -> s.digest().equals(subject)).isEmpty()) {
            throw new OciException.GraphRefused(
                    "manifest " + referrer.digest(), "is listed as referring to " + subject + " and does not");
        }
    }

    private synchronized void link(CopyNode parent, Descriptor what) {
        if (++links > Limits.GRAPH_LINKS) {
            throw new OciException.GraphRefused(
                    "manifest " + parent.what.digest(), "more than " + Limits.GRAPH_LINKS + " links in one copy");
        }
        CopyNode child = node(what, parent.depth + 1, Optional.empty());
        if (child.done) {
            parent.height = Math.max(parent.height, child.height + 1);
            requireHeight(parent);
        } else {
            child.parents.add(parent);
            parent.waitingFor++;
        }
    }

    private Crew.Job putting(CopyNode node) {
        return new Crew.Job(RANK_PUT_MANIFEST, 0, () -> putManifest(node));
    }

    private static void requireHeight(CopyNode node) {
        if (node.height > Limits.GRAPH_DEPTH) {
            throw tooDeep(node.what);
        }
    }

    private synchronized void hold(CopyNode node, byte[] bytes) {
        if (!node.present && held + bytes.length <= HELD_BYTES) {
            held += bytes.length;
            node.held = bytes;
        }
    }

    private void putManifest(CopyNode node) {
        if (node.present) {
            skipped(node.what);
        } else {
            byte[] bytes = node.held;
            transfer(node.what, () -> bytes != null ? new ByteArrayInputStream(bytes) : source.open(node.what));
        }
        finished(node);
    }

    private void blob(CopyNode node) {
        if (at(Side.DESTINATION, node.what, () -> destination.has(node.what))) {
            skipped(node.what);
        } else {
            transfer(node.what, () -> source.open(node.what));
        }
        finished(node);
    }

    private void skipped(Descriptor what) {
        tally.skipped(what);
        how.observer().skipped(what);
    }

    private void finished(CopyNode node) {
        List<CopyNode> ready = new ArrayList<>();
        synchronized (this) {
            node.done = true;
            unfinished--;
            held -= node.held == null ? 0 : node.held.length;
            node.held = null;
            for (CopyNode parent : node.parents) {
                parent.height = Math.max(parent.height, node.height + 1);
                requireHeight(parent);
                if (--parent.waitingFor == 0) {
                    ready.add(parent);
                }
            }
            node.parents.clear();
        }
        ready.forEach(parent -> crew.add(putting(parent)));
    }

    private void transfer(Descriptor what, Supplier<InputStream> opening) {
        try (VerifyingInputStream in = VerifyingInputStream.of(at(Side.SOURCE, what, opening), what)) {
            in.watch(read -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new OciException.Interrupted("copying " + what.digest());
                }
                how.observer().moved(what, read);
            });
            put(what, in);
        } catch (IOException e) {
            throw new OciException.CopyFailed(
                    Side.SOURCE, what, new OciException.StoreFailed("closing content " + what.digest(), e));
        }
        tally.copied(what);
        how.observer().copied(what);
    }

    private void put(Descriptor what, VerifyingInputStream in) {
        try {
            destination.put(what, in);
        } catch (RuntimeException e) {
            // a failure of the stream came through the destination, not from it
            switch (in.failure().orElse(null)) {
                case null -> throw new OciException.CopyFailed(Side.DESTINATION, what, e);
                case OciException.Interrupted interrupted -> throw interrupted;
                case RuntimeException cause -> throw new OciException.CopyFailed(Side.SOURCE, what, cause);
                case Exception cause ->
                    throw new OciException.CopyFailed(
                            Side.SOURCE, what, new OciException.StoreFailed("reading content " + what.digest(), cause));
            }
        }
    }

    private void tag(String tag, Descriptor manifest) {
        boolean there = tagsSeen.contains(tag)
                || at(Side.DESTINATION, manifest, () -> destination.resolve(tag))
                        .filter(named -> named.digest().equals(manifest.digest()))
                        .isPresent();
        if (there) {
            tally.tagKept();
            return;
        }
        at(Side.DESTINATION, manifest, () -> {
            destination.tag(tag, manifest);
            return tag;
        });
        tally.tagSet();
        how.observer().tagged(tag, manifest);
    }

    private static <T> T at(Side side, Descriptor what, Supplier<T> call) {
        try {
            return call.get();
        } catch (OciException.Interrupted e) {
            throw e;
        } catch (RuntimeException e) {
            throw new OciException.CopyFailed(side, what, e);
        }
    }
}
