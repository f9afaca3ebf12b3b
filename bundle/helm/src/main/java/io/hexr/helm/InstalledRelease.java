package io.hexr.helm;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What Helm keeps of a release it installed. */
public final class InstalledRelease {
    private InstalledRelease() {}

    /** The objects it installed, out of the Secret that is its record. @throws HelmException.DocumentInvalid where it is none */
    public static List<ObjectNode> objects(String resource, JsonNode secret) {
        return EarlierManifests.read(resource, secret.toString());
    }
}
