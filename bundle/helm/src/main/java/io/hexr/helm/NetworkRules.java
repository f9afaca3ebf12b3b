package io.hexr.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** Default-deny both ways, no way to everywhere, and for each pod a policy of its own. */
final class NetworkRules {
    private NetworkRules() {}

    static List<Violation> defaultDeny(List<ManifestObject> objects, String releaseNamespace) {
        Set<String> open = new TreeSet<>(Set.of(releaseNamespace));
        for (ManifestObject object : objects) {
            if (object.kind().equals("Namespace")) {
                open.add(object.name());
            } else if (object.runs()) {
                open.add(object.namespace());
            }
        }
        for (ManifestObject object : objects) {
            if (object.kind().equals("NetworkPolicy") && deniesAll(object.tree().path("spec"))) {
                open.remove(object.namespace());
            }
        }
        return open.stream()
                .map(name -> new Violation(
                        Rule.DEFAULT_DENY, "Namespace " + name, "has no policy that denies everything both ways"))
                .toList();
    }

    private static boolean deniesAll(JsonNode spec) {
        boolean both = spec.path("policyTypes").toString().contains("Ingress")
                && spec.path("policyTypes").toString().contains("Egress");
        return both
                && spec.path("podSelector").isEmpty()
                && spec.path("ingress").isEmpty()
                && spec.path("egress").isEmpty();
    }

    static List<Violation> openEgress(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            if (!object.kind().equals("NetworkPolicy")) {
                continue;
            }
            for (JsonNode edge : object.tree().path("spec").path("egress")) {
                if (edge.path("to").isEmpty()) {
                    found.add(new Violation(Rule.NO_OPEN_EGRESS, object.title(), "lets traffic out to anywhere"));
                }
                for (JsonNode peer : edge.path("to")) {
                    String range = peer.path("ipBlock").path("cidr").asText("");
                    if (range.endsWith("/0")) {
                        found.add(new Violation(Rule.NO_OPEN_EGRESS, object.title(), "lets traffic out to " + range));
                    }
                }
            }
        }
        return found;
    }

    static List<Violation> ownPolicy(List<ManifestObject> objects) {
        List<Violation> found = new ArrayList<>();
        for (ManifestObject object : objects) {
            boolean covered = objects.stream()
                    .filter(policy -> policy.kind().equals("NetworkPolicy")
                            && policy.namespace().equals(object.namespace()))
                    .map(policy -> policy.tree().path("spec").path("podSelector"))
                    .anyMatch(selector -> !selector.isEmpty()
                            && object.selects(
                                    selector, object.pod().path("metadata").path("labels")));
            if (object.runs() && !covered) {
                found.add(new Violation(
                        Rule.NETWORK_POLICY, object.title(), "is selected by no policy but the one that denies"));
            }
        }
        return found;
    }
}
