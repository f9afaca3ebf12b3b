package io.hexr.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

import io.hexr.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way in: hashed while it is written. A second writer takes the session over, and what the first still sends is refused: a client that lost
 * its connection need not wait until the server notices.
 */
final class StoreUpload {
    private static final int BUFFER = 128 << 10;
    private final String id;
    private final String repository;
    private final Path file;
    private final FileChannel channel;
    private final StoreFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    /** None where this process did not see the first bytes; they are read again before they are believed. */
    private final @Nullable MessageDigest sha256;

    private long offset;
    private boolean kept;
    private long turn;
    private boolean over;
    private volatile long used;

    StoreUpload(String id, String repository, Path file, StoreFiles files) throws IOException {
        this.id = id;
        this.repository = repository;
        this.file = file;
        this.files = files;
        this.channel = files.create(file);
        this.sha256 = Digest.Algorithm.SHA256.start();
        this.used = System.nanoTime();
    }

    /** Goes on where an earlier process noted that it was. */
    StoreUpload(KeptUpload earlier, Path file, StoreFiles files) throws IOException {
        this.id = earlier.id();
        this.repository = earlier.repository();
        this.file = file;
        this.files = files;
        this.channel = files.reopen(file);
        this.sha256 = null;
        this.offset = earlier.offset();
        this.kept = true;
        this.used = System.nanoTime();
    }

    String id() {
        return id;
    }

    String repository() {
        return repository;
    }

    Path file() {
        return file;
    }

    long lastUsed() {
        return used;
    }

    long offset() {
        lock.lock();
        try {
            return offset;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends a body. What arrived before a failure stays, and counts.
     *
     * @param from where the sender believes the session stands, or negative where it does not say
     * @return the new offset, or -1 where the sender is wrong about it; nothing was read then
     */
    long append(ServerRequest.Body body, long from, long sizeHint, long limit) throws IOException {
        long mine;
        lock.lock();
        try {
            requireOpen();
            if (from >= 0 && from != offset) {
                return -1;
            }
            mine = ++turn;
        } finally {
            lock.unlock();
        }
        byte[] buffer = new byte[Math.clamp(sizeHint, 1, BUFFER)];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            lock.lock();
            try {
                requireOpen();
                if (turn != mine) {
                    throw new ServerRefusal.Protocol(
                            409, ServerCode.BLOB_UPLOAD_INVALID, "another request continues this upload");
                }
                if (offset + n > limit) {
                    throw new ServerRefusal.Protocol(
                            413, ServerCode.SIZE_INVALID, "a blob here has at most " + limit + " bytes");
                }
                write(buffer, n);
            } finally {
                lock.unlock();
            }
        }
        return offset();
    }

    private void write(byte[] buffer, int count) throws IOException {
        ByteBuffer piece = ByteBuffer.wrap(buffer, 0, count);
        long at = offset;
        while (piece.hasRemaining()) {
            at += channel.write(piece, at);
        }
        if (sha256 != null) {
            sha256.update(buffer, 0, count);
        }
        offset = at;
        used = System.nanoTime();
    }

    /**
     * Ends the session: forces the bytes and tells how many, if they have the digest. The file is then the caller's, who says when it is {@link #adopted};
     * otherwise nothing is left of it.
     */
    OptionalLong seal(Digest expected) throws IOException {
        lock.lock();
        try {
            requireOpen();
            over = true;
            boolean sealed = false;
            try {
                sealed = forced(expected);
            } finally {
                if (!sealed) {
                    forgetNote();
                    files.remove(file);
                }
            }
            return sealed ? OptionalLong.of(offset) : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    private boolean forced(Digest expected) throws IOException {
        try (channel) {
            channel.truncate(offset);
            Digest actual = expected.algorithm() == Digest.Algorithm.SHA256 && sha256 != null
                    ? Digest.finish(expected.algorithm(), sha256)
                    : reread(expected.algorithm());
            if (!actual.equals(expected)) {
                return false;
            }
            files.force(channel, file);
            return true;
        }
    }

    private Digest reread(Digest.Algorithm algorithm) throws IOException {
        MessageDigest digest = algorithm.start();
        byte[] buffer = new byte[BUFFER];
        java.io.InputStream all = Channels.newInputStream(channel.position(0));
        for (int n = all.read(buffer); n >= 0; n = all.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return Digest.finish(algorithm, digest);
    }

    /** Lets what has arrived outlive this process: durable when this returns. */
    void keep() throws IOException {
        lock.lock();
        try {
            if (!over) {
                files.force(channel, file);
                KeptUpload.write(this, offset, files);
                kept = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends with the process: what was kept stays for the next one, anything else goes. */
    void leave() throws IOException {
        lock.lock();
        try {
            if (!kept) {
                cancel();
            } else if (!over) {
                over = true;
                channel.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bytes are in the store now, or gone: until then a kill must find them with their note. */
    void adopted() throws IOException {
        lock.lock();
        try {
            forgetNote();
        } finally {
            lock.unlock();
        }
    }

    private void forgetNote() throws IOException {
        if (kept) {
            kept = false;
            files.remove(KeptUpload.note(file));
        }
    }

    /** Drops the session and its bytes; one that has ended keeps them, for they are on their way into the store. */
    void cancel() throws IOException {
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            try (channel) {
                forgetNote();
                files.remove(file);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (over) {
            throw new ServerRefusal.Protocol(ServerCode.BLOB_UPLOAD_UNKNOWN, "this upload has ended");
        }
    }
}
