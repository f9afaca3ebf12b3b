package io.hexr.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What must hold for every set of manifests, whichever values made them. Pure: manifests in, violations out. */
public final class Invariants {
    /**
     * What the rules need to know.
     *
     * @param lock images and models that may be named
     * @param nodeNamespace the one namespace whose pods may touch the host
     * @param hosts names that are this site's own, beside the registry and what ends in the cluster domain
     */
    public record Scope(
            String registry,
            ImageLock lock,
            String releaseNamespace,
            String nodeNamespace,
            String clusterDomain,
            Set<String> hosts) {
        public Scope {
            hosts = Set.copyOf(hosts);
        }
    }

    private Invariants() {}

    /** Every violation of these rules by these objects. */
    static List<Violation> check(List<ObjectNode> manifests, Scope scope, Set<Rule> rules) {
        List<ManifestObject> objects =
                manifests.stream().map(ManifestObject::new).toList();
        List<Violation> found = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            if (rules.contains(rule)) {
                found.addAll(violations(rule, objects, scope));
            }
        }
        return found;
    }

    private static List<Violation> violations(Rule rule, List<ManifestObject> objects, Scope scope) {
        return switch (rule) {
            case IMAGES_ARE_LOCKED -> ImageRules.locked(objects, scope);
            case NO_HIDDEN_IMAGE -> ImageRules.hidden(objects, scope);
            case NO_LATEST -> ImageRules.latest(objects);
            case NEVER_PULL_ALWAYS -> ImageRules.pullPolicy(objects);
            case NO_PUBLIC_HOST -> HostNames.check(objects, scope);
            case NO_HOST_ACCESS -> PodRules.hostAccess(objects, scope.nodeNamespace());
            case DEFAULT_DENY -> NetworkRules.defaultDeny(objects, scope.releaseNamespace());
            case NO_OPEN_EGRESS -> NetworkRules.openEgress(objects);
            case RESOURCES -> PodRules.resources(objects);
            case PROBES -> PodRules.probes(objects);
            case RESTRICTED -> PodRules.restricted(objects, scope.nodeNamespace());
            case TOKENS_WHERE_USED -> PodRules.tokens(objects);
            case LABELS -> PodRules.labels(objects);
            case DISRUPTION_BUDGET -> PodRules.budgets(objects);
            case NETWORK_POLICY -> NetworkRules.ownPolicy(objects);
        };
    }
}
