package io.hexr.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.format.Artifact;
import io.hexr.format.ReleaseFiles;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.SampleRelease;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
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
import io.hexr.signing.TrustPolicy;
import io.hexr.transfer.ReleaseArtifact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code bundle inspect} and {@code bundle verify} of a release where it was pushed to, and of registries that were tampered with. */
final class ReleaseLookIT {
    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(31);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Path policy = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private StoreFolder store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryClient client;

    @BeforeEach
    void serve() {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(
                store, ServerOptions.loopback(0).with(line -> asked.add(line.method() + " " + line.path())));
        policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, _ -> sample.trust().policy());
        HostPort at = new HostPort("127.0.0.1", server.address().getPort());
        client = RegistryClient.open(
                ClientSettings.within(EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                        .with(at, HostSettings.USUAL.overPlainHttp()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
    }

    private String registry() {
        return "127.0.0.1:" + server.address().getPort() + "/site/hexr";
    }

    private RegistryStore repository(String name) {
        HostPort at = new HostPort("127.0.0.1", server.address().getPort());
        return client.store(new RegistryAddress(at, false, "site/hexr"), name);
    }

    private InProcess run(Object... args) {
        return InProcess.run(
                new Environment(Map.of("HOME", folder.resolve("home").toString()), folder),
                folder.resolve("no-system"),
                Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    private InProcess look(String verb, Object... more) {
        List<Object> all = new ArrayList<>(List.of("bundle", verb, "--from", registry() + ":0.8.0", "--plain-http"));
        all.addAll(List.of("--trust", policy));
        all.addAll(List.of(more));
        return run(all.toArray());
    }

    private void pushed(Object... more) {
        Path bundle = sample.write(folder.resolve("0.8.0.tar.gz"));
        List<Object> all = new ArrayList<>(List.of("bundle", "push", bundle, "--registry", registry(), "--plain-http"));
        all.addAll(List.of("--trust", policy));
        all.addAll(List.of(more));
        InProcess run = run(all.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        asked.clear();
    }

    @Test
    void aReleaseThatIsWholeIsVerifiedAndNothingIsKept() throws IOException {
        pushed();

        InProcess run = look("verify", "--output", "json", "--require-complete");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out())
                .contains("hexr.io/bundle-verification/v1", "\"verdict\": \"verified\"", "\"complete\": true")
                .contains("\"blobs\": " + sample.contents().blobs().size(), "vendor", "hexr-release:0.8.0\"");
        assertThat(asked).allMatch(line -> line.startsWith("GET ") || line.startsWith("HEAD "));
        sample.contents()
                .blobs()
                .forEach(blob -> assertThat(asked)
                        .as(blob.digest() + " was read once")
                        .filteredOn(line -> line.startsWith("GET ")
                                && line.endsWith(blob.digest().toString()))
                        .hasSize(1));
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("store", "home", "trust.json", ".trust.json.lock", "0.8.0.tar.gz");
        }
    }

    @Test
    void anInspectionReadsTheSignedFilesAndNothingElse() {
        pushed();

        InProcess run = look("inspect", "--output", "json");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out())
                .contains("hexr.io/bundle-inspection/v1", "\"verified\": false", "\"signedBy\"", "vendor")
                .contains("auto-registrar", "charts/hexr-runtime", "\"complete\": null");
        assertThat(run.err()).contains("no blob was looked at", "hexr bundle verify --from");
        assertThat(asked).isNotEmpty().allMatch(line -> line.contains("/hexr-release/"));
    }

    @Test
    void aGroupThatWasDeliveredAloneIsAPartialRelease() {
        pushed("--groups", "edge");

        InProcess run = look("verify");
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("verified", "absent", "auto-registrar", "runtime");

        InProcess whole = look("verify", "--require-complete");
        assertThat(whole.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(whole.err()).contains("code: bundle-incomplete", "auto-registrar");
    }

    @Test
    void anImageWhoseLayerLiesOnlyInAnothersRepositoryIsAbsent() {
        pushed();
        Artifact image = sample.contents().artifacts().getFirst();
        RegistryStore own = repository(image.pushName());
        Descriptor shared = sample.store().manifest(image.content()).children().get(1);
        own.delete(image.content());
        own.delete(shared);

        InProcess run = look("verify");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("absent").contains(image.name());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Behind the server's back, with the length it had. */
    private void corrupt(Descriptor content) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store").resolve("blobs"))) {
            Path file = files.filter(Files::isRegularFile)
                    .filter(path -> path.endsWith(content.digest().hex()) && size(path) == content.size())
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer", "config", "manifest"})
    void contentThatWasChangedAtTheRegistryIsNamed(String which) throws IOException {
        pushed();
        Artifact image = sample.contents().artifacts().get(1);
        List<Descriptor> children = sample.store().manifest(image.content()).children();
        Descriptor content =
                switch (which) {
                    case "layer" -> children.getLast();
                    case "config" -> children.getFirst();
                    default -> image.content();
                };
        corrupt(content);

        InProcess run = look("verify");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
        assertThat(run.err())
                .contains("code: digest-mismatch", content.digest().toString())
                .contains(registry() + "/" + image.pushName());
        assertThat(run.out()).doesNotContain("verified");
    }

    @Test
    void aTagThatWasMovedToAnotherImageIsNamedWithBoth() {
        pushed();
        Artifact image = sample.contents().artifacts().getFirst();
        Artifact other = sample.contents().artifacts().get(1);
        RegistryStore from = repository(other.pushName());
        RegistryStore to = repository(image.pushName());
        for (Descriptor child : sample.store().manifest(other.content()).children()) {
            to.put(child, from.open(child));
        }
        to.tag(image.tags().getFirst(), from.manifest(other.content()));

        InProcess run = look("verify");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.REGISTRY);
        assertThat(run.err())
                .contains("code: images-differ", registry() + "/auto-registrar:v1.2.0 leads to ")
                .contains(
                        other.content().digest().toString(),
                        image.content().digest().toString());
    }

    @Test
    void aTagThatIsGoneThoughItsImageIsThereIsNamed() {
        pushed();
        repository("auto-registrar").untag("v1.2.0");

        InProcess run = look("verify");

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.REGISTRY);
        assertThat(run.err()).contains("/auto-registrar:v1.2.0 is not there");
    }

    private void releaseIs(ReleaseFiles files, String tag) {
        RegistryStore releases = repository(ReleaseArtifact.REPOSITORY);
        ReleaseArtifact artifact = ReleaseArtifact.of(files);
        artifact.blobs().forEach((blob, bytes) -> releases.put(blob, new ByteArrayInputStream(bytes)));
        releases.tag(tag, artifact.manifest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "verify"})
    void aSignatureOfAnotherReleaseIsRefusedBeforeAnyRepositoryIsLookedAt(String verb) {
        pushed();
        Map<String, byte[]> wrong = sample.files().files();
        ReleaseFiles others = ReleaseFiles.sign(SampleRelease.of(4).contents(), sample.keys());
        others.files().forEach((name, bytes) -> {
            if (name.startsWith("hexr/SHA256SUMS.")) {
                wrong.put(name, bytes);
            }
        });
        releaseIs(ReleaseFiles.of(wrong), "0.8.0");
        asked.clear();

        InProcess run = look(verb);

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(run.err()).contains("code: signature-wrong");
        assertThat(asked).allMatch(line -> line.contains("/hexr-release/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "verify"})
    void anOlderReleaseThanTheOneInUseIsRefusedUnlessItIsNamed(String verb) {
        pushed();
        SampleRelease next = sample.successor("0.8.1", 8);
        TrustPolicy.update(policy, now -> now.accepted(next.release().verified()));

        InProcess refused = look(verb);
        assertThat(refused.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(refused.err()).contains("code: rollback-refused");

        InProcess allowed = look(verb, "--allow-rollback", "0.8.0@7");
        assertThat(allowed.status()).as(allowed.err()).isEqualTo(ExitStatus.DONE);
        assertThat(allowed.out()).contains("0.8.0@7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "verify"})
    void aReleasesTagThatWasMovedIsRefused(String verb) {
        pushed();
        releaseIs(sample.successor("0.8.1", 8).files(), "0.8.0");

        InProcess run = look(verb);

        assertThat(run.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(run.err()).contains("code: release-tag-wrong", "hexr 0.8.1");
    }

    private Path releaseFolder(ReleaseFiles files) {
        Path release = folder.resolve("release");
        LayoutStore layout = LayoutStore.create(release);
        sample.contents()
                .descriptors()
                .forEach(d ->
                        layout.put(d, new ByteArrayInputStream(sample.store().bytes(d, 1 << 26))));
        ReleaseFolder.write(release, files);
        return release;
    }

    @Test
    void aFolderIsReadAsWell() throws IOException {
        Path release = releaseFolder(sample.files());

        InProcess whole = run("bundle", "verify", "--from", release, "--trust", policy);
        assertThat(whole.status()).as(whole.err()).isEqualTo(ExitStatus.DONE);

        Path last = release.resolve("blobs/sha256")
                .resolve(sample.contents().descriptors().getLast().digest().hex());
        byte[] content = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(content, content.length - 1));
        InProcess shorter = run("bundle", "verify", "--from", release, "--trust", policy);
        assertThat(shorter.status()).as(shorter.out()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);

        Files.delete(last);
        InProcess partial = run("bundle", "verify", "--from", release, "--trust", policy, "--require-complete");
        assertThat(partial.status()).isEqualTo(ExitStatus.INPUT_INVALID);
    }

    @Test
    void aManifestThatContradictsTheSignedContentsIsRefused() {
        Path release = releaseFolder(ReleaseFiles.sign(sample.lying(), sample.keys()));

        InProcess run = run("bundle", "verify", "--from", release, "--trust", policy);

        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(run.err()).contains("names other children");
    }

    @Test
    void aLookIsRecordedOnlyWhereTheLogIsNamed() {
        pushed();
        Path key = folder.resolve("me.key");
        InProcess.run("key", "generate", "--unencrypted", key.toString());
        Path log = folder.resolve("site.custody.jsonl");

        assertThat(look("verify", "--custody-key", key, "--who", "J. Doe").out())
                .contains("--custody-log");
        InProcess recorded = look("verify", "--custody-key", key, "--who", "J. Doe", "--custody-log", log);

        assertThat(recorded.status()).as(recorded.err()).isEqualTo(ExitStatus.DONE);
        assertThat(log).content().contains("verified", "J. Doe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "verify"})
    void whatLeavesOpenWhatIsMeantIsAUsageError(String verb) {
        InProcess none = run("bundle", verb);
        assertThat(none.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(none.err()).contains("no bundle was named", "hexr bundle " + verb + " --from REGISTRY");
        InProcess both = look(verb, folder.resolve("bundle.tar.gz"));
        assertThat(both.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(both.err()).contains("FILE and --from");
        InProcess version = run("bundle", verb, folder.resolve("bundle.tar.gz"), "--version", "0.8.0");
        assertThat(version.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(version.err()).contains("--from is missing");

        InProcess reached = run("bundle", verb, folder.resolve("bundle.tar.gz"), "--plain-http");
        assertThat(reached.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(reached.err()).contains("--plain-http says how a registry is reached");
        assertThat(asked).isEmpty();
    }
}
