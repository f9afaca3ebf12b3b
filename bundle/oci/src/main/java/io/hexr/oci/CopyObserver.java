package io.hexr.oci;

/** Watches a copy, from several threads at once. What it throws stops the copy. */
public interface CopyObserver {
    CopyObserver SILENT = new CopyObserver() {};

    /** Content that the copy will have to see to; each once, before any other word about it. */
    default void found(Descriptor content) {}

    /** It was at the destination already. */
    default void skipped(Descriptor content) {}

    /** So many further bytes of it were read. */
    default void moved(Descriptor content, long bytes) {}

    /** It is at the destination now. */
    default void copied(Descriptor content) {}

    /** The tag names the manifest now. */
    default void tagged(String tag, Descriptor manifest) {}
}
