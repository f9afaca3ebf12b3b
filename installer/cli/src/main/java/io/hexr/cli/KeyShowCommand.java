package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.TrustedKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        header = "Show a public key's algorithm and fingerprint, to compare it over another channel.",
        footer = {"hexr key show release.pub", "hexr key show release.pub --output json"})
final class KeyShowCommand implements Verb {
    @Parameters(index = "0", paramLabel = "FILE", description = "A public key in PEM form.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path file;

    @Override
    public Outcome run(Voice voice) {
        TrustedKey key = TrustedKey.read(file);
        return Outcome.done(Report.of("public-key")
                .with("algorithm", key.algorithm().token())
                .with("fingerprint", key.fingerprint().toString())
                .with(new Report.Document("pem", key.pem())));
    }
}
