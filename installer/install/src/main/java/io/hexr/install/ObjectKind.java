package io.hexr.install;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the API server calls a kind of object.
 *
 * @param group empty for the core
 * @param plural the last part of its address
 */
public record ObjectKind(String group, String version, String kind, String plural, boolean namespaced) {
    private static final Map<String, String> IRREGULAR = Map.of(
            "NetworkPolicy", "networkpolicies",
            "Ingress", "ingresses",
            "IngressClass", "ingressclasses",
            "StorageClass", "storageclasses",
            "RuntimeClass", "runtimeclasses",
            "PriorityClass", "priorityclasses",
            "Endpoints", "endpoints",
            "ValidatingAdmissionPolicy", "validatingadmissionpolicies",
            "MutatingAdmissionPolicy", "mutatingadmissionpolicies");

    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "Namespace",
            "Node",
            "PersistentVolume",
            "ClusterRole",
            "ClusterRoleBinding",
            "StorageClass",
            "RuntimeClass",
            "PriorityClass",
            "IngressClass",
            "CSIDriver",
            "CustomResourceDefinition",
            "APIService",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
            "MutatingWebhookConfiguration");

    /** The kind of an object; one that Kubernetes does not bring itself is taken to lie in a namespace if the object names one. */
    public static ObjectKind of(JsonNode object) {
        String api = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        if (api.isEmpty() || kind.isEmpty()) {
            throw new InstallException.Malformed("an object of the release", "has no apiVersion or no kind");
        }
        int slash = api.indexOf('/');
        String group = slash < 0 ? "" : api.substring(0, slash);
        return new ObjectKind(
                group,
                api.substring(slash + 1),
                kind,
                IRREGULAR.getOrDefault(kind, kind.toLowerCase(Locale.ROOT) + "s"),
                !OF_THE_CLUSTER.contains(kind));
    }

    /** The address of all of them in a namespace. */
    public String path(String namespace) {
        return (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version
                + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }
}
