package io.hexr.console;

/** What {@link io.hexr.transfer.TransferException} refuses. */
enum TransferCode implements ProblemCode {
    GROUPS_INCOMPLETE(
            ExitStatus.INPUT_INVALID,
            "the bundle is a delta against another state of this registry, or was downloaded for some groups or platforms only",
            "bring what is missing: hexr bundle inventory --registry R; then hexr bundle download --have that inventory"),
    GROUP_UNKNOWN(
            ExitStatus.USAGE,
            "the group was mistyped, or belongs to another release",
            "choose among the groups that hexr bundle inspect lists"),
    VERSION_TAKEN(
            ExitStatus.INPUT_INVALID,
            "the release was built or signed anew since it was published; what is published never changes",
            "give the release, and what changed in it, a new version and sequence (an image whose sources stayed: a revision in its recipe), then build, sign and publish that"),
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
            "name another place, or check it with: ls -ld"),
    RELEASE_NOT_THERE(
            ExitStatus.INPUT_INVALID,
            "the version or the path was mistyped, or it was never pushed there",
            "choose among those named above, or push it first: hexr bundle push FILE --registry REGISTRY"),
    RELEASE_AMBIGUOUS(
            ExitStatus.INPUT_INVALID,
            "more than one release lies there, and none was named",
            "say which one: --version VERSION"),
    RELEASE_TAG_WRONG(
            ExitStatus.TRUST_REFUSED,
            "the tag was moved, by mistake or by somebody who wants one release to pass for another",
            "do not use it before it is explained; push the right release again"),
    RELEASE_UNREADABLE(
            ExitStatus.INPUT_INVALID,
            "something else was pushed under the name of a release, or a later hexr wrote it",
            "remove that tag if it is not a release; otherwise use the hexr that wrote it"),
    RELEASE_INCOMPLETE(
            ExitStatus.INPUT_INVALID,
            "only some groups of the release were pushed there, or somebody removed a part of it",
            "name the groups that are there (--groups), or push the release again with --deep"),
    LIST_REFUSED(
            ExitStatus.INPUT_INVALID,
            "the file is another one, was changed by hand, or is for another registry",
            "have the list written again, and review it");

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
