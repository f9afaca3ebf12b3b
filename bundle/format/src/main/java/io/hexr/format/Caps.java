package io.hexr.format;

/** The most of everything that is read, checked before memory is taken. Far above real releases; together they keep any reader under 64 MiB of heap. */
final class Caps {
    static final int CONTENTS_BYTES = 6 << 20;
    static final int PRESENCE_BYTES = 2 << 20;
    static final int SUMS_BYTES = 3 << 20;
    static final int INDEX_BYTES = 3 << 20;
    static final int LOAD_LIST_BYTES = 6 << 20;
    static final int VERIFY_TEXT_BYTES = 64 << 10;
    static final int LAYOUT_BYTES = 1 << 10;

    /** Entries below {@code blobs/}. */
    static final int BLOBS = 16_384;

    static final int ARTIFACTS = 2048;
    static final int MANIFESTS = 8192;
    /** Of one manifest or index; they are parsed in memory. */
    static final int MANIFEST_BYTES = 1 << 20;

    static final int CHILDREN = 1024;

    /** Children of all manifests together. */
    static final int EDGES = 40_000;

    static final int TAGS = 64;
    static final int GROUPS = 64;
    static final int SIGNATURES = 16;
    static final int NOTES = 256;
    static final int NAME = 128;
    static final int TEXT = 512;

    /** One less than 8 GiB: the largest size eleven octal digits of ustar can say. */
    static final long BLOB_BYTES = (8L << 30) - 1;

    /** A release spec or lock. */
    static final int DOCUMENT_BYTES = 4 << 20;

    private Caps() {}
}
