package io.hexr.registry;

/** Whether a tag may name another manifest later. */
public enum ServerTags {
    MOVABLE,
    /** A tag, once set, stays: pushing the same manifest again is fine, another one is refused, deleting, too. */
    IMMUTABLE
}
