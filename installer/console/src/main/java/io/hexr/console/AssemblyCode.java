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
    MODEL_REFUSED(
            ExitStatus.INPUT_INVALID,
            "a download broke off, a file of a set is missing, or it is a format that is not taken",
            "compare it with its publisher's checksum and fetch it again; GGUF, safetensors and Ollama folders are taken"),
    WHEEL_REFUSED(
            ExitStatus.INPUT_INVALID,
            "it was renamed, changed after it was built, or is no wheel",
            "fetch or build it again: pip download --only-binary :all:, or pip wheel"),
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
    SOURCE_UNPINNED(
            ExitStatus.INPUT_INVALID,
            "a recipe names something that sources.lock or go.sum does not know yet",
            "hexr release sources refresh --spec FILE; read what it changed before you commit it"),
    SOURCE_CHANGED(
            ExitStatus.INPUT_INVALID,
            "what is published under this version changed, or a toolchain of this host is another one",
            "if the change is expected: hexr release sources refresh --spec FILE; or take it as it is: hexr release build --drift taken"),
    SOURCE_UNAVAILABLE(
            ExitStatus.INPUT_INVALID,
            "Debian replaced the revision, or the package lists of this host are old or missing",
            "apt-get update, then hexr release sources refresh --spec FILE; or take it as it is: hexr release build --drift taken"),
    TOOL_MISSING(
            ExitStatus.INPUT_INVALID,
            "the tool is not installed, or not on the PATH",
            "install it, or build less: hexr release build --tier none leaves out what is made from recipes"),
    TOOL_FAILED(
            ExitStatus.INPUT_INVALID,
            "its own last words stand above; often a package registry could not be reached",
            "correct what it names and run the same command again; what was finished is kept"),
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
