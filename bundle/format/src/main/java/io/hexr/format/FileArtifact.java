package io.hexr.format;

import java.util.Optional;

import io.hexr.oci.Platform;

/** Files for people and machines: wheels, policies, documents, the command line itself, which alone has a platform. */
public record FileArtifact(Delivery delivery, Optional<Platform> platform) implements Artifact {
    /** What an artifact says it is whose files are a Python package index. */
    public static final String WHEELS = "application/vnd.hexr.wheels.v1";

    @Override
    public String kind() {
        return "file";
    }
}
