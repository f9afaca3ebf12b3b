package io.hexr.console;

/** Failures of the command line itself, whatever the command. */
public enum GeneralCode implements ProblemCode {
    BUG(
            ExitStatus.BUG,
            "a mistake in hexr, not in what you did",
            "run the command again with --verbose and report the stack trace"),
    USAGE(ExitStatus.USAGE, "a mistyped command, option or value", "hexr help"),
    SETTING_INVALID(
            ExitStatus.USAGE,
            "a mistyped key or value in the environment or a settings file",
            "correct the place named above; hexr help settings lists the keys"),
    ANSWER_NEEDED(
            ExitStatus.USAGE,
            "the command asks before it goes on, and input is off or not a terminal",
            "run the same command with --yes once you agree"),
    PATH_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "the name holds bytes that the current locale cannot express, or a character no path may hold",
            "run the same command with LC_ALL=C.UTF-8 set"),
    FILE_UNREADABLE(
            ExitStatus.INPUT_INVALID,
            "the file is not there, or its owner or mode does not let this user read it",
            "check it with: ls -l"),
    FILE_UNWRITABLE(
            ExitStatus.INPUT_INVALID,
            "the folder is not there, is read-only, or belongs to someone else",
            "name another place, or check it with: ls -ld"),
    TRUST_POLICY_MISSING(
            ExitStatus.TRUST_REFUSED,
            "this user has not said yet whom to believe",
            "hexr trust add KEY --release NAME --signer NAME --fingerprint HEX"),
    ORIGIN_MISSING(
            ExitStatus.INPUT_INVALID,
            "neither an option nor a setting says where releases are taken from",
            "name it: --from REGISTRY"),
    RELEASE_UNFIT(
            ExitStatus.INPUT_INVALID,
            "release check finds what must not be passed on; nothing was published",
            "correct it, build and sign again; what is known and meant so is named: --accept ARTIFACT"),
    OUTPUT_FAILED(
            ExitStatus.INPUT_INVALID,
            "the place standard output was sent to cannot be written",
            "send standard output somewhere else and run the same command again"),
    DISK_FULL(
            ExitStatus.DISK_FULL,
            "the file system or a quota is full",
            "free some space (check with: df -h) and run the same command again"),
    INTERRUPTED(
            ExitStatus.INTERRUPTED,
            "the process was asked to stop",
            "run the same command again; nothing half-written was left under a final name");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    GeneralCode(ExitStatus status, String cause, String remedy) {
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
