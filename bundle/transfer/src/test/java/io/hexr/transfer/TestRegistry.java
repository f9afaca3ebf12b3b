package io.hexr.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleReader;
import io.hexr.format.SampleRelease;
import io.hexr.format.SignedBundle;
import io.hexr.registry.ClientSettings;
import io.hexr.registry.EgressPolicy;
import io.hexr.registry.HostPort;
import io.hexr.registry.HostSettings;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.Retries;
import io.hexr.registry.ServerLog;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.registry.Timeouts;

/** The registry we ship, with what it was asked. */
final class TestRegistry implements AutoCloseable {
    static final String PATH = "site/hexr";

    private final StoreFolder store;
    private final RegistryServer server;
    private final List<ServerLog.Line> lines = new CopyOnWriteArrayList<>();

    private TestRegistry(Path folder, UnaryOperator<ServerOptions> options) {
        store = StoreFolder.open(folder);
        server = RegistryServer.start(
                store, options.apply(ServerOptions.loopback(0).with(lines::add)));
    }

    static TestRegistry in(Path folder) {
        return new TestRegistry(folder, options -> options);
    }

    static TestRegistry in(Path folder, UnaryOperator<ServerOptions> options) {
        return new TestRegistry(folder, options);
    }

    HostPort at() {
        return new HostPort("127.0.0.1", server.address().getPort());
    }

    RegistryServer server() {
        return server;
    }

    static RegistryClient client(HostPort at) {
        return RegistryClient.open(settings(at));
    }

    static ClientSettings settings(HostPort at) {
        return ClientSettings.within(EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                .with(at, HostSettings.USUAL.overPlainHttp())
                .with(new Retries(4, Duration.ofMillis(1), Duration.ofSeconds(30)))
                .with(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    static Destination destination(RegistryClient client, HostPort at) {
        return new Destination(client, new RegistryAddress(at, false, PATH));
    }

    /** Pushes what a file holds, with a client of its own. */
    PushReport push(Path bundle, SampleRelease sample, PushOptions options) {
        int others = server.connections();
        try {
            return pushed(bundle, sample, options);
        } finally {
            // an answer is noted after the client has it
            while (server.connections() > others) {
                Thread.onSpinWait();
            }
        }
    }

    private PushReport pushed(Path bundle, SampleRelease sample, PushOptions options) {
        try (ArchiveFile archive = ArchiveFile.open(bundle);
                RegistryClient client = client(at())) {
            SignedBundle signed = BundleReader.open(archive, sample.trust());
            Push push = new Push(signed, destination(client, at()), options);
            return push.run(push.plan(), PushJournal.none(), PushObserver.SILENT);
        }
    }

    /** Everything it was asked, in the order it was answered. */
    List<ServerLog.Line> lines() {
        return lines;
    }

    void forget() {
        lines.clear();
    }

    long received() {
        return lines.stream()
                .filter(line -> line.path().contains("/blobs/"))
                .mapToLong(ServerLog.Line::received)
                .sum();
    }

    /** Writes of manifests, by tag or digest. */
    List<String> manifestsWritten() {
        return lines.stream()
                .filter(line -> line.method().equals("PUT") && line.path().contains("/manifests/"))
                .map(line -> line.path().substring(line.path().lastIndexOf('/') + 1))
                .toList();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
