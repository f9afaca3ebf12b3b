package io.hexr.oci;

import java.util.Arrays;
import java.util.function.Function;

/**
 * A password, token or passphrase. It never prints itself: {@link #toString} is one fixed word, equality is identity, and there is no accessor that a JSON
 * mapper or a template would find. The characters are copied in, lent out as a copy that is wiped afterwards, and wiped by {@link #close}.
 */
public final class Secret implements AutoCloseable {
    private final char[] characters;
    private boolean closed;

    private Secret(char[] characters) {
        this.characters = characters;
    }

    /** Copies the characters; the caller wipes its own. */
    public static Secret of(char[] characters) {
        return new Secret(characters.clone());
    }

    /** Lends a copy to {@code use}. @throws IllegalStateException after {@link #close} */
    public synchronized <R> R reveal(Function<char[], R> use) {
        if (closed) {
            throw new IllegalStateException("a secret is used after it was wiped");
        }
        char[] lent = characters.clone();
        try {
            return use.apply(lent);
        } finally {
            Arrays.fill(lent, '\0');
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
