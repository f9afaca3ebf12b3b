package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.signing.Passphrase;
import io.hexr.signing.SigningKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of a private key comes from: a file or an open descriptor, never an argument or a variable. */
final class PassphraseOptions {
    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "Its first line opens the private key.")
    @Nullable
    Path file;

    @Option(
            names = "--passphrase-fd",
            paramLabel = "N",
            description = "The first line of this open descriptor opens the private key.")
    @Nullable
    Integer descriptor;

    @Option(
            names = "--unencrypted",
            description = "The private key has no passphrase; whoever has the file has the key.")
    boolean unencrypted;

    SigningKey read(Path key) {
        return readAll(List.of(key)).getFirst();
    }

    /** One passphrase for all: a descriptor can be read only once. */
    List<SigningKey> readAll(List<Path> keys) {
        Optional<Passphrase> given = passphrase();
        if (given.isEmpty()) {
            return keys.stream().map(SigningKey::readUnencrypted).toList();
        }
        try (Passphrase passphrase = given.get()) {
            return keys.stream().map(key -> SigningKey.read(key, passphrase)).toList();
        }
    }

    void write(SigningKey key, Path to) {
        Optional<Passphrase> given = passphrase();
        if (given.isEmpty()) {
            key.writeUnencrypted(to);
            return;
        }
        try (Passphrase passphrase = given.get()) {
            key.write(to, passphrase);
        }
    }

    /** Empty only where the caller said that there is none. */
    private Optional<Passphrase> passphrase() {
        int ways = (file == null ? 0 : 1) + (descriptor == null ? 0 : 1) + (unencrypted ? 1 : 0);
        if (ways != 1) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.USAGE, "say how the private key is protected, in one way")
                    .because(ways == 0 ? "no passphrase was named" : "more than one way was named")
                    .next("add --passphrase-file FILE or --passphrase-fd N; --unencrypted only where the place keeps"
                            + " secrets itself"));
        }
        if (file != null) {
            return Optional.of(Passphrase.read(file));
        }
        return descriptor == null ? Optional.empty() : Optional.of(Passphrase.readDescriptor(descriptor));
    }
}
