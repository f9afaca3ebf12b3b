package io.hexr.oci;

/** Caps on what strangers may send. Each is well above what real releases hold and well below what hurts. */
public final class Limits {
    /** The largest manifest, index or config read into memory; what registries accept. */
    public static final int MANIFEST_BYTES = 4 << 20;

    /** Nesting of JSON; real documents stay under ten. */
    public static final int JSON_DEPTH = 64;

    /** Children of one manifest or index. */
    public static final int CHILDREN = 4096;

    /** Indexes within indexes, counted from the root of a copy. */
    public static final int GRAPH_DEPTH = 8;

    /** Nodes that one copy may visit. */
    public static final int GRAPH_NODES = 200_000;

    private Limits() {}
}
