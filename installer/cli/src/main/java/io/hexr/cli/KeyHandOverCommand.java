package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.hexr.console.Cell;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.Role;
import io.hexr.signing.Rotation;
import io.hexr.signing.Signer;
import io.hexr.signing.SignerSet;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustedKey;
import io.hexr.signing.Validity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "hand-over",
        header = "Sign with the present releasing keys which keys release next; sites take it with hexr trust rotate.",
        footer = {
            "hexr key hand-over --release hexr --number 1 --signer vendor=next.pub --key release.key --passphrase-file secret.txt",
            "hexr key hand-over --release hexr --number 2 --signer vendor=ec.pub,pq.pub --signer second=second.pub --threshold 2 --key release.key --passphrase-file secret.txt",
        })
final class KeyHandOverCommand implements Verb {
    @Option(names = "--release", required = true, paramLabel = "NAME", description = "The release the keys speak for.")
    String release = "";

    @Option(
            names = "--number",
            required = true,
            paramLabel = "N",
            description = "One more than the last hand-over of this release; the first is 1.")
    long number;

    @Option(
            names = "--signer",
            required = true,
            paramLabel = "NAME=KEY,...",
            converter = NextConverter.class,
            description = "A signer from then on, with its public keys; repeat it, also for signers that stay.")
    List<Next> signers = new ArrayList<>();

    @Option(
            names = "--threshold",
            paramLabel = "N",
            description = "How many of them must sign a release; a site takes no fewer than it asks for now.")
    int threshold = 1;

    @Option(
            names = "--not-after",
            paramLabel = "TIME",
            description = "When these signers stop counting, such as 2028-12-31T00:00:00Z.")
    @Nullable
    Instant notAfter;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "A present private key; several sign together, and one passphrase opens them all.")
    List<Path> keys = new ArrayList<>();

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Option(names = "--to", paramLabel = "DIR", description = "Where statement and signatures go; else here.")
    Path folder = Path.of("");

    /** A signer as it was typed. */
    record Next(String name, List<Path> keys) {
        Signer signer(Validity validity) {
            return new Signer(name, keys.stream().map(TrustedKey::read).toList(), validity);
        }
    }

    @Override
    public Outcome run(Voice voice) {
        Validity validity = new Validity(Optional.empty(), Optional.ofNullable(notAfter));
        SignerSet next = new SignerSet(
                signers.stream().map(signer -> signer.signer(validity)).toList(), threshold);
        Rotation rotation = new Rotation(release, number, next);
        List<SigningKey> present = protection.readAll(keys);
        List<Path> written = rotation.write(folder, present);
        voice.narration().say("at each site: " + CommandText.of("hexr trust rotate", written.getFirst()));
        List<List<Cell>> rows = new ArrayList<>();
        TrustListCommand.rows(rows, release, Role.RELEASE, next);
        return Outcome.done(Report.of("key-hand-over")
                .with("release", release)
                .with("number", number)
                .with("threshold", threshold)
                .with("statement", written.getFirst().toString())
                .with(new Report.Table("signers", TrustListCommand.SIGNER, rows))
                .with(new Report.Listing(
                        "signedBy",
                        present.stream()
                                .map(key -> key.fingerprint().toString())
                                .toList()))
                .with(new Report.Listing(
                        "written", written.stream().map(Path::toString).toList())));
    }

    static final class NextConverter implements ITypeConverter<Next> {
        @Override
        public Next convert(String value) {
            int equals = value.indexOf('=');
            List<String> files = Arrays.asList(value.substring(equals + 1).split(",", -1));
            if (equals < 1 || files.contains("")) {
                throw new TypeConversionException("'" + value + "' is not NAME=KEY,...");
            }
            return new Next(
                    value.substring(0, equals), files.stream().map(Path::of).toList());
        }
    }
}
