package io.hexr.cli;

import java.time.Instant;

import io.hexr.console.Voice;
import io.hexr.signing.Fingerprint;
import io.hexr.signing.Revocation;
import io.hexr.signing.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        header = "Never believe a key again, for any release.",
        footer = {"hexr trust revoke \"3f1a 09bc …\" --reason \"laptop lost\""})
final class TrustRevokeCommand implements Verb {
    @Parameters(index = "0", paramLabel = "FINGERPRINT", description = "All 64 digits, as hexr trust list shows them.")
    String fingerprint = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in one line; it is kept.")
    String reason = "";

    @Mixin
    final TrustOption trust = new TrustOption();

    @Override
    public Outcome run(Voice voice) {
        Revocation revocation = new Revocation(Fingerprint.parse(fingerprint), reason, Instant.now());
        TrustPolicy policy = trust.update(voice.environment(), before -> before.revoke(revocation));
        return Outcome.done(TrustListCommand.report(policy, trust.path(voice.environment())));
    }
}
