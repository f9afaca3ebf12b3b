package io.hexr.console;

/** What {@link io.hexr.assembly.AssemblyException} refuses. */
enum AssemblyCode implements ProblemCode {
    SOURCE_MISSING(
            ExitStatus.INPUT_INVALID,
            "the path or name in the release spec was mistyped, or what it names was not built yet",
            "correct the release spec, or build what it names; paths are relative to its folder"),
    SOURCE_UNREADABLE(
            ExitStatus.INPUT_INVALID,
            "this user may not read it, or it is something that does not travel, such as a link",
            "check it with: ls -l; name a file or folder of plain files"),
    CONTENT_REFUSED(
            ExitStatus.INPUT_INVALID,
            "the image was built for another platform, packed in another way, or is too large",
            "build it for the platform of the spec with gzip layers, or leave it out"),
    CONTENT_INCOMPLETE(
            ExitStatus.INPUT_INVALID,
            "the folder of the release was changed after it was built",
            "build the release again with: hexr release build"),
    OUTPUT_TAKEN(
            ExitStatus.INPUT_INVALID,
            "the folder was named by mistake, or was left by an earlier build; nothing in it was changed",
            "name a new folder, or remove that one first"),
    RELEASE_NOT_BUILT(
            ExitStatus.INPUT_INVALID,
            "the folder was mistyped, or its build was stopped",
            "hexr release build --spec FILE --to DIR"),
    RELEASE_UNWRITABLE(
            ExitStatus.INPUT_INVALID,
            "the folder is read-only, belongs to someone else, or its device fails",
            "check owner, mode and device of the path named above");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    AssemblyCode(ExitStatus status, String cause, String remedy) {
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
