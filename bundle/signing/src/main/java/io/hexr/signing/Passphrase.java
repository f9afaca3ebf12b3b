package io.hexr.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

import io.hexr.oci.Secret;

/**
 * Opens a private key. Held as a {@link Secret}, wiped when closed, printed as {@code ***}. Printable ASCII only: beyond it keyboards and systems
 * encode the same word differently, and a key that opens on one machine would not on the next.
 */
public final class Passphrase implements AutoCloseable {
    private static final int MAX = 1024;
    private static final int MIN_NEW = 12;

    private final Secret secret;
    private final int length;

    private Passphrase(Secret secret, int length) {
        this.secret = secret;
        this.length = length;
    }

    /** Takes the secret over: it is wiped with this passphrase, or at once when it is refused. */
    public static Passphrase of(Secret secret) {
        int length = secret.reveal(Passphrase::plainLength);
        if (length < 1 || length > MAX) {
            secret.close();
            throw new TrustException.PassphraseRefused(
                    "must be 1 to " + MAX + " printable ASCII characters, it is not");
        }
        return new Passphrase(secret, length);
    }

    /** Zero when anything but printable ASCII is among the characters. */
    private static int plainLength(char[] characters) {
        boolean plain = true;
        for (char c : characters) {
            plain &= c >= ' ' && c <= '~';
        }
        return plain ? characters.length : 0;
    }

    /** Reads the first line of a file, its line end left out. */
    public static Passphrase read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in);
        } catch (IOException e) {
            throw new TrustException.FileFailed("reading the passphrase from " + file, e);
        }
    }

    /** Reads the first line of an open file descriptor of this process, so that the passphrase stands in no file, argument or variable. */
    public static Passphrase readDescriptor(int descriptor) {
        if (descriptor < 0) {
            throw new TrustException.PassphraseRefused("cannot come from descriptor " + descriptor);
        }
        return read(Path.of("/dev/fd/" + descriptor));
    }

    /** Byte by byte, so that nothing after the line is taken from a pipe that holds more. */
    private static Passphrase firstLine(InputStream in) throws IOException {
        char[] line = new char[MAX + 2];
        int length = 0;
        int next = in.read();
        while (next >= 0 && next != '\n' && length < line.length) {
            line[length++] = (char) next;
            next = in.read();
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        char[] exact = Arrays.copyOf(line, length);
        Arrays.fill(line, '\0');
        Secret secret = Secret.of(exact);
        Arrays.fill(exact, '\0');
        return of(secret);
    }

    /** A passphrase that is about to protect a new key needs some length. */
    void requireStrength() {
        if (length < MIN_NEW) {
            throw new TrustException.PassphraseRefused("of a new key needs at least " + MIN_NEW + " characters");
        }
    }

    /** Lends a copy to {@code use}, wiped afterwards. */
    <R> R reveal(Function<char[], R> use) {
        return secret.reveal(use);
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "***";
    }
}
