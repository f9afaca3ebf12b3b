package io.hexr.oci;

/** What a copy did. Skipped content was at the destination; content below a manifest that was there is not counted unless it was asked for. */
public record CopyReport(
        long manifestsCopied,
        long manifestsSkipped,
        long blobsCopied,
        long blobsSkipped,
        long bytesCopied,
        long bytesSkipped,
        long tagsSet,
        long tagsKept) {
    /** The destination was not changed. */
    public boolean changedNothing() {
        return manifestsCopied == 0 && blobsCopied == 0 && tagsSet == 0;
    }
}
