package io.hexr.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

import io.hexr.oci.ContentSource;
import io.hexr.oci.Digest;
import io.hexr.oci.VerifyingInputStream;
import io.hexr.signing.Verified;

/**
 * A bundle whose signature, contents, presence list, derived files and framing up to the first blob are verified, and whose blobs are verified as they
 * are read. What is sent from it while it is being read counts only once {@link #verify} has returned.
 */
public final class SignedBundle implements Cargo {
    private final ArchiveBytes archive;
    private final SignedContents signed;
    private final ArchivePlan plan;
    private final Map<Digest, Opened> opened = new ConcurrentHashMap<>();

    /** A blob somebody reads, or has read. */
    private record Opened(EntryStream framed, VerifyingInputStream verifying) {}

    SignedBundle(ArchiveBytes archive, SignedContents signed, ArchivePlan plan) {
        this.archive = archive;
        this.signed = signed;
        this.plan = plan;
    }

    @Override
    public String name() {
        return archive.name();
    }

    @Override
    public Contents contents() {
        return signed.contents();
    }

    @Override
    public Presence presence() {
        return plan.presence();
    }

    @Override
    public Verified verified() {
        return signed.verified();
    }

    @Override
    public ReleaseFiles files() {
        return signed.files();
    }

    public ArchivePlan plan() {
        return plan;
    }

    @Override
    public ContentSource content() {
        return new BundleContent(contents(), plan, this::open, List.of());
    }

    @Override
    public long size() {
        return plan.size();
    }

    @Override
    public void settle(LongConsumer progress) {
        verify(progress);
    }

    @Override
    public Optional<BundleException.Place> place(Digest blob) {
        return plan.entry(blob)
                .map(entry -> new BundleException.Place(name(), entry.blob().path(), entry.offset()));
    }

    /** The content of one artifact's repository: tags lead to it. */
    public ContentSource content(Artifact artifact) {
        return content(List.of(artifact));
    }

    /** The content of a repository that several artifacts share. */
    public ContentSource content(List<Artifact> artifacts) {
        return new BundleContent(contents(), plan, this::open, List.copyOf(artifacts));
    }

    VerifiedRelease release() {
        return VerifiedRelease.of(signed, content());
    }

    private VerifyingInputStream open(ArchivePlan.Entry entry) {
        EntryStream framed = EntryStream.of(ByteCursor.at(archive, entry), entry.blob());
        VerifyingInputStream verifying = EntryStream.verifying(framed, entry.blob());
        opened.merge(
                entry.blob().digest(),
                new Opened(framed, verifying),
                (before, now) -> before.verifying.isVerified() ? before : now);
        return verifying;
    }

    /**
     * Verifies whatever nobody has read to its verified end yet, every manifest, and the end of the archive.
     *
     * @param progress told the bytes of each piece that was read
     */
    public VerifiedBundle verify(LongConsumer progress) {
        return verified(new BlobVerification(archive, contents(), plan, this::known).run(() -> {}, progress));
    }

    public VerifiedBundle verify() {
        return verify(bytes -> {});
    }

    /** All blobs were verified, and these are their checksums: what is left is the end of the archive. */
    VerifiedBundle verified(List<Crc> crcs) {
        ArchiveEnd.require(ByteCursor.at(archive, plan.end()), plan, crcs);
        return new VerifiedBundle(this, new Verification(signed, plan.presence()));
    }

    /**
     * What is left to verify where every byte was held against the plan already, and every blob that has bytes against its digest: that manifests say what the
     * contents say of them, and that an empty blob is one.
     *
     * @param whole the archive as people know it, for what is refused there
     */
    Verification verifyRest(ArchiveBytes whole) {
        BlobCheck check = new BlobCheck(contents());
        for (ArchivePlan.Entry entry : plan.entries()) {
            Blob blob = entry.blob();
            if (blob.size() == 0 || contents().graph().node(blob.digest()).isPresent()) {
                check.check(entry, ByteCursor.at(whole, entry), bytes -> {});
            }
        }
        return new Verification(signed, plan.presence());
    }

    private Optional<Crc> known(Digest digest) {
        Opened read = opened.get(digest);
        return read != null && read.verifying.isVerified() ? Optional.of(read.framed.crc()) : Optional.empty();
    }
}
