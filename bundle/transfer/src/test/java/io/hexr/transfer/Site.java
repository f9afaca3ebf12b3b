package io.hexr.transfer;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.ManifestNode;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.SampleRelease;
import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.registry.ClientSettings;
import io.hexr.registry.EgressPolicy;
import io.hexr.registry.HostPort;
import io.hexr.registry.HostSettings;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.RegistryStore;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;

/** A site with the registry we ship, and a client that may talk to it alone. */
final class Site implements AutoCloseable {
    private final StoreFolder folder;
    private final RegistryServer server;
    private final RegistryClient client;
    private final RegistryAddress address;

    private Site(StoreFolder folder, ServerOptions options) {
        this.folder = folder;
        server = RegistryServer.start(folder, options);
        HostPort at = new HostPort("127.0.0.1", server.address().getPort());
        address = new RegistryAddress(at, false, "site/hexr");
        client = client(at);
    }

    static Site in(Path folder) {
        return in(folder, options -> options);
    }

    static Site in(Path folder, Function<ServerOptions, ServerOptions> settings) {
        return new Site(StoreFolder.open(folder), settings.apply(ServerOptions.loopback(0)));
    }

    static RegistryClient client(HostPort at) {
        EgressPolicy only = EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY);
        return RegistryClient.open(ClientSettings.within(only).with(at, HostSettings.USUAL.overPlainHttp()));
    }

    Destination registry() {
        return new Destination(client, address);
    }

    RegistryStore store(String name) {
        return registry().store(name);
    }

    /** Puts a whole release into any registry as a push leaves it. */
    static void fill(Destination registry, SampleRelease sample) {
        Contents contents = sample.contents();
        put(registry, sample, contents.artifacts());
        name(registry, sample.files(), ReleaseArtifact.tag(contents));
        contents.groups().forEach(group -> name(registry, sample.files(), ReleaseArtifact.tag(contents, group)));
    }

    void holds(SampleRelease sample) {
        fill(registry(), sample);
    }

    void holds(SampleRelease sample, List<Artifact> artifacts) {
        put(registry(), sample, artifacts);
    }

    private static void put(Destination registry, SampleRelease sample, List<Artifact> artifacts) {
        Contents contents = sample.contents();
        for (Artifact artifact : artifacts) {
            RegistryStore store = registry.store(artifact.pushName());
            List<ManifestNode> nodes = contents.manifestsOf(artifact);
            for (Descriptor descriptor : contents.descriptors().reversed()) {
                boolean manifest = nodes.stream().anyMatch(node -> node.digest().equals(descriptor.digest()));
                boolean child = nodes.stream().anyMatch(node -> node.children().contains(descriptor.digest()));
                if (manifest || child) {
                    copy(sample.store(), descriptor, store);
                }
            }
            artifact.tags().forEach(tag -> store.tag(tag, artifact.content()));
        }
    }

    private static void copy(ContentSource from, Descriptor descriptor, RegistryStore to) {
        to.put(descriptor, new ByteArrayInputStream(from.bytes(descriptor, 1 << 26)));
    }

    /** Puts a release's files under a tag. */
    void name(ReleaseFiles files, String tag) {
        name(registry(), files, tag);
    }

    private static void name(Destination registry, ReleaseFiles files, String tag) {
        RegistryStore store = registry.store(ReleaseArtifact.REPOSITORY);
        ReleaseArtifact artifact = ReleaseArtifact.of(files);
        artifact.blobs().forEach((descriptor, bytes) -> store.put(descriptor, new ByteArrayInputStream(bytes)));
        store.tag(tag, artifact.manifest());
    }

    boolean has(Artifact artifact) {
        return store(artifact.pushName()).has(artifact.content());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        folder.close();
    }
}
