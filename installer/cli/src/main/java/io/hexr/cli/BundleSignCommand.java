package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Trust;
import io.hexr.format.Verification;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SignatureFile;
import io.hexr.signing.Signatures;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sign",
        header = "Approve a bundle for this site: verify all of it, then sign beside it.",
        footer = {"hexr bundle sign hexr-bundle.tar.gz --key officer.key --passphrase-file secret.txt"})
final class BundleSignCommand implements Verb {
    @Mixin
    final BundleSource source = new BundleSource();

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "The officer's private key.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path key;

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        SigningKey officer = protection.read(key);
        SigningKey recorder = custody.signerOr(officer);
        try (ArchiveBytes archive = source.open()) {
            Trust trust = believed.beforeApproval(voice, source.approvals(archive));
            Verification done = BundleVerifyCommand.verify(voice, archive, trust);
            Path log = custody.log(Approvals.folders(source.places).iterator().next(), BundleSource.fileName(archive));
            CustodyOptions.requireAbout(
                    Optional.of(recorder), log, done.verified().statement());
            warnWhereItWillNotCount(voice, trust.policy(), done.contents().release(), officer);
            SignatureFile approval = Signatures.counterSign(
                    BundleSource.fileName(archive), done.files().sums(), officer);
            List<Path> written = new ArrayList<>();
            Approvals.folders(source.places).forEach(folder -> written.add(Approvals.write(approval, folder)));
            Report report = BundleTables.identity(Report.of("bundle-approval"), done.contents())
                    .with("key", officer.fingerprint().toString())
                    .with(new Report.Listing(
                            "written", written.stream().map(Path::toString).toList()));
            return Outcome.done(custody.record(
                    BundleTables.vouched(report, done.verified()),
                    Optional.of(recorder),
                    log,
                    new CustodyOptions.Step(
                            CustodyEvent.Kind.COUNTER_SIGNED, done.verified().statement())));
        }
    }

    private static void warnWhereItWillNotCount(Voice voice, TrustPolicy policy, String release, SigningKey officer) {
        boolean counts = policy.releases().get(release) != null
                && policy.releases().get(release).approve().signers().stream()
                        .anyMatch(signer -> signer.keys().contains(officer.trusted()));
        if (!counts) {
            voice.narration()
                    .warn("this key approves nothing under the policy here; let others add it with: hexr trust add"
                            + " --role approve");
        }
    }
}
