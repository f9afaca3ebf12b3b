package io.hexr.helm;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Helm keeps of a release it installed.
 *
 * @param objects those it handed to the API server
 * @param images what the chart's lock allows to run: the logical name by digest
 */
public record InstalledRelease(
        String chart, String version, List<ObjectNode> objects, SortedMap<String, String> images) {
    public InstalledRelease {
        objects = List.copyOf(objects);
        images = new TreeMap<>(images);
    }

    /** Out of the Secret that is its record. @throws HelmException.DocumentInvalid where it is none */
    public static InstalledRelease read(String resource, JsonNode secret) {
        JsonNode record = EarlierManifests.record(resource, secret);
        SortedMap<String, String> images = new TreeMap<>();
        record.at("/chart/values/global/imageLock").properties().forEach(image -> {
            String digest = image.getValue().path("digest").asText();
            if (!digest.isEmpty()) {
                images.put(digest, image.getKey());
            }
        });
        JsonNode about = record.at("/chart/metadata");
        return new InstalledRelease(
                about.path("name").asText(),
                about.path("version").asText(),
                Documents.readAll(resource, record.path("manifest").asText()),
                images);
    }

    /** The objects of a file that holds the record, or manifests as they are. @throws HelmException.DocumentInvalid where it holds neither */
    public static List<ObjectNode> objects(String resource, String text) {
        return EarlierManifests.read(resource, text);
    }
}
