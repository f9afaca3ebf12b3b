package io.hexr.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose n-th call goes wrong, once. Calls are counted from one, over all methods; streams break while they are read. */
public final class FaultyStore implements ContentStore {
    /** What goes wrong. */
    public enum Fault {
        /** The call fails; of a stream that is opened, its reading. */
        FAIL,
        /** One bit of a stream is turned; other calls fail. */
        CORRUPT,
        /** A stream ends early; other calls fail. */
        CUT
    }

    private final ContentStore below;
    private final int at;
    private final Fault fault;
    private final AtomicInteger calls = new AtomicInteger();

    public FaultyStore(ContentStore below, int at, Fault fault) {
        this.below = below;
        this.at = at;
        this.fault = fault;
    }

    public int calls() {
        return calls.get();
    }

    /** Whether the call that goes wrong was reached. */
    public boolean struck() {
        return calls.get() >= at;
    }

    @Override
    public boolean has(Descriptor descriptor) {
        failIfDue("has");
        return below.has(descriptor);
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        InputStream stream = below.open(descriptor);
        return due() ? new Broken(stream) : stream;
    }

    @Override
    public Optional<Descriptor> resolve(String tag) {
        failIfDue("resolve");
        return below.resolve(tag);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        failIfDue("referrers");
        return below.referrers(subject);
    }

    @Override
    public void put(Descriptor descriptor, InputStream bytes) {
        below.put(descriptor, due() ? new Broken(bytes) : bytes);
    }

    @Override
    public void tag(String tag, Descriptor manifest) {
        failIfDue("tag");
        below.tag(tag, manifest);
    }

    private boolean due() {
        return calls.incrementAndGet() == at;
    }

    private void failIfDue(String call) {
        if (due()) {
            throw new OciException.StoreFailed("call " + at + ", " + call, new IOException("made to fail"));
        }
    }

    private final class Broken extends FilterInputStream {
        Broken(InputStream below) {
            super(below);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return switch (fault) {
                case FAIL -> throw new IOException("made to fail");
                case CUT -> -1;
                case CORRUPT -> {
                    int read = super.read(into, offset, length);
                    if (read > 0) {
                        into[offset] ^= 1;
                    }
                    yield read;
                }
            };
        }
    }
}
