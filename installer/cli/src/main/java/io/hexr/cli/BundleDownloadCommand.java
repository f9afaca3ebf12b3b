package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hexr.console.Cell;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.BundleException;
import io.hexr.format.BundleReader;
import io.hexr.format.BundleWriter;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.SignedBundle;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustException;
import io.hexr.transfer.TransferException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "download",
        header = "Write the bundle of a release that someone you believe has signed.",
        description = "Without --from the release is taken from the place that the setting from names.",
        footer = {
            "hexr bundle download --from release --output hexr-bundle.tar.gz",
            "hexr bundle download --from registry.site:5000/hexr --version 0.8.1 --output hexr-bundle.tar.gz",
            "hexr bundle download --from release --have inventory.json --output delta.tar.gz",
            "hexr bundle download --from release --groups core,llm --output core.tar.gz",
            "hexr bundle download --from release --split-size 4400MiB --parity 1 --output hexr-bundle.tar.gz",
        })
final class BundleDownloadCommand implements OutputFile.Writer {
    @Mixin
    final ReleaseOrigin origin = new ReleaseOrigin();

    private final OutputFile output = new OutputFile("The bundle to write.");

    @Mixin
    final ContentSelection selection = new ContentSelection();

    @Mixin
    final SplitOptions split = new SplitOptions();

    @Mixin
    final HaveOption have = new HaveOption();

    @Option(
            names = "--approvals",
            paramLabel = "DIR",
            description = "Where approvals lie, for a policy that requires them.")
    @Nullable
    Path approvals;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public OutputFile output() {
        return output;
    }

    @Mixin
    final CustodyOptions custody = new CustodyOptions();

    @Override
    public void settle(Settings settings) {
        custody.settle(settings);
    }

    @Override
    public Outcome run(Voice voice) {
        Optional<SigningKey> signer = custody.signer();
        Path file = output.path();
        Optional<Splitting> splitting = split.of(file);
        Trust trust = believed.of(voice, Approvals.in(approvals));
        voice.cancellation().continueWith(continuation(file));
        return origin.found(voice, trust, found -> write(voice, found, trust, splitting, signer));
    }

    private Outcome write(
            Voice voice,
            ReleaseOrigin.Found found,
            Trust trust,
            Optional<Splitting> splitting,
            Optional<SigningKey> signer) {
        Path file = output.path();
        VerifiedRelease release = found.release();
        Path log = custody.logBeside(file);
        CustodyOptions.requireAbout(signer, log, release.verified().statement());
        Set<Digest> had = have.digests(voice, trust.policy());
        Presence chosen = selection.of(release.contents());
        Presence presence =
                Presence.of(release.contents(), blob -> chosen.has(blob.digest()) && !had.contains(blob.digest()));
        boolean archived = isThere(voice, file, trust, found, presence);
        boolean parted = !archived
                && splitting.isPresent()
                && isThere(voice, splitting.get().to(), trust, found, presence);
        Optional<BundleWriter.Written> written =
                archived || parted ? Optional.empty() : Optional.of(fetch(voice, found, presence, splitting));
        Report report = report(found, presence, written);
        Report recorded = report;
        if (written.isPresent() || (archived && !Files.exists(log))) {
            CustodyOptions.Step created = new CustodyOptions.Step(
                    CustodyEvent.Kind.CREATED, release.verified().statement());
            recorded = custody.record(report, signer, log, created);
        }
        if (splitting.isEmpty()) {
            return Outcome.done(recorded);
        }
        return Outcome.done(
                parted ? made(voice, splitting.get(), report) : split(voice, splitting.get(), report, signer));
    }

    /** Parts that are there are held against the split that is asked for, and what is missing among them is made again. */
    private static Report made(Voice voice, Splitting splitting, Report report) {
        return parts(report, splitting, splitting.split(voice, splitting.to(), null, _ -> {}));
    }

    private static Report parts(Report report, Splitting splitting, Splitting.Done done) {
        return report.with("folder", splitting.to().toString()).with(BundleSplitCommand.table("parts", done.parts()));
    }

