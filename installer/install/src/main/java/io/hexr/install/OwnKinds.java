package io.hexr.install;

import java.util.List;

/** Kinds of objects that Kubernetes brings itself, by their addresses. */
public final class OwnKinds {
    public static final ObjectKind POD = of("", "v1", "Pod", "pods");
    public static final ObjectKind CLAIM = of("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims");
    public static final ObjectKind SECRET = of("", "v1", "Secret", "secrets");
    public static final ObjectKind LEASE = of("coordination.k8s.io", "v1", "Lease", "leases");
    public static final ObjectKind CONFIG_MAP = of("", "v1", "ConfigMap", "configmaps");

    /** Whatever makes pods. */
    public static final List<ObjectKind> WORKLOADS = List.of(
            POD,
            of("apps", "v1", "Deployment", "deployments"),
            of("apps", "v1", "StatefulSet", "statefulsets"),
            of("apps", "v1", "DaemonSet", "daemonsets"),
            of("batch", "v1", "Job", "jobs"),
            of("batch", "v1", "CronJob", "cronjobs"));

    private OwnKinds() {}

    private static ObjectKind of(String group, String version, String kind, String plural) {
        return new ObjectKind(group, version, kind, plural, true);
    }

    /** What Kubernetes puts into each namespace, and what an installation keeps its own books in. */
    public static boolean isOfEveryNamespace(String title) {
        return title.matches(
                "ServiceAccount [^/]+/default|ConfigMap [^/]+/(kube-root-ca\\.crt|" + JournalPage.OBJECT + ")");
    }
}
