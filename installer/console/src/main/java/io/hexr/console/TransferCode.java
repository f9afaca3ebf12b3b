package io.hexr.console;

/** What {@link io.hexr.transfer.TransferException} refuses. */
enum TransferCode implements ProblemCode {
    GROUPS_INCOMPLETE(
            ExitStatus.INPUT_INVALID,
            "the bundle is a delta against another state of this registry, or was cut too small",
            "bring what is missing: hexr bundle inventory --registry R, then download --have that inventory"),
    GROUP_UNKNOWN(
            ExitStatus.USAGE,
            "the group was mistyped, or belongs to another release",
            "choose among the groups that hexr bundle inspect lists"),
    PUSH_STOPPED(
            ExitStatus.RESUMABLE,
            "the network, a proxy or the registry gave up for now",
            "run the same command again; it goes on where this one stopped"),
    IMAGES_DIFFER(
            ExitStatus.REGISTRY,
            "not every image was pushed, or other content was pushed under its name",
            "push the bundle (hexr bundle push), or load, tag and push those images again"),
    RESULT_UNWRITABLE(
            ExitStatus.INPUT_INVALID,
            "the folder is not there, is read-only, or belongs to someone else",
            "name another place, or check it with: ls -ld");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    TransferCode(ExitStatus status, String cause, String remedy) {
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
