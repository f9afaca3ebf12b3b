package io.hexr.console;

/** What {@link io.hexr.format.BundleException} refuses. */
enum BundleCode implements ProblemCode {
    BUNDLE_CORRUPT(
            ExitStatus.BUNDLE_UNREADABLE,
            "the bytes changed since the bundle was signed: damage on the way, or tampering",
            "copy it again from the medium and compare: sha256sum; if it differs again, do not use it"),
    BUNDLE_REFUSED(
            ExitStatus.BUNDLE_UNREADABLE,
            "the bundle was not made by hexr, or was made to do harm",
            "do not use it; ask its maker by another channel"),
    BUNDLE_TOO_NEW(
            ExitStatus.BUNDLE_UNREADABLE,
            "the bundle was made by a newer hexr",
            "get a newer hexr; hexr --version shows this one"),
    BUNDLE_TOO_OLD(
            ExitStatus.BUNDLE_UNREADABLE,
            "the bundle was made by a hexr that is no longer supported",
            "ask for the release in a newer bundle"),
    DOCUMENT_INVALID(
            ExitStatus.INPUT_INVALID,
            "the file was edited by hand, or is another kind of file",
            "correct the place named above"),
    BUNDLE_UNREADABLE(
            ExitStatus.BUNDLE_UNREADABLE,
            "the file is not there, this user may not read it, or the medium fails",
            "check it with: ls -l; copy it from the medium again"),
    OUTPUT_UNWRITABLE(
            ExitStatus.INPUT_INVALID,
            "the folder is not there, this user may not write there, or the device fails",
            "check owner, mode and device of the path named above"),
    OUTPUT_LOCKED(
            ExitStatus.INPUT_INVALID,
            "another hexr is writing the same file",
            "wait for the other one, or name another output"),
    CREATION_STOPPED(
            ExitStatus.RESUMABLE, "the creation was stopped part-way", "run the same command again; it continues"),
    BUNDLE_INCOMPLETE(
            ExitStatus.INPUT_INVALID,
            "the bundle was cut to a subset or a delta, and this needs all of it",
            "bring the rest; hexr bundle inspect lists what is absent"),
    PART_SIZE_MALFORMED(
            ExitStatus.USAGE,
            "a size was mistyped, or is too small for the archive",
            "write it as a number with a unit, such as 4GB"),
    PART_MISSING(
            ExitStatus.BUNDLE_UNREADABLE,
            "a part was not carried over, or was damaged on the way",
            "bring the parts named above again"),
    PART_DAMAGED(
            ExitStatus.BUNDLE_UNREADABLE,
            "the part changed on the way, or belongs to another bundle",
            "copy it again from the medium"),
    PART_INDEX_REFUSED(
            ExitStatus.BUNDLE_UNREADABLE,
            "the parts index is absent, damaged, or belongs to another bundle",
            "copy it again from the medium"),
    PART_OUTPUT_TAKEN(
            ExitStatus.INPUT_INVALID,
            "something else lies where a part would be written; it was left alone",
            "name another output, or move it away first");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    BundleCode(ExitStatus status, String cause, String remedy) {
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
