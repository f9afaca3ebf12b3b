package io.hexr.console;

/** What {@link io.hexr.helm.HelmException} refuses. */
enum HelmCode implements ProblemCode {
    HOST_UNSUPPORTED(
            ExitStatus.INPUT_INVALID,
            "Helm's code exists for Linux on x86-64 only",
            "render on such a host; what it prints is the same for every cluster"),
    HELM_MISSING(
            ExitStatus.INPUT_INVALID,
            "the installation is incomplete, or its files may not be read",
            "unpack the distribution again; in a checkout run: mvn -pl bundle/helm -am package"),
    HELM_UNUSABLE(
            ExitStatus.INPUT_INVALID,
            "the C library here is older than glibc 2.34 or another one, or the folder is mounted noexec",
            "unpack hexr on a file system that may execute, on a host with glibc 2.34 or later"),
    LAUNCHER_UNSAFE(ExitStatus.USAGE, "Java was started by hand", "start hexr by its launcher, bin/hexr"),
    CHART_INVALID(
            ExitStatus.INPUT_INVALID,
            "the path is no chart of this product, or the chart was changed",
            "name the chart of the bundle: a folder or a .tgz"),
    CHART_DOCUMENT_INVALID(
            ExitStatus.INPUT_INVALID,
            "the file was written by hand, or is another one than was meant",
            "correct the place named above"),
    VALUES_REFUSED(
            ExitStatus.INPUT_INVALID,
            "a value contradicts the chart, the profile or the release",
            "change the value named above; hexr render --explain says where each comes from"),
    CHART_NOT_RENDERED(
            ExitStatus.INPUT_INVALID,
            "the chart and the values do not fit, or the Kubernetes asked for is too old",
            "read Helm's words; hexr render --explain says where each value comes from"),
    MANIFESTS_REFUSED(
            ExitStatus.INPUT_INVALID,
            "the chart was changed, or a value reached a place it should not",
            "take the chart of the bundle as it is; correct the value that stands there"),
    HELM_APPLY_FAILED(
            ExitStatus.RESUMABLE,
            "the cluster refused an object of the release, or was away",
            "read Helm's words, remove the reason, then run the same command again; what is there is taken over"),
    WORLD_OPEN(
            ExitStatus.INPUT_INVALID,
            "an image was added to the release before a chart uses it, or a waiver is out of date",
            "take it out of the release, or waive it with a reason and a day on which that ends"),
    CHART_FILE_FAILED(
            ExitStatus.INPUT_INVALID, "the file is not there, or this user may not read it", "check it with: ls -l");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    HelmCode(ExitStatus status, String cause, String remedy) {
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
