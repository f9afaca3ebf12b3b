package io.hexr.signing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static io.hexr.signing.Site.NOW;
import static io.hexr.signing.Site.OTHER_SUMS;
import static io.hexr.signing.Site.SUMS;
import static io.hexr.signing.Site.approved;
import static io.hexr.signing.Site.claim;
import static io.hexr.signing.Site.compared;
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
import static io.hexr.signing.Site.vendorQuantum;

/** Lies about who signed what, and when. */
final class TrustLiesTest {
    @TestFactory
    Stream<DynamicTest> everyLieIsRefused() {
        List<Lie> lies = new ArrayList<>();
        lies.addAll(aboutWhoSigned());
        lies.addAll(aboutWhatWasSigned());
        lies.addAll(aboutTime());
        lies.addAll(aboutApprovals());
        return Lie.tests(lies);
    }

    private static List<Lie> aboutWhoSigned() {
        return List.of(
                new Lie("nobody signed", TrustException.Unsigned.class, () -> release(List.of())),
                new Lie(
                        "a stranger signed",
                        TrustException.ThresholdNotMet.class,
                        () -> release(signed(List.of(key("stranger"))))),
                new Lie(
                        "an officer signs as the vendor",
                        TrustException.ThresholdNotMet.class,
                        () -> release(signed(List.of(officer())))),
                new Lie(
                        "the organisation signs a vendor release with its own key",
                        TrustException.ThresholdNotMet.class,
                        () -> release(signed(List.of(organisation())))),
                new Lie(
                        "half of a hybrid pair signed: the classic half",
                        TrustException.ThresholdNotMet.class,
                        () -> release(signed(List.of(vendorClassic())))),
                new Lie(
                        "half of a hybrid pair signed: the quantum half",
                        TrustException.ThresholdNotMet.class,
                        () -> release(signed(List.of(vendorQuantum())))),
                new Lie(
                        "one signer signed where two are needed, with two keys",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().requiring("hexr", Role.RELEASE, 2)
                                .evaluate(claim(1), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "an officer stands in for the second signer",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().requiring("hexr", Role.RELEASE, 2)
                                .evaluate(
                                        claim(1),
                                        signed(List.of(vendorClassic(), vendorQuantum(), officer())),
                                        List.of(),
                                        NOW)),
                new Lie(
                        "a release nobody is trusted for",
                        TrustException.UnknownRelease.class,
                        () -> policy().evaluate(
                                        new ReleaseClaim("other", "1", 1, SUMS), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "the vendor's release under the organisation's name",
                        TrustException.ThresholdNotMet.class,
                        () -> policy().evaluate(
                                        new ReleaseClaim("agents", "1", 1, SUMS), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "an empty policy trusts everything",
                        TrustException.UnknownRelease.class,
                        () -> TrustPolicy.empty().evaluate(claim(1), signed(vendor()), List.of(), NOW)));
    }

    private static List<Lie> aboutWhatWasSigned() {
        List<SignatureFile> elsewhere = Signatures.write("SHA256SUMS", OTHER_SUMS, vendor());
        return List.of(
                new Lie(
                        "the vendor signed something else",
                        TrustException.BadSignature.class,
                        () -> release(elsewhere)),
                new Lie(
                        "a wrong signature by a known key beside enough right ones",
                        TrustException.BadSignature.class,
                        () -> release(join(signed(vendor()), Signatures.write("SHA256SUMS", OTHER_SUMS, second())))),
                new Lie(
                        "a wrong signature by an officer beside the vendor's right one",
                        TrustException.BadSignature.class,
                        () -> release(join(
                                signed(vendor()), Signatures.write("SHA256SUMS", OTHER_SUMS, List.of(officer()))))),
                new Lie(
                        "a signature whose digest is right and whose bytes are another's",
                        TrustException.BadSignature.class,
                        () -> release(
                                List.of(bundle(second().getFirst(), SUMS, elsewhereSignature(second().getFirst()))))),
                new Lie(
                        "a signature whose bytes are right and whose digest is another's",
                        TrustException.BadSignature.class,
                        () -> release(List.of(bundle(
                                second().getFirst(),
                                OTHER_SUMS,
                                second().getFirst().sign(SUMS))))),
                new Lie(
                        "a signature re-encoded so that it looks new",
                        TrustException.BadSignature.class,
                        () -> release(List.of(bundle(
                                second().getFirst(),
                                SUMS,
                                padded(second().getFirst().sign(SUMS)))))),
                new Lie(
                        "an empty ML-DSA signature",
                        TrustException.BadSignature.class,
                        () -> release(List.of(bundle(vendorQuantum(), SUMS, new byte[1])))),
                new Lie(
                        "a signature by an officer over something else, as an approval",
                        TrustException.BadSignature.class,
                        () -> policy().evaluate(
                                        claim(1),
                                        signed(vendor()),
                                        List.of(Signatures.counterSign("b", OTHER_SUMS, officer())),
                                        NOW)));
    }

    private static List<Lie> aboutTime() {
        TrustPolicy seen = policy().accepted(policy().evaluate(claim(7), signed(vendor()), List.of(), NOW));
        AllowedRollback other = new AllowedRollback("1.2.5", 5);
        return List.of(
                new Lie(
                        "an older release comes back",
                        TrustException.Rollback.class,
                        () -> seen.evaluate(claim(6), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "an older release than the one the operator allowed",
                        TrustException.Rollback.class,
                        () -> seen.evaluate(claim(4), signed(vendor()), List.of(), NOW, other)),
                new Lie(
                        "a release that bears the allowed version and another sequence",
                        TrustException.Rollback.class,
                        () -> seen.evaluate(
                                new ReleaseClaim("hexr", "1.2.5", 4, SUMS), signed(vendor()), List.of(), NOW, other)),
                new Lie(
                        "an allowed rollback excuses a missing signature",
                        TrustException.Unsigned.class,
                        () -> seen.evaluate(claim(5), List.of(), List.of(), NOW, other)),
                new Lie(
                        "a key that is valid no more",
                        TrustException.Expired.class,
                        () -> limited(Optional.empty(), Optional.of(NOW.minusSeconds(1)))
                                .evaluate(claim(1), signed(second()), List.of(), NOW)),
                new Lie(
                        "a key that is not valid yet",
                        TrustException.Expired.class,
                        () -> limited(Optional.of(NOW.plusSeconds(1)), Optional.empty())
                                .evaluate(claim(1), signed(second()), List.of(), NOW)),
                new Lie(
                        "a revoked key",
                        TrustException.Revoked.class,
                        () -> revoking(second().getFirst()).evaluate(claim(1), signed(second()), List.of(), NOW)),
                new Lie(
                        "one half of a hybrid pair was revoked",
                        TrustException.Revoked.class,
                        () -> revoking(vendorQuantum()).evaluate(claim(1), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "a revoked key that was also taken out of its role",
                        TrustException.Revoked.class,
                        () -> revoking(second().getFirst())
                                .remove("hexr", Role.RELEASE, "second")
                                .evaluate(claim(1), signed(second()), List.of(), NOW)));
    }

    private static List<Lie> aboutApprovals() {
        TrustPolicy careful = policy().requiring("hexr", Role.APPROVE, 1);
        return List.of(
                new Lie(
                        "nobody approved",
                        TrustException.ApprovalMissing.class,
                        () -> careful.evaluate(claim(1), signed(vendor()), List.of(), NOW)),
                new Lie(
                        "the vendor approves its own release",
                        TrustException.ApprovalMissing.class,
                        () -> careful.evaluate(
                                claim(1), signed(vendor()), List.of(approved(second().getFirst())), NOW)),
                new Lie(
                        "an approval is smuggled inside the bundle",
                        TrustException.ApprovalMissing.class,
                        () -> careful.evaluate(
                                claim(1),
                                signed(List.of(vendorClassic(), vendorQuantum(), officer())),
                                List.of(),
                                NOW)),
                new Lie(
                        "one officer approves twice where two are needed",
                        TrustException.ApprovalMissing.class,
                        () -> policy().requiring("hexr", Role.APPROVE, 2)
                                .evaluate(
                                        claim(1),
                                        signed(vendor()),
                                        List.of(approved(officer()), approved(officer())),
                                        NOW)),
                new Lie(
                        "officers approve what nobody released",
                        TrustException.Unsigned.class,
                        () -> careful.evaluate(claim(1), List.of(), List.of(approved(officer())), NOW)),
                new Lie(
                        "the organisation's releasing key approves a vendor release",
                        TrustException.ApprovalMissing.class,
                        () -> careful.evaluate(claim(1), signed(vendor()), List.of(approved(organisation())), NOW)),
                new Lie(
                        "an approval by a revoked officer",
                        TrustException.Revoked.class,
                        () -> careful.revoke(new Revocation(officer().fingerprint(), "left", NOW))
                                .evaluate(claim(1), signed(vendor()), List.of(approved(officer())), NOW)));
    }

    private static void release(List<SignatureFile> files) {
        policy().evaluate(claim(1), files, List.of(), NOW);
    }

    private static SignatureFile bundle(SigningKey key, byte[] about, byte[] signature) {
        return Signatures.bundle("SHA256SUMS", about, key, signature);
    }

    private static byte[] elsewhereSignature(SigningKey key) {
        return key.sign(OTHER_SUMS);
    }

    /** The same two numbers, the first with a leading zero too many. */
    private static byte[] padded(byte[] der) {
        byte[] longer = new byte[der.length + 1];
        longer[0] = der[0];
        longer[1] = (byte) (der[1] + 1);
        longer[2] = der[2];
        longer[3] = (byte) (der[3] + 1);
        System.arraycopy(der, 4, longer, 5, der.length - 4);
        return longer;
    }

    private static TrustPolicy limited(Optional<Instant> from, Optional<Instant> until) {
        Signer signer = new Signer("second", List.of(second().getFirst().trusted()), new Validity(from, until));
        return TrustPolicy.empty().add("hexr", Role.RELEASE, signer, compared(second()));
    }

    private static TrustPolicy revoking(SigningKey key) {
        return policy().revoke(new Revocation(key.fingerprint(), "lost", NOW.minus(1, ChronoUnit.DAYS)));
    }
}
