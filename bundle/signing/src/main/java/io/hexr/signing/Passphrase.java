package io.hexr.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Opens a private key. Held as characters, overwritten when closed, printed as {@code ***}. Printable ASCII only: beyond it keyboards and systems
 * encode the same word differently, and a key that opens on one machine would not on the next.
 */
public final class Passphrase implements AutoCloseable {
    private static final int MAX = 1024;
    private static final int MIN_NEW = 12;

    private final char[] characters;

    private Passphrase(char[] characters) {
        this.characters = characters;
    }

    /** Takes the characters over: the array given is overwritten, too. */
    public static Passphrase of(char[] characters) {
        char[] own = characters.clone();
        Arrays.fill(characters, '\0');
        boolean plain = true;
        for (char c : own) {
            plain &= c >= ' ' && c <= '~';
        }
        if (own.length == 0 || own.length > MAX || !plain) {
            Arrays.fill(own, '\0');
            throw new TrustException.PassphraseRefused(
                    "must be 1 to " + MAX + " printable ASCII characters, it is not");
        }
        return new Passphrase(own);
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
        return of(exact);
    }

    /** A passphrase that is about to protect a new key needs some length. */
    void requireStrength() {
        if (characters.length < MIN_NEW) {
            throw new TrustException.PassphraseRefused("of a new key needs at least " + MIN_NEW + " characters");
        }
    }

    /** A copy; whoever asks for it overwrites it. */
    char[] copy() {
        return characters.clone();
    }

    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "***";
    }
}
