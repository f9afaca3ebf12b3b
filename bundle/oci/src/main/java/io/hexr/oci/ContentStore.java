package io.hexr.oci;

/** One repository's content, both ways. Every implementation passes the same contract tests. */
public interface ContentStore extends ContentSource, ContentSink {}
