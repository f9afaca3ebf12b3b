package io.hexr.console;

/** What {@link io.hexr.oci.OciException} refuses. */
enum OciCode implements ProblemCode {
    DIGEST_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "a digest was shortened or mistyped",
            "give the whole digest: sha256: and 64 lower-case hexadecimal digits"),
    REFERENCE_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "an image name was mistyped",
            "write it as HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST"),
    DOCUMENT_MALFORMED(
            ExitStatus.BUNDLE_UNREADABLE,
            "the document was damaged, or written by a tool that breaks the format",
            "take it again from where it came from and compare its digest"),
    CONTENT_TOO_LARGE(
            ExitStatus.BUNDLE_UNREADABLE,
            "the document is not what it claims to be; real ones stay far below the limit",
            "take it again from where it came from and compare its digest"),
    DIGEST_MISMATCH(
            ExitStatus.BUNDLE_UNREADABLE,
            "the bytes changed since they were named: damage on the way, or tampering",
            "copy it again from the source; if it differs again, do not use it"),
    SIZE_MISMATCH(
            ExitStatus.BUNDLE_UNREADABLE,
            "the content was cut short or grew since it was named",
            "copy it again from the source; if it differs again, do not use it"),
    CONTENT_MISSING(
            ExitStatus.INPUT_INVALID,
            "the content was never copied here, or was removed",
            "copy it again from the source"),
    GRAPH_REFUSED(
            ExitStatus.BUNDLE_UNREADABLE,
            "an index that contains itself or is nested beyond what real releases need",
            "take the image again from where it came from; if it is the same, ask its maker"),
    STORE_FAILED(
            ExitStatus.INPUT_INVALID,
            "the folder cannot be read or written by this user, or its device fails",
            "check owner, mode and device of the path named above, then run the same command again");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    OciCode(ExitStatus status, String cause, String remedy) {
        this.status = status;
        this.cause = cause;
        this.remedy = remedy;
    }

    @Override
    public ExitStatus status() {
        return status;
    }

    @Override
    public String cause() {
        return cause;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
