package io.hexr.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Limits;
import io.hexr.oci.OciException;
import io.hexr.oci.VerifyingInputStream;
import io.hexr.signing.Verified;

/** A verified release as a whole, delivered from where it lies. */
public final class ReleaseCargo implements Cargo {
    private static final int PIECE = 128 << 10;

    private final String name;
    private final VerifiedRelease release;
    private final Presence presence;
    private final Map<Digest, VerifyingInputStream> opened = new ConcurrentHashMap<>();

    private ReleaseCargo(String name, VerifiedRelease release) {
        this.name = name;
        this.release = release;
        this.presence = Presence.complete(release.contents());
    }

    /** All of a release; the name is what people call the place it lies in. */
    public static ReleaseCargo of(String name, VerifiedRelease release) {
        return new ReleaseCargo(name, release);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Contents contents() {
        return release.contents();
    }

    @Override
    public Presence presence() {
        return presence;
    }

    @Override
    public Verified verified() {
        return release.verified();
    }

    @Override
    public ReleaseFiles files() {
        return release.files();
    }

    @Override
    public ContentSource content() {
        return new Watched(release.source());
    }

    @Override
    public long size() {
        return contents().totalSize();
    }

    @Override
    public void settle(LongConsumer progress) {
        for (Descriptor each : contents().descriptors()) {
            if (contents().isManifest(each.digest())) {
                byte[] bytes = release.source().bytes(each, Limits.MANIFEST_BYTES);
                contents().requireManifest(each.digest(), bytes);
                progress.accept(bytes.length);
            } else if (!isVerified(each.digest())) {
                drain(each, progress);
            }
        }
    }

    private boolean isVerified(Digest digest) {
        VerifyingInputStream read = opened.get(digest);
        return read != null && read.isVerified();
    }

    private void drain(Descriptor content, LongConsumer progress) {
        byte[] piece = new byte[PIECE];
        try (InputStream in = release.source().open(content)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                progress.accept(read);
            }
        } catch (IOException e) {
            throw new OciException.StoreFailed("reading " + content.digest() + " of " + name, e);
        }
    }

    @Override
    public Optional<BundleException.Place> place(Digest blob) {
        return Optional.empty();
    }

    /** Remembers which blobs were read to their verified end. */
    private final class Watched implements ContentSource {
        private final ContentSource source;

        Watched(ContentSource source) {
            this.source = source;
        }

        @Override
        public boolean has(Descriptor descriptor) {
            return source.has(descriptor);
        }

        @Override
        public InputStream open(Descriptor descriptor) {
            VerifyingInputStream verifying = VerifyingInputStream.of(source.open(descriptor), descriptor);
            opened.merge(descriptor.digest(), verifying, (before, now) -> before.isVerified() ? before : now);
            return verifying;
        }

        @Override
        public Optional<Descriptor> resolve(String tag) {
            return source.resolve(tag);
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return source.referrers(subject);
        }
    }
}