    private Report report(ReleaseOrigin.Found found, Presence presence, Optional<BundleWriter.Written> written) {
        VerifiedRelease release = found.release();
        Contents contents = release.contents();
        long blobs = presence.blobs().stream().mapToLong(Blob::size).sum();
        return Report.of("bundle-download")
                .with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence())
                .with("from", found.place())
                .with("bundle", output.path().toString())
                .with("verdict", written.isPresent() ? "written" : "was there")
                .with(
                        "size",
                        new Cell.Size(written.map(BundleWriter.Written::size).orElse(blobs)))
                .with("statement", release.verified().statement().toString())
                .with(
                        "kept",
                        new Cell.Size(written.map(BundleWriter.Written::kept).orElse(blobs)))
                .with("complete", new Cell.Flag(presence.isComplete()))
                .with("leftOut", presence.absentBlobs().size())
                .with(new Report.Listing("signers", release.verified().signedBy()))
                .with(new Report.Listing(
                        "artifacts",
                        presence.artifacts().stream().map(Artifact::title).toList()))
                .with(new Report.Listing(
                        "absent",
                        presence.absentArtifacts().stream().map(Artifact::title).toList()));
    }

    /** The parts take the place of the archive, once all of them are on the disk. */
    private Report split(Voice voice, Splitting splitting, Report report, Optional<SigningKey> signer) {
        Path file = output.path();
        Splitting.Done done = splitting.split(voice, file, null, _ -> {});
        Path log = custody.logBeside(file);
        Report all = custody.record(
                report.with("folder", splitting.to().toString()).with(BundleSplitCommand.table("parts", done.parts())),
                signer,
                log,
                new CustodyOptions.Step(CustodyEvent.Kind.SPLIT, done.statement()));
        done.carry(log);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new BundleException.Unwritable(file.toString(), e);
        }
        return all;
    }

    private BundleWriter.Written fetch(
            Voice voice, ReleaseOrigin.Found found, Presence presence, Optional<Splitting> splitting) {
        requireThere(found.place(), found.there(voice), presence);
        Path file = output.path();
        long bytes = presence.blobs().stream().mapToLong(Blob::size).sum();
        long disk = splitting
                .map(parts -> 2 * bytes
                        + parts.parity() * Math.min(bytes, parts.size().bytes()))
                .orElse(bytes);
        Estimate.tell(voice, file, presence, disk, Optional.ofNullable(origin.connection.rate));
        try (Progress.Step step = voice.progress().step("writing " + file, bytes)) {
            BundleWriter.Written written = BundleWriter.write(found.release(), presence, file, moved -> {
                voice.cancellation().check();
                step.advance(moved);
            });
            step.done();
            return written;
        }
    }

    /** Whether this very bundle lies there already, whole, as a file or in parts: a download that was done is not done again. */
    private static boolean isThere(Voice voice, Path place, Trust trust, ReleaseOrigin.Found found, Presence wanted) {
        if (!Files.exists(place)) {
            return false;
        }
        try (ArchiveBytes archive = BundleSource.open(List.of(place))) {
            SignedBundle archived = BundleReader.open(archive, trust);
            boolean same = archived.verified()
                            .statement()
                            .equals(found.release().verified().statement())
                    && archived.presence().blobs().equals(wanted.blobs());
            if (!same) {
                return false;
            }
            try (Progress.Step step =
                    voice.progress().step("verifying " + place + ", which is there", archived.size())) {
                archived.verify(BundleSource.counting(voice, step));
                step.done();
            }
            return true;
        } catch (BundleException | TrustException e) {
            // another file, or a damaged one: writing replaces it, or says why it may not
            return false;
        }
    }

    /** A registry may hold some groups only; what is missing is told before the first byte is fetched. */
    private static void requireThere(String place, Presence there, Presence wanted) {
        List<Digest> missing = wanted.blobs().stream()
                .map(Blob::digest)
                .filter(digest -> !there.has(digest))
                .toList();
        if (!missing.isEmpty()) {
            throw new TransferException.NotThere(place, missing);
        }
    }

    private String continuation(Path file) {
        List<Object> words = new ArrayList<>(origin.words());
        words.addAll(List.of("--output", file));
        words.addAll(selection.words());
        words.addAll(split.words());
        words.addAll(have.words());
        if (approvals != null) {
            words.addAll(List.of("--approvals", approvals));
        }
        words.addAll(believed.words());
        words.addAll(custody.words());
        return CommandText.of("hexr bundle download", words.toArray());
    }
}
