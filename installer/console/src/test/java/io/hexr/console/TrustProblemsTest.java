package io.hexr.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.hexr.console.ProblemsTest.Case;
import io.hexr.signing.Fingerprint;
import io.hexr.signing.TrustException;
import io.hexr.signing.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TrustProblemsTest {
    private static final Fingerprint KEY = new Fingerprint("ab".repeat(32));

    static Stream<Case> cases() {
        return Stream.of(
                new Case(new TrustException.Unsigned("hexr"), "unsigned", 5),
                new Case(new TrustException.BadSignature("a.sig", KEY, "changed"), "signature-wrong", 5),
                new Case(new TrustException.ThresholdNotMet("hexr", 2, 1, List.of()), "threshold-not-met", 5),
                new Case(new TrustException.ApprovalMissing("hexr", 1, 0, List.of()), "approval-missing", 5),
                new Case(new TrustException.Rollback("hexr", "0.7.0", 7, 8), "rollback-refused", 5),
                new Case(new TrustException.Expired("ann", Validity.ALWAYS, Instant.EPOCH), "key-expired", 5),
                new Case(new TrustException.Revoked(KEY, "lost"), "key-revoked", 5),
                new Case(new TrustException.UnknownRelease("other"), "release-unknown", 5),
                new Case(new TrustException.AlgorithmRefused("key.pub", "dsa"), "algorithm-refused", 5),
                new Case(new TrustException.MalformedStatement("is empty"), "statement-malformed", 5),
                new Case(new TrustException.MalformedSignature("a.sig", "is empty"), "signature-malformed", 5),
                new Case(new TrustException.MalformedPolicy("trust.json", "is empty"), "policy-malformed", 3),
                new Case(new TrustException.PolicyChangeRefused("two roles"), "policy-change-refused", 3),
                new Case(new TrustException.RotationRefused("an old one"), "rotation-refused", 5),
                new Case(new TrustException.MalformedKey("key.pub", "is empty"), "key-malformed", 3),
                new Case(new TrustException.WrongPassphrase("key.pem"), "passphrase-wrong", 3),
                new Case(new TrustException.PassphraseRefused("is too short"), "passphrase-refused", 3),
                new Case(new TrustException.FingerprintMismatch(KEY), "fingerprint-mismatch", 5),
                new Case(new TrustException.MalformedCustody("custody.json", "is empty"), "custody-malformed", 3),
                new Case(new TrustException.TooLarge("a.sig", 10), "trust-file-too-large", 5),
                new Case(new TrustException.AlreadyThere(Path.of("key.pem")), "file-already-there", 3),
                new Case(new TrustException.FileFailed("key.pem", new IOException("EIO")), "trust-file-failed", 3),
                new Case(
                        new TrustException.FileFailed("key.pem", new IOException("No space left on device")),
                        "disk-full",
                        10));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsTheSameRefusalWithTheSameCodeAndStatus(Case expected) {
        ProblemsTest.assertEndsAs(expected);
    }

    @Test
    void everyCaseOfTheFamilyIsTried() {
        ProblemsTest.assertEveryCaseIsTried(TrustException.class, cases());
    }
}
