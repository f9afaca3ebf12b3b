package io.hexr.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.SUMS;
import static io.hexr.signing.Site.approved;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.join;
import static io.hexr.signing.Site.key;
import static io.hexr.signing.Site.officer;
import static io.hexr.signing.Site.organisation;
import static io.hexr.signing.Site.policy;
import static io.hexr.signing.Site.second;
import static io.hexr.signing.Site.signed;
import static io.hexr.signing.Site.signer;
import static io.hexr.signing.Site.vendor;
import static io.hexr.signing.Site.vendorClassic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class TrustPolicyTest {
    @Test
    void acceptsAHybridSignerWhoseTwoKeysSigned() {
        Verified verified = policy().evaluate(claim(3), signed(vendor()), List.of(), NOW);

        assertThat(verified.release()).isEqualTo("hexr");
        assertThat(verified.version()).isEqualTo("1.2.3");
        assertThat(verified.sequence()).isEqualTo(3);
        assertThat(verified.statement()).isEqualTo(Digest.of(SUMS));
        assertThat(verified.signedBy()).containsExactly("vendor");
        assertThat(verified.approvedBy()).isEmpty();
        assertThat(verified.ignored()).isEmpty();
        assertThat(verified.rollback()).isEmpty();
    }

    @Test
    void countsEverySignerAndEveryOfficer() {
        TrustPolicy strict = policy().requiring("hexr", Role.RELEASE, 2).requiring("hexr", Role.APPROVE, 2);
        List<SignatureFile> approvals = List.of(approved(officer()), approved(key("ml-dsa-87 deputy")));

        Verified verified = strict.evaluate(claim(1), join(signed(vendor()), signed(second())), approvals, NOW);

        assertThat(verified.signedBy()).containsExactlyInAnyOrder("vendor", "second");
        assertThat(verified.approvedBy()).containsExactlyInAnyOrder("officer", "deputy");
    }

    @Test
    void listsUnknownKeysAndIgnoresThem() {
        SigningKey stranger = key("stranger");

        Verified verified = policy().evaluate(
                        claim(1), join(signed(vendor()), signed(List.of(stranger))), List.of(approved(stranger)), NOW);

        assertThat(verified.ignored())
                .extracting(Ignored::reason, Ignored::key)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Ignored.Reason.UNKNOWN_KEY, stranger.fingerprint()),
                        org.assertj.core.groups.Tuple.tuple(Ignored.Reason.UNKNOWN_KEY, stranger.fingerprint()));
    }

    @Test
    void saysWhyASignatureDidNotCount() {
        List<SignatureFile> files = join(signed(second()), signed(List.of(vendorClassic(), officer(), organisation())));

        Verified verified = policy().evaluate(claim(1), files, List.of(), NOW);

        assertThat(verified.ignored())
                .extracting(Ignored::reason)
                .containsExactlyInAnyOrder(
                        Ignored.Reason.INCOMPLETE_SIGNER, Ignored.Reason.OTHER_ROLE, Ignored.Reason.OTHER_RELEASE);
    }

    @Test
    void acceptsAnApprovalThatAnotherToolWroteInItsOwnLayout() {
        String json = new String(approved(officer()).bytes(), StandardCharsets.US_ASCII);
        String foreign = json.replaceAll("\\s", "")
                .replace("\"verificationMaterial\":{", "\"verificationMaterial\":{\"tlogEntries\":[],");
        SignatureFile file = new SignatureFile("review.sigstore.json", foreign.getBytes(StandardCharsets.US_ASCII));

        Verified verified =
                policy().requiring("hexr", Role.APPROVE, 1).evaluate(claim(1), signed(vendor()), List.of(file), NOW);

        assertThat(verified.approvedBy()).containsExactly("officer");
    }

    @Test
    void raisesTheMinimumWithWhatItAcceptedAndForThatReleaseOnly() {
        TrustPolicy raised = policy().accepted(policy().evaluate(claim(7), signed(vendor()), List.of(), NOW));

        assertThat(raised.trust("hexr").minimumSequence()).isEqualTo(7);
        assertThat(raised.trust("agents").minimumSequence()).isZero();
        assertThat(raised.evaluate(claim(7), signed(vendor()), List.of(), NOW).sequence())
                .isEqualTo(7);
        ReleaseClaim other = new ReleaseClaim("agents", "1", 1, SUMS);
        assertThat(raised.evaluate(other, signed(List.of(organisation())), List.of(), NOW)
                        .signedBy())
                .containsExactly("organisation");
    }

    @Test
    void letsExactlyTheNamedVersionComeBackAndLowersNothing() {
        TrustPolicy raised = policy().accepted(policy().evaluate(claim(7), signed(vendor()), List.of(), NOW));
        AllowedRollback allowed = new AllowedRollback("1.2.5", 5);

        Verified back = raised.evaluate(claim(5), signed(vendor()), List.of(), NOW, allowed);

        assertThat(back.rollback()).contains(allowed);
        assertThat(raised.accepted(back)).isEqualTo(raised);
    }

    @Test
    void doesNotReportARollbackThatWasNotNeeded() {
        Verified verified =
                policy().evaluate(claim(5), signed(vendor()), List.of(), NOW, new AllowedRollback("1.2.5", 5));

        assertThat(verified.rollback()).isEqualTo(Optional.empty());
    }

    @Test
    void stillAcceptsThroughASecondSignerWhenTheFirstIsRevoked() {
        TrustPolicy revoked = policy().revoke(new Revocation(vendorClassic().fingerprint(), "stolen", NOW));

        Verified verified = revoked.evaluate(claim(1), join(signed(vendor()), signed(second())), List.of(), NOW);

        assertThat(verified.signedBy()).containsExactly("second");
        assertThat(verified.ignored()).extracting(Ignored::reason).containsOnly(Ignored.Reason.REVOKED);
    }

    @Test
    void handsOverToTheKeysThatTheOldOnesSignedFor() {
        List<SigningKey> next = List.of(key("ecdsa-p256 next"), key("ml-dsa-87 next"));
        Rotation rotation = new Rotation("hexr", 1, new SignerSet(List.of(signer("vendor-2", next)), 1));
        TrustPolicy before = policy().requiring("hexr", Role.APPROVE, 1);

        TrustPolicy after = before.rotate(rotation.statement(), rotation.sign(vendor()), NOW);

        assertThat(after.evaluate(claim(1), signed(next), List.of(approved(officer())), NOW)
                        .signedBy())
                .containsExactly("vendor-2");
        assertThat(after.trust("hexr").approve()).isEqualTo(before.trust("hexr").approve());
        assertThat(after.trust("hexr").rotations()).isEqualTo(1);
    }

    @Test
    void takesALaterRotationAtASiteThatBeganLate() {
        List<SigningKey> next = List.of(key("ecdsa-p256 next"));
        Rotation sixth = new Rotation("hexr", 6, new SignerSet(List.of(signer("vendor-7", next)), 1));
        TrustPolicy after = policy().rotate(sixth.statement(), sixth.sign(vendor()), NOW);
        assertThat(after.trust("hexr").rotations()).isEqualTo(6);
        Rotation fifth = new Rotation("hexr", 5, new SignerSet(List.of(signer("vendor", vendor())), 1));
        assertThatThrownBy(() -> after.rotate(fifth.statement(), fifth.sign(next), NOW))
                .isExactlyInstanceOf(TrustException.RotationRefused.class)
                .hasMessageContaining("old one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "my_agents", "my-agents.v2", "0"})
    void trustsEveryNameThatABundleMayBear(String name) {
        TrustPolicy policy = Site.with(TrustPolicy.empty(), name, Role.RELEASE, "vendor", vendor());

        assertThat(TrustPolicy.parse(policy.json(), "trust.json")).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_a", "a_", "a-", "a.", "A", "a b", "../a"})
    void trustsNoNameThatNoBundleMayBear(String name) {
        assertThatThrownBy(() -> Site.with(TrustPolicy.empty(), name, Role.RELEASE, "vendor", vendor()))
                .isExactlyInstanceOf(TrustException.PolicyChangeRefused.class);
    }

    @Test
    void forgetsARelease() {
        TrustPolicy without = policy().forget("agents");
        assertThat(without.releases()).containsOnlyKeys("hexr");
        assertThat(without.forgotten()).isEmpty();
    }

    @Test
    void remembersHowFarAForgottenReleaseCame() {
        TrustPolicy raised = policy().accepted(policy().evaluate(claim(7), signed(vendor()), List.of(), NOW));
        TrustPolicy without = raised.forget("hexr");
        assertThat(without.forgotten()).containsOnlyKeys("hexr");
        assertThat(TrustPolicy.parse(without.json(), "trust.json")).isEqualTo(without);
        TrustPolicy again = Site.with(without, "hexr", Role.RELEASE, "vendor", vendor());
        assertThat(again.trust("hexr").minimumSequence()).isEqualTo(7);
        assertThat(again.forgotten()).isEmpty();
        assertThatThrownBy(() -> again.evaluate(claim(6), signed(vendor()), List.of(), NOW))
                .isExactlyInstanceOf(TrustException.Rollback.class);
    }

    @Test
    void survivesAFileUnchanged(@TempDir Path folder) throws IOException {
        TrustPolicy policy = policy().revoke(new Revocation(key("lost").fingerprint(), "lost on a train", NOW));
        Path file = folder.resolve("trust.json");

        policy.save(file);
        policy.save(file);

        assertThat(TrustPolicy.read(file)).isEqualTo(policy);
        assertThat(TrustPolicy.read(file).json()).isEqualTo(Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "hexr-trust/v1"        | "hexr-trust/v2"          | format is
        "minimumSequence": 0   | "minimumSequence": -1    | counted from zero
        "minimumSequence": 0   | "minimumSequence": 0.5   | no whole number
        "minimumSequence": 0   | "minimumSequence": 99999999999999999999 | no whole number
        "minimumSequence": 0   | "minimumSequence": "0"   | no whole number
        "minimumSequence": 0,  | ''                       | no whole number
        "rotations": 0         | "rotations": 0, "rotations": 0 | Duplicate
        "rotations": 0         | "rotations": 0, "extra": 0 | unknown field
        "threshold": 1         | "threshold": 0           | at least one signer
        "threshold": 1         | "threshold": 4294967297  | overflow
        "threshold": 1         | "threshold": 9           | cannot be met
        "name": "second"       | "name": "vendor"         | share a name
        "name": "second"       | "name": "se cond"        | this is not
        "algorithm": "ed25519" | "algorithm": "none"      | algorithm is
        "hexr"                 | "../hexr"                | this is not
        "revoked": []          | "revoked": [1]           | where an object belongs
        "revoked": []          | "revoked": {}            | no list
        "forgotten": {}        | "forgotten": []          | where an object belongs
        "forgotten": {}        | "forgotten": {"a": {"minimumSequence": -1, "rotations": 0}} | counted from zero
        "forgotten": {}        | "forgotten": {"a": {"rotations": 0}} | no whole number
        "forgotten": {}        | "forgotten": {"hexr": {"minimumSequence": 1, "rotations": 0}} | forgotten at once
        "forgotten": {}        | "forgotten": {"../a": {"minimumSequence": 1, "rotations": 0}} | this is not
        """)
    void refusesAPolicyThatItWouldNotHaveWritten(String from, String to, String reason) {
        String json = new String(policy().json(), StandardCharsets.UTF_8);
        assertThat(json).contains(from);
        byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> TrustPolicy.parse(changed, "trust.json"))
                .isExactlyInstanceOf(TrustException.MalformedPolicy.class)
                .hasMessageContaining("trust.json")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAKeyThatIsNotTheOneItsFingerprintNames() {
        String json = new String(policy().json(), StandardCharsets.UTF_8);
        String from = officer().fingerprint().hex();
        byte[] changed = json.replace(from, key("stranger").fingerprint().hex()).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> TrustPolicy.parse(changed, "trust.json"))
                .isExactlyInstanceOf(TrustException.MalformedPolicy.class)
                .hasMessageContaining("fingerprint is");
    }

    @Test
    void refusesAPolicyFileBeyondItsCap(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("trust.json"), new byte[TrustPolicy.MAX_BYTES + 1]);

        assertThatThrownBy(() -> TrustPolicy.read(file)).isExactlyInstanceOf(TrustException.TooLarge.class);
    }

    @Test
    void writesNothingElseThanSignaturesOverTheListOfSums() {
        assertThat(signed(vendor()))
                .extracting(SignatureFile::name)
                .containsExactly(
                        "SHA256SUMS.sig",
                        "SHA256SUMS." + vendorClassic().fingerprint().brief() + ".sigstore.json",
                        "SHA256SUMS." + Site.vendorQuantum().fingerprint().brief() + ".sigstore.json");
        assertThat(vendorClassic()
                        .trusted()
                        .verifies(SUMS, signed(vendor()).getFirst().bytes()))
                .isTrue();
    }
}
