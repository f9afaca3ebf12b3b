package io.hexr.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.registry.RegistryException.Unreachable;
import io.hexr.registry.RegistryException.Unreachable.Obstacle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Hosts that are not there, or were never named. */
final class UnreachableIT {
    private static void refused(HostPort at, Obstacle obstacle) {
        try (RegistryClient client = Clients.open(Clients.plain(at)
                .with(new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5))))) {
            assertThatThrownBy(() -> client.ping(new RegistryAddress(at, false, "")))
                    .hasMessageContaining(at.toString())
                    .asInstanceOf(type(Unreachable.class))
                    .extracting(Unreachable::obstacle)
                    .isEqualTo(obstacle);
        }
    }

    @Test
    void saysThatNothingListens() throws IOException {
        refused(new HostPort("127.0.0.1", ForeignRegistry.freePort()), Obstacle.REFUSED);
    }

    @Test
    void saysThatTheNameIsUnknown() {
        refused(new HostPort("registry.invalid", 5000), Obstacle.NAME_NOT_FOUND);
    }

    @Test
    void contactsNobodyWhoWasNotNamed() throws IOException {
        try (ForeignHost foreign = new ForeignHost();
                RegistryClient client = Clients.open(ClientSettings.within(EgressPolicy.nothing()))) {
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[1]);
            assertThatThrownBy(() -> client.store(new RegistryAddress(foreign.at(), false, ""), "a/b")
                            .has(blob))
                    .isInstanceOf(RegistryException.EgressRefused.class)
                    .hasMessageContaining(foreign.at().toString());
            assertThat(foreign.visits()).isZero();
            assertThat(client.egress().contacts()).isEmpty();
            assertThat(client.egress().refused()).containsExactly(foreign.at());
        }
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterrupted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            HostPort at = new HostPort("127.0.0.1", silent.getLocalPort());
            try (RegistryClient client = Clients.open(Clients.plain(at))) {
                var outcome = new java.util.concurrent.CompletableFuture<RuntimeException>();
                Thread waiting = Thread.ofPlatform().start(() -> {
                    try {
                        client.ping(new RegistryAddress(at, false, ""));
                        outcome.complete(new IllegalStateException("there was an answer"));
                    } catch (RegistryException e) {
                        outcome.complete(e);
                    }
                });
                silent.accept();
                waiting.interrupt();
                assertThat(outcome.get(10, java.util.concurrent.TimeUnit.SECONDS))
                        .isInstanceOf(RegistryException.Interrupted.class);
            }
        }
    }
}
