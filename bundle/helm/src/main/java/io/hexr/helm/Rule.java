package io.hexr.helm;

import java.util.Locale;

/** An invariant of rendered manifests. A profile names those it holds to. */
public enum Rule {
    IMAGES_ARE_LOCKED("every image lies below global.registry, by digest, and is in the lock"),
    NO_HIDDEN_IMAGE("no environment variable, argument or configuration names an image outside the lock"),
    NO_LATEST("no image bears the tag latest"),
    NEVER_PULL_ALWAYS("imagePullPolicy is IfNotPresent"),
    NO_PUBLIC_HOST("no rendered value names a host of the public Internet"),
    NO_HOST_ACCESS("no hostPath, host namespace or privilege outside the node namespace"),
    DEFAULT_DENY("each namespace denies all traffic both ways by default"),
    NO_OPEN_EGRESS("no egress to everywhere"),
    RESOURCES("every container has requests and limits"),
    PROBES("every container that runs on has startup, readiness and liveness probes"),
    RESTRICTED("every pod satisfies the restricted Pod Security level"),
    TOKENS_WHERE_USED("a service account token is mounted only where the pod has a role"),
    LABELS("every object bears the common labels"),
    DISRUPTION_BUDGET("every workload that runs on has a disruption budget"),
    NETWORK_POLICY("every pod is selected by a policy of its own");

    private final String meaning;

    Rule(String meaning) {
        this.meaning = meaning;
    }

    /** As profiles and messages name it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String meaning() {
        return meaning;
    }
}
