package io.hexr.format;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

/** The ways into a bundle. What each yields says how much was verified; there is none that yields content without the signature. */
public final class BundleReader {
    private BundleReader() {}

    /**
     * Verifies the signature, the contents, the presence list, every derived file and all framing before the first blob, and the size of the archive.
     * Blobs are verified as they are read.
     */
    public static SignedBundle open(ArchiveBytes archive, Trust trust) {
        ControlReader control = ControlReader.read(ByteCursor.at(archive, 0));
        SignedContents signed = control.claimed().judged(trust);
        ArchivePlan plan = plan(control, signed.files(), signed.contents());
        requireSize(archive, plan);
        return new SignedBundle(archive, signed, plan);
    }

    /**
     * Verifies everything. One thread hashes blobs already while the other judges the signatures; what is wrong with a blob is said only where these are good.
     * {@code progress} is told the bytes of each piece that was read.
     */
    public static VerifiedBundle verify(ArchiveBytes archive, Trust trust, LongConsumer progress) {
        ControlReader control = ControlReader.read(ByteCursor.at(archive, 0));
        SignedContents.Claimed claimed = control.claimed();
        ArchivePlan plan;
        try {
            plan = plan(control, claimed.files(), claimed.contents());
            requireSize(archive, plan);
        } catch (BundleException e) {
            claimed.judged(trust);
            throw e;
        }
        AtomicReference<@Nullable SignedContents> judged = new AtomicReference<>();
        List<Crc> crcs = new BlobVerification(archive, claimed.contents(), plan, _ -> Optional.empty())
                .run(() -> judged.set(claimed.judged(trust)), progress);
        return new SignedBundle(archive, Objects.requireNonNull(judged.get(), "judged"), plan).verified(crcs);
    }

    /**
     * Verifies an archive that can be read only once, handing out each blob in the order of the archive; the blob's stream is verified by its end. What
     * was handed out may be kept only once this returns.
     */
    public static Verification verify(String name, InputStream pipe, Trust trust, BlobReceiver receiver) {
        ByteCursor in = ByteCursor.of(name, pipe);
        ControlReader control = ControlReader.read(in);
        SignedContents signed = control.claimed().judged(trust);
        ArchivePlan plan = plan(control, signed.files(), signed.contents());
        BlobCheck check = new BlobCheck(signed.contents());
        List<Crc> crcs = new ArrayList<>(plan.entries().size());
        for (ArchivePlan.Entry entry : plan.entries()) {
            crcs.add(check.receive(entry, in, receiver));
        }
        ArchiveEnd.require(in, plan, crcs);
        return new Verification(signed, plan.presence());
    }

    private static ArchivePlan plan(ControlReader control, ReleaseFiles files, Contents contents) {
        return control.plan(
                presence -> ArchivePlan.unverified(files, contents, presence), contents, files.signatures());
    }

    private static void requireSize(ArchiveBytes archive, ArchivePlan plan) {
        if (archive.size() != plan.size()) {
            throw new BundleException.Corrupt(
                    new BundleException.Place(archive.name(), "the archive", Math.min(archive.size(), plan.size())),
                    "has " + archive.size() + " bytes, must have " + plan.size());
        }
    }

    /** Looks at the control files without asking whom to believe: for people who want to know what a file says it is. NOT VERIFIED. */
    public static Inspection inspect(ArchiveBytes archive) {
        ControlReader control = ControlReader.read(ByteCursor.at(archive, 0));
        return inspected(control, archive.size());
    }

    private static Inspection inspected(ControlReader control, long size) {
        ReleaseFiles files = control.releaseFiles();
        Contents contents = control.unverifiedContents();
        ArchivePlan plan = plan(control, files, contents);
        return new Inspection(contents, plan.presence(), files, size, plan.size());
    }
}
