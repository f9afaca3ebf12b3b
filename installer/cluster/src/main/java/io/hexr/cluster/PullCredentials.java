package io.hexr.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.InstallException;
import io.hexr.install.PullSecret;
import io.hexr.oci.OciException;
import io.hexr.oci.Secret;
import io.hexr.oci.StrictJson;

/** The credentials with which nodes pull, out of a docker configuration: the entry of one registry, and nothing else that lies there. */
public final class PullCredentials {
    private static final int LARGEST = 1 << 20;

    private PullCredentials() {}

    /**
     * Reads them.
     *
     * @param registry {@code host:port/path}; the entry of the host counts
     * @throws InstallException.Malformed where the file has none, or keeps them elsewhere
     */
    public static PullSecret read(Path file, String registry) {
        JsonNode tree;
        try {
            tree = StrictJson.parse(Files.readAllBytes(file), LARGEST, file.toString());
        } catch (IOException e) {
            throw new InstallException.Malformed(file.toString(), "cannot be read: " + e.getMessage());
        } catch (OciException e) {
            throw new InstallException.Malformed(file.toString(), "is no docker configuration: " + e.getMessage());
        }
        String host = registry.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        JsonNode entry = tree.path("auths").path(host);
        boolean there = !entry.path("auth").asText("").isEmpty()
                || !entry.path("username").asText("").isEmpty();
        if (!there) {
            throw new InstallException.Malformed(
                    file.toString(),
                    "has no credentials for " + host
                            + (tree.has("credsStore") || tree.has("credHelpers")
                                    ? " (it leaves them to a helper; nodes have none)"
                                    : ""));
        }
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        own.putObject("auths").set(host, entry);
        return new PullSecret(
                registry, Secret.of(new String(StrictJson.write(own), StandardCharsets.UTF_8).toCharArray()));
    }
}
