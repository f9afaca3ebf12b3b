package io.hexr.console;

import io.hexr.cluster.ClusterException;
import io.hexr.install.InstallException;

/** What a cluster or an installation refuses, as the user reads it. */
final class InstallProblems {
    private InstallProblems() {}

    static Problem of(ClusterException failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case ClusterException.KubeconfigUnusable e -> Problem.of(ClusterCode.KUBECONFIG_UNUSABLE, text);
            case ClusterException.CredentialsExpired e -> Problem.of(ClusterCode.CLUSTER_CREDENTIALS_EXPIRED, text);
            case ClusterException.CredentialsRefused e -> Problem.of(ClusterCode.CLUSTER_CREDENTIALS_REFUSED, text);
            case ClusterException.Unreachable e -> Problem.of(ClusterCode.CLUSTER_UNREACHABLE, text);
            case ClusterException.Gone e -> Problem.of(ClusterCode.CLUSTER_GONE, text);
            case ClusterException.TlsRefused e -> Problem.of(ClusterCode.CLUSTER_TLS_REFUSED, text);
            case ClusterException.ProtocolViolation e -> Problem.of(ClusterCode.CLUSTER_PROTOCOL_VIOLATED, text);
            case ClusterException.Interrupted e -> Problem.of(GeneralCode.INTERRUPTED, text);
            case ClusterException.Answered e -> {
                Problem problem = Problem.of(code(e), text);
                yield e.words().isEmpty() ? problem : problem.saying(e.words());
            }
        };
    }

    private static ProblemCode code(ClusterException.Answered failure) {
        return switch (failure) {
            case ClusterException.Forbidden e -> ClusterCode.CLUSTER_FORBIDDEN;
            case ClusterException.AdmissionRefused e -> ClusterCode.CLUSTER_ADMISSION_REFUSED;
            case ClusterException.QuotaExceeded e -> ClusterCode.CLUSTER_QUOTA_EXCEEDED;
            case ClusterException.NamespaceTerminating e -> ClusterCode.NAMESPACE_TERMINATING;
            case ClusterException.Invalid e -> ClusterCode.CLUSTER_OBJECT_INVALID;
            case ClusterException.Missing e -> ClusterCode.CLUSTER_OBJECT_MISSING;
            case ClusterException.Conflict e -> ClusterCode.CLUSTER_CONFLICT;
            case ClusterException.ServerFailed e -> ClusterCode.CLUSTER_FAILED;
        };
    }

    static Problem of(InstallException failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case InstallException.Malformed e -> Problem.of(InstallCode.INSTALL_DOCUMENT_INVALID, text);
            case InstallException.AcceptanceRefused e -> Problem.of(InstallCode.ACCEPTANCE_REFUSED, text);
            case InstallException.Blocked e ->
                Problem.of(InstallCode.INSTALL_BLOCKED, text)
                        .next(String.join(
                                "; ",
                                e.findings().stream()
                                        .map(finding -> finding.id() + ": " + finding.remedy())
                                        .toList()));
            case InstallException.Busy e -> Problem.of(InstallCode.INSTALL_BUSY, text);
            case InstallException.LeaseLost e -> Problem.of(InstallCode.INSTALL_LEASE_LOST, text);
            case InstallException.PlanOutdated e -> Problem.of(InstallCode.PLAN_OUTDATED, text);
            case InstallException.NotReady e -> Problem.of(InstallCode.NOT_READY, text);
            case InstallException.NotGone e -> Problem.of(InstallCode.NOT_GONE, text);
            case InstallException.NothingToInstall e -> Problem.of(InstallCode.NOTHING_TO_INSTALL, text);
        };
    }
}
