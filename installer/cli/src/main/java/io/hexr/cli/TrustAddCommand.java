package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.hexr.console.Voice;
import io.hexr.signing.Fingerprint;
import io.hexr.signing.Role;
import io.hexr.signing.Signer;
import io.hexr.signing.TrustPolicy;
import io.hexr.signing.TrustedKey;
import io.hexr.signing.Validity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        header = "Believe a signer, once its fingerprints were compared over another channel.",
        footer = {
            "hexr trust add release.pub --release hexr --signer vendor --fingerprint \"3f1a 09bc …\"",
            "hexr trust add ec.pub pq.pub --release hexr --signer vendor --fingerprint … --fingerprint …",
            "hexr trust add officer.pub --release hexr --signer officer --role approve --fingerprint …",
        })
final class TrustAddCommand implements Verb {
    @Parameters(
            arity = "1..*",
            paramLabel = "KEY",
            description = "Public keys of one signer. All of them must sign, and they count once.")
    List<Path> keys = new ArrayList<>();

    @Option(
            names = "--release",
            required = true,
            paramLabel = "NAME",
            description = "The release the signer speaks for.")
    String release = "";

    @Option(names = "--signer", required = true, paramLabel = "NAME", description = "What to call the signer.")
    String signer = "";

    @Option(
            names = "--role",
            paramLabel = "release|approve",
            converter = RoleConverter.class,
            description = "May make releases, or may only approve them for this site.")
    Role role = Role.RELEASE;

    @Option(
            names = "--fingerprint",
            required = true,
            paramLabel = "HEX",
            description = "The fingerprint as it was told to you over another channel; once for each key.")
    List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--not-after",
            paramLabel = "TIME",
            description = "When the signer stops counting, such as 2027-12-31T00:00:00Z.")
    @Nullable
    Instant notAfter;

    @Mixin
    final TrustOption trust = new TrustOption();

    @Override
    public Outcome run(Voice voice) {
        Set<Fingerprint> compared =
                fingerprints.stream().map(Fingerprint::parse).collect(Collectors.toSet());
        List<TrustedKey> read = keys.stream().map(TrustedKey::read).toList();
        Validity validity = new Validity(Optional.empty(), Optional.ofNullable(notAfter));
        TrustPolicy policy = trust.update(
                voice.environment(), before -> before.add(release, role, new Signer(signer, read, validity), compared));
        return Outcome.done(TrustListCommand.report(policy, trust.path(voice.environment())));
    }
}
