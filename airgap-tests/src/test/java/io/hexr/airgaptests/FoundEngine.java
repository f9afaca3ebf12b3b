package io.hexr.airgaptests;

import java.net.URI;
import java.time.Duration;

import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Points Testcontainers at the engine that the script {@code engine} finds or starts, so that both use the same one. */
public final class FoundEngine extends DockerClientProviderStrategy {
    private static final String PREFIX = "export DOCKER_HOST=";

    private final String host;

    public FoundEngine() {
        Script.Outcome outcome = Script.attempt(Duration.ofMinutes(5), "engine", "up");
        host = outcome.output()
                .lines()
                .filter(line -> line.startsWith(PREFIX))
                .map(line -> line.substring(PREFIX.length()))
                .findFirst()
                .orElse("");
    }

    @Override
    public TransportConfig getTransportConfig() {
        return TransportConfig.builder().dockerHost(URI.create(host)).build();
    }

    /**
     * The engine is on this machine. Testcontainers would ask a container for the way when it takes this machine for one,
     * and pull an image for that.
     */
    @Override
    public String getDockerHostIpAddress() {
        return "localhost";
    }

    @Override
    protected boolean isApplicable() {
        return !host.isEmpty();
    }

    @Override
    protected int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected boolean isPersistable() {
        return false;
    }

    @Override
    public String getDescription() {
        return "the engine found by airgap-tests/engine at " + host;
    }
}
