package io.hexr.console;

/** What {@link io.hexr.cluster.ClusterException} refuses. */
enum ClusterCode implements ProblemCode {
    KUBECONFIG_UNUSABLE(
            ExitStatus.INPUT_INVALID,
            "the file was written by hand, is of another program, or makes the connection weaker than it looks",
            "correct the place named above, or name another file: --kubeconfig FILE --context NAME"),
    CLUSTER_CREDENTIALS_EXPIRED(
            ExitStatus.CLUSTER,
            "nobody renewed them in time, or the clock of this host is wrong",
            "compare the clock with: date -u; then take a new kubeconfig from whoever runs the cluster"),
    CLUSTER_CREDENTIALS_REFUSED(
            ExitStatus.CLUSTER,
            "the user was removed, or the kubeconfig belongs to another cluster",
            "take a new kubeconfig from whoever runs the cluster"),
    CLUSTER_UNREACHABLE(
            ExitStatus.CLUSTER,
            "the API server is down, a firewall is in between, or the address is wrong",
            "check it with: kubectl version; then run the same command again"),
    CLUSTER_GONE(
            ExitStatus.RESUMABLE,
            "the API server went away while we worked",
            "once it is back, run the same command again; it goes on where this one stopped"),
    CLUSTER_TLS_REFUSED(
            ExitStatus.CLUSTER,
            "the certificate of the API server is of another authority or name, or expired",
            "take the kubeconfig again from whoever runs the cluster; nothing switches this check off"),
    CLUSTER_FORBIDDEN(
            ExitStatus.CLUSTER,
            "this user was not granted that right",
            "have it granted: hexr install rbac prints the roles"),
    CLUSTER_ADMISSION_REFUSED(
            ExitStatus.CLUSTER,
            "a webhook, a policy or Pod Security of this cluster forbids it",
            "read its words; have an exception made for the namespaces of the release, or correct the webhook, then run the same command again"),
    CLUSTER_QUOTA_EXCEEDED(
            ExitStatus.CLUSTER,
            "the namespace has a quota, and it is spent",
            "raise it (kubectl edit resourcequota), then run the same command again"),
    NAMESPACE_TERMINATING(
            ExitStatus.CLUSTER,
            "somebody removes the namespace, and something in it holds that up",
            "kubectl get namespace NAME -o yaml says what holds it; once it is gone, run the same command again"),
    CLUSTER_OBJECT_INVALID(
            ExitStatus.CLUSTER,
            "the cluster is older than the release wants, or an object is there that cannot become another",
            "read its words; hexr install preflight says what the release wants"),
    CLUSTER_OBJECT_MISSING(ExitStatus.CLUSTER, "somebody removed it while we worked", "run the same command again"),
    CLUSTER_CONFLICT(ExitStatus.RESUMABLE, "somebody else changed it at the same time", "run the same command again"),
    CLUSTER_FAILED(
            ExitStatus.RESUMABLE,
            "the API server or what stands behind it is in trouble",
            "once it is well, run the same command again"),
    CLUSTER_PROTOCOL_VIOLATED(
            ExitStatus.CLUSTER,
            "something else than an API server answers at that address",
            "check the address in the kubeconfig");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    ClusterCode(ExitStatus status, String cause, String remedy) {
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
