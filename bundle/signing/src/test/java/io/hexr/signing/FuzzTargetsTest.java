package io.hexr.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.hexr.oci.FuzzRun;
import io.hexr.oci.Secret;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A short seeded run of every fuzz target, from good documents outwards; a fuzzer uses the same targets for as long as it likes. */
final class FuzzTargetsTest {
    private static final int RUNS = 600;

    @TempDir
    private Path folder;

    static void requireWords(TrustException refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.isBlank() || message.length() > 20_000) {
            throw new IllegalStateException("a refusal of " + message.length() + " characters", refusal);
        }
    }

    /** Found by the fuzzer: in the place of the attributes stands an octet string. */
    @Test
    void refusesAPrivateKeyWithAStrangerInThePlaceOfItsAttributes() {
        byte[] found = Base64.getDecoder()
                .decode(
                        "ME4CAQAwEAYHKoZIzj0CAQYFK4E3MCIEAAQ1AgEBBDqNMGLE0qs/WUpcz+rBlE152Z5Dml4UsAy/C2dBbR3g458tSi/Vo0sWg1Kd"
                                + "cC1xWv0=");
        assertThatThrownBy(() -> SigningKey.ofPkcs8(found, "found"))
                .isInstanceOf(TrustException.MalformedKey.class)
                .hasMessageContaining("found");
    }

    @TestFactory
    Stream<DynamicTest> everyTargetSurvivesItsShortRun() throws IOException {
        return Stream.of(
                target("public-key", PublicKeyFuzz::fuzzerTestOneInput, publicKeys()),
                target("private-key", PrivateKeyFuzz::fuzzerTestOneInput, privateKeys()),
                target("sigstore-bundle", SigstoreBundleFuzz::fuzzerTestOneInput, bundles()),
                target("trust-policy", TrustPolicyFuzz::fuzzerTestOneInput, policies()),
                target("custody-log", CustodyLogFuzz::fuzzerTestOneInput, logs()),
                target("statement", StatementFuzz::fuzzerTestOneInput, List.of(Site.SUMS)));
    }

    private static DynamicTest target(String name, Consumer<byte[]> target, List<byte[]> seeds) {
        return DynamicTest.dynamicTest(name, () -> FuzzRun.of(name, RUNS, target, seeds));
    }

    private static List<byte[]> publicKeys() {
        List<byte[]> seeds = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            seeds.add(Site.key(algorithm.token() + " fuzz").trusted().pem().getBytes(StandardCharsets.US_ASCII));
        }
        return seeds;
    }

    private List<byte[]> privateKeys() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            seeds.add(Site.key(algorithm.token() + " fuzz").privateKey().getEncoded());
        }
        Path file = folder.resolve("a.key");
        Site.officer().write(file, Passphrase.of(Secret.of("a passphrase of some length".toCharArray())), 1000);
        seeds.add(Pem.read(Files.readAllBytes(file), "ENCRYPTED PRIVATE KEY", "seed"));
        return seeds;
    }

    private static List<byte[]> bundles() {
        return Site.signed(Site.vendor()).stream().map(SignatureFile::bytes).toList();
    }

    private static List<byte[]> policies() {
        Rotation rotation = new Rotation("hexr", 1, new SignerSet(List.of(Site.signer("next", Site.second())), 1));
        TrustPolicy revoked =
                TrustPolicy.empty().revoke(new Revocation(Site.officer().fingerprint(), "lost", Site.NOW));
        return List.of(Site.policy().json(), revoked.json(), rotation.statement());
    }

    private List<byte[]> logs() throws IOException {
        Path file = folder.resolve("custody.jsonl");
        CustodyLog log = CustodyLog.at(file);
        log.append(CustodyLogTest.event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.officer());
        log.append(CustodyLogTest.event(CustodyEvent.Kind.PUSHED, Site.SUMS), Site.organisation());
        assertThat(log.check(TrustPolicy.empty()).broken()).isEqualTo(Optional.empty());
        return List.of(Files.readAllBytes(file));
    }
}
