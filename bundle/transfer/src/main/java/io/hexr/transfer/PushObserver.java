package io.hexr.transfer;

/** Watches a push, from several threads at once. What it throws stops the push. */
public interface PushObserver {
    PushObserver SILENT = new PushObserver() {};

    /** What a push does, in this order. */
    enum Phase {
        SENDING,
        VERIFYING,
        TAGGING
    }

    /** A phase begins in which so many bytes will move, or at most so many. */
    default void begins(Phase phase, long bytes) {}

    /** So many bytes more were sent or verified. */
    default void moved(long bytes) {}

    /** The group is there, whole and tagged. */
    default void delivered(String group) {}
}
