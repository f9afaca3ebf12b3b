package io.hexr.oci;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Hands out content and checks it on the way. The last bytes are handed out only after size and digest were seen to be right and the stream below was
 * seen to end, so a reader that stops after the descriptor's size has checked as much as one that reads to the end. Once it has failed, every further
 * read fails the same way.
 */
public final class VerifyingInputStream extends InputStream {
    private final InputStream below;
    private final Descriptor expected;
    private final Function<OciException.DigestMismatch, RuntimeException> named;
    private final MessageDigest running;
    private long count;
    private volatile boolean verified;
    private @Nullable RuntimeException refusal;
    private @Nullable IOException fault;
    private IntConsumer watcher = read -> {};

    private VerifyingInputStream(
            InputStream below, Descriptor expected, Function<OciException.DigestMismatch, RuntimeException> named) {
        this.below = below;
        this.named = named;
        this.expected = expected;
        this.running = expected.digest().algorithm().start();
    }

    /**
     * Verifies the stream against size and digest of the descriptor. A stream that does so already, from its first byte, is returned as it is: content
     * that passes several hands is hashed once.
     */
    public static VerifyingInputStream of(InputStream stream, Descriptor expected) {
        if (stream instanceof VerifyingInputStream already
                && already.count == 0
                && already.expected.size() == expected.size()
                && already.expected.digest().equals(expected.digest())) {
            return already;
        }
        return new VerifyingInputStream(stream, expected, mismatch -> mismatch);
    }

    /** For a store that can say more of a wrong digest, such as where in a file the content lies: {@code named} makes what is thrown of it. */
    public static VerifyingInputStream of(
            InputStream stream, Descriptor expected, Function<OciException.DigestMismatch, RuntimeException> named) {
        return new VerifyingInputStream(stream, expected, named);
    }

    /** Told the number of bytes of each read that succeeded; what it throws fails the read. */
    void watch(IntConsumer reads) {
        watcher = reads;
    }

    /** Why reading failed, where it did. */
    Optional<Exception> failure() {
        return Optional.<Exception>ofNullable(refusal).or(() -> Optional.ofNullable(fault));
    }

    /** Whether the content was read as far as it takes to know that it is right. */
    public boolean isVerified() {
        return verified;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (refusal != null) {
            throw refusal;
        }
        if (fault != null) {
            throw fault;
        }
        if (length == 0) {
            return 0;
        }
        try {
            return verifiedRead(into, offset, length);
        } catch (RuntimeException e) {
            refusal = e;
            throw e;
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    private int verifiedRead(byte[] into, int offset, int length) throws IOException {
        long left = expected.size() - count;
        if (left == 0) {
            verify();
            return -1;
        }
        int read = below.read(into, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new OciException.SizeMismatch(resource(), expected.size(), "only " + count);
        }
        running.update(into, offset, read);
        count += read;
        if (count == expected.size()) {
            verify();
        }
        watcher.accept(read);
        return read;
    }

    private void verify() throws IOException {
        if (verified) {
            return;
        }
        if (below.read() >= 0) {
            throw new OciException.SizeMismatch(resource(), expected.size(), "more than " + expected.size());
        }
        Digest actual = Digest.finish(expected.digest().algorithm(), running);
        if (!actual.equals(expected.digest())) {
            throw named.apply(new OciException.DigestMismatch(resource(), expected.digest(), actual));
        }
        verified = true;
    }

    private String resource() {
        return "content " + expected.digest();
    }

    /** Closes the stream below; content that was not read to its end was not verified. */
    @Override
    public void close() throws IOException {
        below.close();
    }
}
