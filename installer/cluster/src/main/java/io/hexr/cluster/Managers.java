package io.hexr.cluster;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Who wrote what of an object, as the API server keeps it beside the object. */
final class Managers {
    private static final String HELMS_MARK = "f:meta.helm.sh/release-name";

    private Managers() {}

    /** Who other than Helm wrote this field last, and when; inside lists, whoever wrote the list. */
    static Optional<String> last(JsonNode object, List<String> path) {
        JsonNode latest = null;
        for (JsonNode entry : object.path("metadata").path("managedFields")) {
            boolean later = latest == null
                    || entry.path("time").asText().compareTo(latest.path("time").asText()) >= 0;
            boolean helms = entry.at("/fieldsV1/f:metadata/f:annotations").has(HELMS_MARK);
            boolean status = entry.path("subresource").asText().equals("status");
            if (!helms && !status && later && owns(entry.path("fieldsV1"), path)) {
                latest = entry;
            }
        }
        return Optional.ofNullable(latest)
                .map(entry -> Words.of(entry.path("manager").asText())
                        + (entry.hasNonNull("time")
                                ? " at " + Words.of(entry.path("time").asText())
                                : ""));
    }

    private static boolean owns(JsonNode fields, List<String> path) {
        JsonNode at = fields;
        for (String part : path) {
            if (part.startsWith("[")) {
                return true;
            }
            if (!at.has("f:" + part)) {
                return false;
            }
            at = at.path("f:" + part);
        }
        return true;
    }
}
