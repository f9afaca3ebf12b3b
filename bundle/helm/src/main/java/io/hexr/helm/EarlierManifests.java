package io.hexr.helm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What was rendered or installed before: manifests as they are, or the Secret in which Helm keeps what it installed. */
final class EarlierManifests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "helm.sh/release.v1";
    private static final int LARGEST = 16 << 20;

    private EarlierManifests() {}

    /** @throws HelmException.DocumentInvalid where it is neither */
    static List<ObjectNode> read(String resource, String text) {
        List<ObjectNode> documents = Documents.readAll(resource, text);
        if (documents.size() == 1
                && documents.getFirst().path("kind").asText().equals("Secret")
                && documents.getFirst().path("type").asText().equals(TYPE)) {
            return Documents.readAll(
                    resource,
                    record(resource, documents.getFirst()).path("manifest").asText());
        }
        for (ObjectNode document : documents) {
            if (document.path("kind").asText().isEmpty()) {
                throw new HelmException.DocumentInvalid(
                        resource, "holds something that is no manifest and no release of Helm");
            }
        }
        return documents;
    }

    /** Kubernetes writes every Secret in base64, and Helm has written this one so before, around compressed JSON. */
    static JsonNode record(String resource, JsonNode secret) {
        try {
            byte[] once = Base64.getDecoder()
                    .decode(secret.path("data").path("release").asText());
            byte[] twice = Base64.getDecoder().decode(once);
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(twice))) {
                byte[] json = in.readNBytes(LARGEST + 1);
                if (json.length > LARGEST) {
                    throw new HelmException.DocumentInvalid(resource, "unpacks to more than " + LARGEST + " bytes");
                }
                JsonNode record = JSON.readTree(json);
                if (!record.path("manifest").isTextual()) {
                    throw new HelmException.DocumentInvalid(resource, "is a release of Helm without manifests");
                }
                return record;
            }
        } catch (IllegalArgumentException | IOException e) {
            throw new HelmException.DocumentInvalid(resource, "is no release as Helm keeps it: " + e.getMessage());
        }
    }
}
