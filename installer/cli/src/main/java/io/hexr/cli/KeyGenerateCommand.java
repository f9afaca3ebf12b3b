package io.hexr.cli;

import java.nio.file.Path;

import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.signing.Algorithm;
import io.hexr.signing.SigningKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "generate",
        header = "Make a key pair for signing releases or approvals.",
        footer = {
            "hexr key generate --passphrase-file secret.txt release.key",
            "hexr key generate --algorithm ml-dsa-65 --passphrase-fd 3 release-pq.key 3<secret.txt",
        })
final class KeyGenerateCommand implements Verb {
    @Parameters(
            index = "0",
            paramLabel = "KEY",
            description = "The private key to write; an existing file is never replaced.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path key;

    @Option(
            names = "--public",
            paramLabel = "FILE",
            description = "The public key to write; else KEY with .pub in place of .key.")
    @Nullable
    Path publicKey;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            converter = AlgorithmConverter.class,
            description = "ecdsa-p256 (what every openssl checks), ecdsa-p384, ed25519, ml-dsa-65 or ml-dsa-87.")
    Algorithm algorithm = Algorithm.ECDSA_P256;

    @Mixin
    final PassphraseOptions protection = new PassphraseOptions();

    @Override
    public Outcome run(Voice voice) {
        SigningKey made = SigningKey.generate(algorithm);
        protection.write(made, key);
        Path shared = publicKey == null ? beside(key) : publicKey;
        made.trusted().write(shared);
        return Outcome.done(Report.of("key")
                .with("algorithm", algorithm.token())
                .with("fingerprint", made.fingerprint().toString())
                .with("privateKey", key.toString())
                .with("publicKey", shared.toString()));
    }

    private static Path beside(Path key) {
        String name = String.valueOf(key.getFileName());
        return key.resolveSibling((name.endsWith(".key") ? name.substring(0, name.length() - 4) : name) + ".pub");
    }

    static final class AlgorithmConverter implements ITypeConverter<Algorithm> {
        @Override
        public Algorithm convert(String value) {
            return Algorithm.parse(value);
        }
    }
}
