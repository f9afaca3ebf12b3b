package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hexr.assembly.ReleaseBuilder;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.Contents;
import io.hexr.signing.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sign",
        header = "Read a built release through and sign it.",
        footer = {
            "hexr release sign release --key release.key --passphrase-file secret.txt",
            "hexr release sign release --key ec.key --key pq.key --passphrase-file secret.txt",
        })
final class ReleaseSignCommand implements Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder the release was built into.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "A private key; several sign together, and one passphrase opens them all.")
    List<Path> keys = new ArrayList<>();

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Override
    public Outcome run(Voice voice) {
        ReleaseBuilder.Built built = ReleaseBuilder.read(folder);
        List<SigningKey> opened = protection.readAll(keys);
        Contents contents;
        try (Progress.Step step =
                voice.progress().step("reading the release", built.contents().totalSize())) {
            contents = ReleaseBuilder.sign(folder, opened, bytes -> {
                voice.cancellation().check();
                step.advance(bytes);
            });
            step.done();
        }
        return Outcome.done(Report.of("release-signature")
                .with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence())
                .with("folder", folder.toString())
                .with(new Report.Listing(
                        "fingerprints",
                        opened.stream().map(key -> key.fingerprint().toString()).toList())));
    }
}
