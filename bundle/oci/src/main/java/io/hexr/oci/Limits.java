package io.hexr.oci;

/** Caps on what strangers may send. Each is well above what real releases hold and well below what hurts. */
public final class Limits {
    /** The largest manifest, index or config read into memory; what registries accept. */
    public static final int MANIFEST_BYTES = 4 << 20;

    /** Nesting of JSON; real documents stay under ten. */
    public static final int JSON_DEPTH = 64;

    /** Children of one manifest or index. */
    public static final int CHILDREN = 4096;

    /** Manifests above one another, root and image included. */
    public static final int GRAPH_DEPTH = 8;

    /** Nodes that one copy may visit. */
    public static final int GRAPH_NODES = 200_000;

    /** Links from parents to children that one copy may hold. */
    public static final int GRAPH_LINKS = 2_000_000;

    /** The largest {@code index.json} of a layout folder. */
    public static final int LAYOUT_BYTES = 16 << 20;

    /** Entries of the {@code index.json} of a layout folder. */
    public static final int LAYOUT_ENTRIES = 32_768;

    private Limits() {}
}
