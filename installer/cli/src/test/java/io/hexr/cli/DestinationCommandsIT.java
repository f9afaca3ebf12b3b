package io.hexr.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.SampleRelease;
import io.hexr.oci.LayoutStore;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a site does with a registry: fill it, say what it holds, read back out of it, tidy it up. */
final class DestinationCommandsIT {
    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease old = SampleRelease.of(9);
    private final SampleRelease next = old.successor("0.8.1", 8);
    private Path policy = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private StoreFolder store;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RegistryServer server;

    @BeforeEach
    void serve() {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0));
        policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, _ -> old.trust().policy());
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private String registry() {
        return "127.0.0.1:" + server.address().getPort() + "/site/hexr";
    }

    private InProcess run(Object... args) {
        return InProcess.run(
                new Environment(Map.of("HOME", folder.resolve("home").toString()), folder),
                folder.resolve("no-system"),
                Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    private InProcess done(Object... args) {
        InProcess run = run(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private InProcess trusting(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--trust", policy));
        return run(all.toArray());
    }

    private InProcess trustingDone(Object... args) {
        InProcess run = trusting(args);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private Path folderOf(SampleRelease sample) {
        Path release = folder.resolve(sample.contents().version());
        LayoutStore layout = LayoutStore.create(release);
        sample.contents()
                .descriptors()
                .forEach(d ->
                        layout.put(d, new ByteArrayInputStream(sample.store().bytes(d, 1 << 26))));
        ReleaseFolder.write(release, sample.files());
        return release;
    }

    private void push(SampleRelease sample) {
        Path bundle = sample.write(folder.resolve(sample.contents().version() + ".tar.gz"));
        trustingDone("bundle", "push", bundle, "--registry", registry(), "--plain-http");
    }

    @Test
    void aReleaseComesBackOutOfTheRegistryAsTheSameBundle() throws IOException {
        push(old);
        Path again = folder.resolve("again.tar.gz");

        InProcess run =
                trustingDone("bundle", "download", "--from", registry() + ":0.8.0", "--plain-http", "--output", again);

        assertThat(run.out()).contains("hexr-release:0.8.0", "vendor");
        assertThat(run.err()).contains("to fetch and on the disk", "at 10.0 MB/s");
        assertThat(again).hasSameBinaryContentAs(folder.resolve("0.8.0.tar.gz"));
    }

    @Test
    void aSiteStatesWhatItHasAndReceivesTheRest() throws IOException {
        push(old);
        Path inventory = folder.resolve("inventory.json");
        Path delta = folder.resolve("delta.tar.gz");
        Path whole = folder.resolve("whole.tar.gz");

        InProcess stated =
                done("bundle", "inventory", "--registry", registry(), "--plain-http", "--output-file", inventory);
        trustingDone("bundle", "download", "--from", folderOf(next), "--have", inventory, "--output", delta);
        InProcess pushed = trustingDone("bundle", "push", delta, "--registry", registry(), "--plain-http");
        trustingDone(
                "bundle", "download", "--from", registry(), "--version", "0.8.1", "--plain-http", "--output", whole);

        assertThat(stated.out()).contains("hexr 0.8.0");
        assertThat(Files.size(delta)).isLessThan(Files.size(whole) / 2);
        assertThat(pushed.status()).isEqualTo(ExitStatus.DONE);
        assertThat(whole).hasSameBinaryContentAs(next.write(folder.resolve("expected.tar.gz")));
    }

    @Test
    void anOlderBundleSaysWhatTheSiteHas() throws IOException {
        Path had = old.write(folder.resolve("had.tar.gz"));
        Path delta = folder.resolve("delta.tar.gz");

        trustingDone("bundle", "download", "--from", folderOf(next), "--have", had, "--output", delta);

        assertThat(Files.size(delta)).isLessThan(Files.size(had) / 2);
    }

    @Test
    void anInventoryMayBeSignedAndAWrongSignatureOfAKnownKeyStops() throws IOException {
        push(old);
        Path inventory = folder.resolve("inventory.json");
        Path key = folder.resolve("officer.key");
        SigningKey officer = SigningKey.generate(Algorithm.ECDSA_P256);
        officer.writeUnencrypted(key);
        TrustPolicy.update(
                policy,
                known -> known.add(
                        "hexr",
                        io.hexr.signing.Role.APPROVE,
                        new io.hexr.signing.Signer(
                                "officer", List.of(officer.trusted()), io.hexr.signing.Validity.ALWAYS),
                        java.util.Set.of(officer.fingerprint())));

        InProcess signed = done(
                "bundle",
                "inventory",
                "--registry",
                registry(),
                "--plain-http",
                "--output-file",
                inventory,
                "--sign",
                key,
                "--unencrypted");
        InProcess good = trustingDone(
                "bundle", "download", "--from", folderOf(next), "--have", inventory, "--output", folder.resolve("a"));
        Files.writeString(inventory, Files.readString(inventory).replace("hexr 0.8.0", "hexr 0.8.9"));
        InProcess wrong = trusting(
                "bundle",
                "download",
                "--from",
                folder.resolve("0.8.1"),
                "--have",
                inventory,
                "--output",
                folder.resolve("b"));

        assertThat(signed.out()).contains(".sigstore.json");
        assertThat(good.err()).contains("signed by " + officer.fingerprint().brief());
        assertThat(wrong.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void aPolicyThatWantsApprovalsIsAskedWithThoseThatAreNamed() throws IOException {
        push(old);
        SigningKey officer = SigningKey.generate(Algorithm.ECDSA_P256);
        TrustPolicy.update(
                policy,
                known -> known.add(
                                "hexr",
                                io.hexr.signing.Role.APPROVE,
                                new io.hexr.signing.Signer(
                                        "officer", List.of(officer.trusted()), io.hexr.signing.Validity.ALWAYS),
                                java.util.Set.of(officer.fingerprint()))
                        .requiring("hexr", io.hexr.signing.Role.APPROVE, 1));
        Path approvals = folder.resolve("approvals");
        Path out = folder.resolve("again.tar.gz");

        InProcess without = trusting("bundle", "download", "--from", registry(), "--plain-http", "--output", out);
        Approvals.write(
                io.hexr.signing.Signatures.counterSign("bundle", old.files().sums(), officer), approvals);
        InProcess with = trusting(
                "bundle", "download", "--from", registry(), "--plain-http", "--output", out, "--approvals", approvals);

        assertThat(without.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(with.status()).as(with.err()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void saysWhichSettingIsMissingWhereNoOriginIsKnown() {
        InProcess run = trusting("bundle", "download", "--output", folder.resolve("bundle.tar.gz"));

        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(run.err()).contains("origin-missing", "from = REGISTRY", ".config/hexr/config");
    }

    @Test
    void takesTheOriginFromTheUsersSettingsButNotFromTheWorkingFolder() throws IOException {
        Path settings = folder.resolve("home/.config/hexr/config");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "from = " + folderOf(old) + "\n");
        trustingDone("bundle", "download", "--output", folder.resolve("bundle.tar.gz"));

        Path project = folder.resolve(".hexr/config");
        Files.createDirectories(project.getParent());
        Files.writeString(project, "from = registry.example/hexr\n");
        InProcess run = trusting("bundle", "download", "--output", folder.resolve("other.tar.gz"));
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("setting-invalid", ".hexr/config");
    }

    @Test
    void aMistypedFolderIsNotTakenForAHost() {
        InProcess run = trusting("bundle", "download", "--from", "relaese", "--output", folder.resolve("b.tar.gz"));

        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(run.err()).contains("neither the folder of a release nor a registry");
    }

    @Test
    void aRegistryThatLacksABlobIsToldBeforeTheFirstByte() {
        push(old);
        Path out = folder.resolve("again.tar.gz");
        InProcess none = trusting(
                "bundle", "download", "--from", registry(), "--version", "0.9.0", "--plain-http", "--output", out);

        assertThat(none.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(none.err()).contains("release-not-there", "0.8.0");
        assertThat(out).doesNotExist();
    }

    @Test
    void theDoctorFindsTheRegistryInOrder() {
        InProcess text = done("doctor", "--registry", registry(), "--plain-http");
        InProcess json = done("doctor", "--registry", registry(), "--plain-http", "--output", "json");

        assertThat(text.out()).contains("a push will work", "referrers", "nested-path", "upload-size");
        assertThat(json.out()).contains("hexr.io/registry-examination/v1", "\"id\": \"delete\"");
    }

    @Test
    void theDoctorEndsWithItsOwnStatusWhereAPushWouldFail() {
        InProcess run = run("doctor", "--registry", "127.0.0.1:1", "--plain-http");

        assertThat(run.status()).isEqualTo(ExitStatus.PREFLIGHT_BLOCKED);
        assertThat(run.out()).contains("blocker", "nothing listens there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k3s", "rke2", "containerd"})
    void theDoctorPrintsWhatNodesNeedAndContactsNobody(String kind) {
        InProcess run = done("doctor", "--registry", "registry.example:5000/hexr", "--node-config", kind);

        assertThat(run.out()).contains("# /etc/", "https://registry.example:5000", "systemctl restart");
    }

    @Test
    void pruneRemovesWhatWasReviewed() {
        push(old);
        push(next);
        Path list = folder.resolve("prune.json");

        InProcess planned = trustingDone(
                "registry", "prune", "--registry", registry(), "--plain-http", "--keep-last", "1", "--plan", list);
        InProcess applied =
                trustingDone("registry", "prune", "--registry", registry(), "--plain-http", "--apply", list);

        assertThat(planned.out()).contains("hexr 0.8.0", "hexr 0.8.1");
        assertThat(planned.err()).contains("nothing was removed", "--in-use");
        assertThat(applied.out()).contains("removed");
        InProcess gone = trusting(
                "bundle",
                "download",
                "--from",
                registry(),
                "--version",
                "0.8.0",
                "--plain-http",
                "--output",
                folder.resolve("x"));
        assertThat(gone.err()).contains("release-not-there");
        trustingDone(
                "bundle", "download", "--from", registry(), "--plain-http", "--output", folder.resolve("left.tar.gz"));
    }

    @Test
    void pruneNeedsAListOfWhatRunsInOneForm() throws IOException {
        Path used = Files.writeString(folder.resolve("used"), "# pods\nregistry/app@sha256:abc\n");

        InProcess run = trusting(
                "registry",
                "prune",
                "--registry",
                registry(),
                "--plain-http",
                "--in-use",
                used,
                "--plan",
                folder.resolve("prune.json"));

        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(run.err()).contains("line 2");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "registry.site,                 registry.site,               -",
                "registry.site:5000,            registry.site:5000,          -",
                "registry.site:0.8.1,           registry.site,               0.8.1",
                "registry.site:5000:0.8.1,      registry.site:5000,          0.8.1",
                "registry.site:5000/hexr,       registry.site:5000/hexr,     -",
                "registry.site:5000/hexr:0.8.1, registry.site:5000/hexr,     0.8.1",
                "registry.site/hexr:8,          registry.site/hexr,          8",
                "https://registry.site:5000,    https://registry.site:5000,  -",
                "https://registry.site/a:0.8.1, https://registry.site/a,     0.8.1",
                "[::1]:5000,                    [::1]:5000,                  -",
                "[::1]:5000:0.8.1,              [::1]:5000,                  0.8.1",
                "[::1],                         [::1],                       -",
            })
    void aVersionIsToldFromAPort(String place, String registry, String version) {
        ReleaseOrigin.Named named = ReleaseOrigin.named(place);

        assertThat(named.registry()).isEqualTo(registry);
        assertThat(named.version().orElse(null)).isEqualTo(version);
    }
}
