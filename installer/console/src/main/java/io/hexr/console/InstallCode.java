package io.hexr.console;

/** What {@link io.hexr.install.InstallException} refuses. */
enum InstallCode implements ProblemCode {
    INSTALL_DOCUMENT_INVALID(
            ExitStatus.INPUT_INVALID,
            "the file or value was written by hand, or by another version of hexr",
            "correct what is named above, or make it anew"),
    ACCEPTANCE_REFUSED(
            ExitStatus.USAGE,
            "only advice of this preflight can be accepted, with a reason",
            "see what there is with: hexr install preflight"),
    INSTALL_BLOCKED(
            ExitStatus.PREFLIGHT_BLOCKED,
            "the cluster is not ready for this release",
            "do what each finding asks for (hexr install preflight); advice may be accepted: --accept ID=REASON"),
    INSTALL_BUSY(
            ExitStatus.CLUSTER,
            "another hexr is at work on the same installation, or one was stopped a moment ago on another host",
            "wait for it; a run that was stopped lets go within 30 seconds"),
    INSTALL_LEASE_LOST(
            ExitStatus.RESUMABLE,
            "this run was cut off from the cluster for so long that another one began",
            "look at what the other one does; then run the same command again"),
    PLAN_OUTDATED(
            ExitStatus.INPUT_INVALID,
            "release, values or cluster changed since the plan was saved",
            "make the plan again: hexr install plan --save FILE; read it, then apply it"),
    NOT_READY(
            ExitStatus.RESUMABLE,
            "a pod does not start; the reasons above are the words of the cluster",
            "remove the reason, then run the same command again; it goes on where this one stopped"),
    NOT_GONE(
            ExitStatus.RESUMABLE,
            "a finalizer or something that uses it holds it; the reasons above are the words of the cluster",
            "remove what holds it, then run the same command again; it goes on where this one stopped"),
    NOTHING_TO_INSTALL(
            ExitStatus.INPUT_INVALID,
            "the release was built without charts",
            "take a release that has one; hexr bundle inspect lists what it holds");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    InstallCode(ExitStatus status, String cause, String remedy) {
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
