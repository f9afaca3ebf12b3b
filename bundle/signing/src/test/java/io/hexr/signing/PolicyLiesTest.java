package io.hexr.signing;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.SUMS;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.compared;
import static io.hexr.signing.Site.key;
import static io.hexr.signing.Site.officer;
import static io.hexr.signing.Site.policy;
import static io.hexr.signing.Site.second;
import static io.hexr.signing.Site.signed;
import static io.hexr.signing.Site.signer;
import static io.hexr.signing.Site.vendor;
import static io.hexr.signing.Site.vendorClassic;
import static io.hexr.signing.Site.vendorQuantum;

/** Lies about who is to be believed, and who hands over to whom. */
final class PolicyLiesTest {
    @TestFactory
    Stream<DynamicTest> everyLieIsRefused() {
        List<Lie> lies = new ArrayList<>();
        lies.addAll(aboutPolicies());
        lies.addAll(aboutRotations());
        lies.addAll(aboutRotationStatements());
        return Lie.tests(lies);
    }

    private static List<Lie> aboutPolicies() {
        return List.of(
                new Lie(
                        "the first key without its fingerprint",
                        TrustException.FingerprintMismatch.class,
                        () -> TrustPolicy.empty().add("hexr", Role.RELEASE, signer("vendor", vendor()), Set.of())),
                new Lie(
                        "the first key with another's fingerprint",
                        TrustException.FingerprintMismatch.class,
                        () -> TrustPolicy.empty()
                                .add("hexr", Role.RELEASE, signer("vendor", vendor()), compared(second()))),
                new Lie(
                        "a hybrid signer of which one fingerprint was compared",
                        TrustException.FingerprintMismatch.class,
                        () -> TrustPolicy.empty()
                                .add(
                                        "hexr",
                                        Role.RELEASE,
                                        signer("vendor", vendor()),
                                        compared(List.of(vendorClassic())))),
                new Lie(
                        "a key that releases and approves",
                        TrustException.PolicyChangeRefused.class,
                        () -> Site.with(policy(), "hexr", Role.APPROVE, "vendor-too", List.of(vendorClassic()))),
                new Lie(
                        "one key counted as two signers",
                        TrustException.PolicyChangeRefused.class,
                        () -> Site.with(policy(), "hexr", Role.RELEASE, "twin", second())),
                new Lie(
                        "a threshold of zero releasing signers",
                        TrustException.PolicyChangeRefused.class,
                        () -> policy().requiring("hexr", Role.RELEASE, 0)),
                new Lie(
                        "a threshold no one can meet",
                        TrustException.PolicyChangeRefused.class,
                        () -> policy().requiring("hexr", Role.RELEASE, 3)),
                new Lie(
                        "removing the last releasing signer",
                        TrustException.PolicyChangeRefused.class,
                        () -> policy().remove("agents", Role.RELEASE, "organisation")),
                new Lie(
                        "a revoked key is added again",
                        TrustException.Revoked.class,
                        () -> Site.with(revoking(key("lost")), "hexr", Role.RELEASE, "again", List.of(key("lost")))),
                new Lie(
                        "officers for a release that nobody may make",
                        TrustException.UnknownRelease.class,
                        () -> Site.with(TrustPolicy.empty(), "hexr", Role.APPROVE, "officer", List.of(officer()))));
    }

    private static List<Lie> aboutRotations() {
        List<SigningKey> next = List.of(key("ecdsa-p256 next"));
        Rotation rotation = new Rotation("hexr", 1, new SignerSet(List.of(signer("next", next)), 1));
        TrustPolicy rotated = policy().rotate(rotation.statement(), rotation.sign(vendor()), NOW);
        Rotation lower = new Rotation("hexr", 1, rotation.signers());
        return List.of(
                new Lie(
                        "the new keys sign for themselves",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().rotate(rotation.statement(), rotation.sign(next), NOW)),
                new Lie(
                        "an officer hands the release over",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().rotate(rotation.statement(), rotation.sign(List.of(officer())), NOW)),
                new Lie(
                        "half of a hybrid pair hands over",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().rotate(rotation.statement(), rotation.sign(List.of(vendorQuantum())), NOW)),
                new Lie(
                        "a rotation is played again",
                        TrustException.RotationRefused.class,
                        () -> rotated.rotate(rotation.statement(), rotation.sign(vendor()), NOW)),
                new Lie(
                        "a rotation is played again after the release was forgotten and added anew",
                        TrustException.RotationRefused.class,
                        () -> Site.with(rotated.forget("hexr"), "hexr", Role.RELEASE, "vendor", vendor())
                                .rotate(rotation.statement(), rotation.sign(vendor()), NOW)),
                new Lie(
                        "the old keys sign a release after the rotation",
                        TrustException.ThresholdNotMet.class,
                        () -> rotated.evaluate(claim(1), signed(vendor()), List.of(), NOW)),
                new Lie("a rotation makes an officer a releaser", TrustException.PolicyChangeRefused.class, () -> {
                    Rotation grab =
                            new Rotation("hexr", 1, new SignerSet(List.of(signer("officer", List.of(officer()))), 1));
                    policy().rotate(grab.statement(), grab.sign(vendor()), NOW);
                }),
                new Lie(
                        "a rotation lowers the threshold",
                        TrustException.RotationRefused.class,
                        () -> policy().requiring("hexr", Role.RELEASE, 2)
                                .rotate(
                                        lower.statement(),
                                        lower.sign(List.of(vendorClassic(), vendorQuantum(), second().getFirst())),
                                        NOW)));
    }

    private static List<Lie> aboutRotationStatements() {
        List<SigningKey> next = List.of(key("ecdsa-p256 next"));
        Rotation rotation = new Rotation("hexr", 1, new SignerSet(List.of(signer("next", next)), 1));
        return List.of(
                new Lie(
                        "a rotation brings a revoked key back",
                        TrustException.Revoked.class,
                        () -> revoking(key("ecdsa-p256 next"))
                                .rotate(rotation.statement(), rotation.sign(vendor()), NOW)),
                new Lie(
                        "a rotation in another layout",
                        TrustException.RotationRefused.class,
                        () -> policy().rotate(
                                        (new String(rotation.statement(), StandardCharsets.US_ASCII) + " ")
                                                .getBytes(StandardCharsets.US_ASCII),
                                        rotation.sign(vendor()),
                                        NOW)),
                new Lie(
                        "a list of sums as a rotation",
                        TrustException.RotationRefused.class,
                        () -> policy().rotate(SUMS, signed(vendor()), NOW)),
                new Lie(
                        "a signature over a release hands over",
                        TrustException.BadSignature.class,
                        () -> policy().rotate(rotation.statement(), signed(vendor()), NOW)));
    }

    private static TrustPolicy revoking(SigningKey key) {
        return policy().revoke(new Revocation(key.fingerprint(), "lost", NOW.minus(1, ChronoUnit.DAYS)));
    }
}
