package io.hexr.cluster;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** From an answer that is a refusal to the case it is. */
final class Refusals {
    private Refusals() {}

    static ClusterException of(String server, String verb, String path, Api.Answer answer) {
        String object = object(path);
        String words = Words.of(answer.body().path("message").asText(""));
        return switch (answer.code()) {
            case 401 -> new ClusterException.CredentialsRefused(server);
            case 403 -> forbidden(verb, object, words, answer.body());
            case 404 -> new ClusterException.Missing(object, words);
            case 409 -> new ClusterException.Conflict(object, words);
            case 400, 422 ->
                isAdmission(words)
                        ? new ClusterException.AdmissionRefused(object, words)
                        : new ClusterException.Invalid(object, words);
            default ->
                answer.code() >= 500 || answer.code() == 429
                        ? isAdmission(words)
                                ? new ClusterException.AdmissionRefused(object, words)
                                : new ClusterException.ServerFailed(object, answer.code(), words)
                        : new ClusterException.ProtocolViolation(server, "status " + answer.code() + " at " + object);
        };
    }

    /** What is forbidden may be so to us, or to everyone. */
    private static ClusterException forbidden(String verb, String object, String words, JsonNode body) {
        for (JsonNode cause : body.path("details").path("causes")) {
            if (cause.path("reason").asText().equals("NamespaceTerminating")) {
                return new ClusterException.NamespaceTerminating(object, words);
            }
        }
        if (words.contains("exceeded quota") || words.contains("failed quota")) {
            return new ClusterException.QuotaExceeded(object, words);
        }
        boolean ofUser = words.contains(" cannot ") || words.contains("attempting to grant RBAC permissions");
        return ofUser
                ? new ClusterException.Forbidden(verb, object, words)
                : new ClusterException.AdmissionRefused(object, words);
    }

    private static boolean isAdmission(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("admission webhook")
                || lower.contains("failed calling webhook")
                || lower.contains("validatingadmissionpolicy");
    }

    /** {@code /apis/apps/v1/namespaces/a/deployments/b} is {@code deployments a/b}. */
    static String object(String path) {
        String[] parts = path.replaceFirst("\\?.*", "")
                .replaceFirst("^/(api|apis/[^/]+)/[^/]+/?", "")
                .split("/", -1);
        if (parts.length >= 3 && parts[0].equals("namespaces")) {
            return parts[2] + (parts.length > 3 ? " " + parts[1] + "/" + parts[3] : " in " + parts[1]);
        }
        return parts.length > 1 ? parts[0] + " " + parts[1] : parts[0].isEmpty() ? path : parts[0];
    }
}
