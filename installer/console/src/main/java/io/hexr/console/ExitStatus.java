package io.hexr.console;

/** How a command ended. The same failure always ends with the same status. */
public enum ExitStatus {
    DONE(0, "done"),
    BUG(1, "a bug in hexr"),
    USAGE(2, "the command line or a setting is wrong"),
    INPUT_INVALID(3, "an input is invalid, or a file cannot be read or written"),
    BUNDLE_UNREADABLE(4, "a bundle or its contents are damaged or cannot be read"),
    TRUST_REFUSED(5, "trust refused"),
    PREFLIGHT_BLOCKED(6, "preflight found a blocker"),
    REGISTRY(7, "a registry failed or refused"),
    CLUSTER(8, "a cluster failed or refused"),
    RESUMABLE(9, "stopped part-way; the same command continues"),
    DISK_FULL(10, "not enough disk"),
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
