package io.hexr.format;

import java.util.Optional;

import io.hexr.oci.Platform;

/** Files for people and machines: wheels, policies, documents, the command line itself, which alone has a platform. */
public record FileArtifact(Delivery delivery, Optional<Platform> platform) implements Artifact {
    @Override
    public String kind() {
        return "file";
    }
}
