package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.hexr.console.ExitStatus;
import io.hexr.signing.Algorithm;
import io.hexr.signing.ReleaseTrust;
import io.hexr.signing.Signer;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Releasing keys hand over to the next ones, and sites take it: what was signed for, in turn, and nothing else. */
final class RotationCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private final SigningKey old = SigningKey.generate(Algorithm.ECDSA_P256);
    private final SigningKey next = SigningKey.generate(Algorithm.ED25519);
    private final SigningKey officer = SigningKey.generate(Algorithm.ED25519);
    private final SigningKey stranger = SigningKey.generate(Algorithm.ED25519);
    private Path policy = Path.of("");

    @BeforeEach
    void believeTheOldKey() {
        policy = folder.resolve("trust.json");
        keep("old", old);
        keep("next", next);
        keep("officer", officer);
        keep("stranger", stranger);
        done("trust", "add", file("old.pub"), "--release", "hexr", "--signer", "vendor", "--fingerprint", print(old));
        done(
                "trust",
                "add",
                file("officer.pub"),
                "--release",
                "hexr",
                "--signer",
                "officer",
                "--role",
                "approve",
                "--fingerprint",
                print(officer));
    }

    private void keep(String name, SigningKey key) {
        key.writeUnencrypted(file(name + ".key"));
        key.trusted().write(file(name + ".pub"));
    }

    private static String print(SigningKey key) {
        return key.fingerprint().toString();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private InProcess run(Object... words) {
        List<String> all = new ArrayList<>(Stream.of(words).map(String::valueOf).toList());
        if (all.getFirst().equals("trust")) {
            all.addAll(List.of("--trust", policy.toString()));
        }
        return InProcess.run(all.toArray(String[]::new));
    }

    private InProcess done(Object... words) {
        InProcess run = run(words);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    /** Hands the release over to a signer with the key of this name. */
    private InProcess handOver(int number, String signer, String present, Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "key", "hand-over", "--release", "hexr", "--number", number, "--signer", "next=" + file(signer)));
        words.addAll(List.of("--key", file(present), "--unencrypted", "--to", folder));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    private Path rotation(int number) {
        return file("hexr-rotation-" + number + ".json");
    }

    private List<String> releasers() {
        ReleaseTrust trust =
                Objects.requireNonNull(TrustPolicy.read(policy).releases().get("hexr"));
        return trust.release().signers().stream().map(Signer::name).toList();
    }

    private void refused(String code, Object... words) throws IOException {
        byte[] before = Files.readAllBytes(policy);
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "json"));
        InProcess run = run(all.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(run.err() + run.out()).contains("\"" + code + "\"");
        assertThat(policy).hasBinaryContent(before);
    }

    @Test
    void whatTheOldKeySignedForIsBelievedInItsPlace() {
        InProcess made = handOver(1, "next.pub", "old.key");
        assertThat(made.status()).as(made.err()).isEqualTo(ExitStatus.DONE);
        assertThat(made.out()).contains(print(next), print(old), rotation(1).toString());

        InProcess taken = done("trust", "rotate", rotation(1), "--output", "json");

        assertThat(taken.out())
                .contains(
                        "hexr.io/trust-policy/v1",
                        "\"taken\"",
                        next.fingerprint().brief())
                .contains("\"rotations\": 1");
        assertThat(releasers()).containsExactly("next");
        Objects.requireNonNull(TrustPolicy.read(policy).releases().get("hexr"))
                .approve()
                .signers()
                .forEach(signer -> assertThat(signer.name()).isEqualTo("officer"));
    }

    @Test
    void aHandOverThatWasTakenIsNotTakenAgain() throws IOException {
        handOver(1, "next.pub", "old.key");
        done("trust", "rotate", rotation(1));
        refused("rotation-refused", "trust", "rotate", rotation(1));
        done("trust", "remove", "--release", "hexr");
        done("trust", "add", file("old.pub"), "--release", "hexr", "--signer", "vendor", "--fingerprint", print(old));
        refused("rotation-refused", "trust", "rotate", rotation(1));
    }

    @Test
    void onlyAPresentReleasingKeyHandsOver() throws IOException {
        handOver(1, "next.pub", "stranger.key");
        refused("threshold-not-met", "trust", "rotate", rotation(1));
        handOver(1, "next.pub", "officer.key");
        refused("threshold-not-met", "trust", "rotate", rotation(1));
        handOver(1, "next.pub", "next.key");
        refused("threshold-not-met", "trust", "rotate", rotation(1));
    }

    @Test
    void aRevokedKeyNeitherHandsOverNorComesIn() throws IOException {
        handOver(1, "next.pub", "old.key");
        done("trust", "revoke", print(next), "--reason", "lost before it served");
        refused("key-revoked", "trust", "rotate", rotation(1));
        handOver(2, "stranger.pub", "old.key");
        done("trust", "revoke", print(old), "--reason", "stolen");
        refused("key-revoked", "trust", "rotate", rotation(2));
    }

    @Test
    void aHandOverCannotAskForFewerSignersNorGiveAnOfficerBothRoles() throws IOException {
        done(
                "trust",
                "add",
                file("stranger.pub"),
                "--release",
                "hexr",
                "--signer",
                "s",
                "--fingerprint",
                print(stranger));
        done("trust", "require", "--release", "hexr", "--role", "release", "--threshold", "2");
        handOver(1, "next.pub", "old.key", "--key", file("stranger.key"));
        refused("rotation-refused", "trust", "rotate", rotation(1));

        handOver(
                2,
                "officer.pub",
                "old.key",
                "--key",
                file("stranger.key"),
                "--signer",
                "s=" + file("stranger.pub"),
                "--threshold",
                "2");
        InProcess both = run("trust", "rotate", rotation(2));
        assertThat(both.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(both.err()).contains("policy-change-refused");
    }

    @Test
    void whatWasChangedAfterSigningIsRefused() throws IOException {
        handOver(1, "next.pub", "old.key");
        String honest = Files.readString(rotation(1));
        Files.writeString(rotation(1), honest.replace("\"number\": 1", "\"number\": 9"));
        assertThat(rotation(1)).content().isNotEqualTo(honest);
        refused("signature-wrong", "trust", "rotate", rotation(1));
        Files.writeString(rotation(1), honest + " ");
        refused("rotation-refused", "trust", "rotate", rotation(1));
        Files.write(rotation(1), "null".getBytes(StandardCharsets.US_ASCII));
        refused("rotation-refused", "trust", "rotate", rotation(1));
    }

    @Test
    void aStatementWithoutItsSignaturesOrForAnotherReleaseIsRefused() throws IOException {
        handOver(1, "next.pub", "old.key");
        Path alone = Files.createDirectory(file("alone")).resolve("hexr-rotation-1.json");
        Files.copy(rotation(1), alone);
        refused("threshold-not-met", "trust", "rotate", alone);
        done("trust", "remove", "--release", "hexr");
        refused("release-unknown", "trust", "rotate", rotation(1));
    }

    @Test
    void holdersOfSeveralKeysSignTheSameHandOverOneAfterTheOther() {
        done(
                "trust",
                "add",
                file("stranger.pub"),
                "--release",
                "hexr",
                "--signer",
                "s",
                "--fingerprint",
                print(stranger));
        done("trust", "require", "--release", "hexr", "--role", "release", "--threshold", "2");
        Object[] both = {"--signer", "s=" + file("stranger.pub"), "--threshold", "2"};
        handOver(1, "next.pub", "old.key", both);
        assertThat(run("trust", "rotate", rotation(1)).status()).isEqualTo(ExitStatus.TRUST_REFUSED);

        InProcess other = handOver(1, "officer.pub", "stranger.key", both);
        assertThat(other.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(other.err()).contains("file-already-there");

        handOver(1, "next.pub", "stranger.key", both);
        done("trust", "rotate", rotation(1));
        assertThat(releasers()).containsExactly("next", "s");
    }

    @Test
    void hasAllHandOversOfALineTakenOrNone() throws IOException {
        handOver(1, "next.pub", "old.key");
        handOver(2, "stranger.pub", "next.key");
        refused("rotation-refused", "trust", "rotate", rotation(1), rotation(2), rotation(1));
        done("trust", "rotate", rotation(1), rotation(2));
        assertThat(Objects.requireNonNull(TrustPolicy.read(policy).releases().get("hexr"))
                        .rotations())
                .isEqualTo(2);
    }

    @Test
    void aSignerIsNamedWithItsKeys() {
        for (String wrong : List.of("next.pub", "=next.pub", "next=", "next=a.pub,")) {
            InProcess run = run(
                    "key", "hand-over", "--release", "hexr", "--number", "1", "--signer", wrong, "--key", "old.key");
            assertThat(run.status()).as(wrong).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("is not NAME=KEY");
        }
    }
}
