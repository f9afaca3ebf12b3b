package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.console.Cell;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.Artifact;
import io.hexr.format.Blob;
import io.hexr.format.BundleWriter;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.SigningKey;
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
        })
final class BundleDownloadCommand implements OutputFile.Writer {
    @Mixin
    final ReleaseOrigin origin = new ReleaseOrigin();

    private final OutputFile output = new OutputFile("The bundle to write.");

    @Option(
            names = "--groups",
            paramLabel = "NAME,...",
            split = ",",
            description = "Only what belongs to these groups; the bundle is partial then.")
    Set<String> groups = new TreeSet<>();

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
        Trust trust = believed.of(voice, Approvals.in(approvals));
        voice.cancellation().continueWith(continuation(file));
        return origin.opened(voice, trust, opened -> write(voice, opened, trust, signer));
    }

    private Outcome write(Voice voice, ReleaseOrigin.Opened opened, Trust trust, Optional<SigningKey> signer) {
        Path file = output.path();
        VerifiedRelease release = opened.release();
        CustodyOptions.requireAbout(
                signer, custody.logBeside(file), release.verified().statement());
        Contents contents = release.contents();
        Set<Digest> had = have.digests(voice, trust.policy());
        Presence chosen = presence(contents);
        Presence presence = Presence.of(contents, blob -> chosen.has(blob.digest()) && !had.contains(blob.digest()));
        requireThere(opened, presence);
        long bytes = presence.blobs().stream().mapToLong(Blob::size).sum();
        Estimate.tell(voice, file, bytes, presence.blobs().size());
        BundleWriter.Written written;
        try (Progress.Step step = voice.progress().step("writing " + file, bytes)) {
            written = BundleWriter.write(release, presence, file, moved -> {
                voice.cancellation().check();
                step.advance(moved);
            });
            step.done();
        }
        Report report = Report.of("bundle-download")
                .with("release", contents.release())
                .with("version", contents.version())
                .with("sequence", contents.sequence())
                .with("from", opened.place())
                .with("bundle", file.toString())
                .with("size", new Cell.Size(written.size()))
                .with("statement", release.verified().statement().toString())
                .with("kept", new Cell.Size(written.kept()))
                .with("complete", new Cell.Flag(presence.isComplete()))
                .with("leftOut", presence.absentBlobs().size())
                .with(new Report.Listing("signers", signers(release)))
                .with(new Report.Listing(
                        "artifacts",
                        presence.artifacts().stream().map(Artifact::title).toList()))
                .with(new Report.Listing(
                        "absent",
                        presence.absentArtifacts().stream().map(Artifact::title).toList()));
        return Outcome.done(custody.record(
                report,
                signer,
                custody.logBeside(file),
                new CustodyOptions.Step(
                        CustodyEvent.Kind.CREATED, release.verified().statement())));
    }

    /** A registry may hold some groups only; what is missing is told before the first byte is fetched. */
    private static void requireThere(ReleaseOrigin.Opened opened, Presence wanted) {
        List<Digest> missing = wanted.blobs().stream()
                .map(Blob::digest)
                .filter(digest -> !opened.there().has(digest))
                .toList();
        if (!missing.isEmpty()) {
            throw new TransferException.NotThere(opened.place(), missing);
        }
    }

    private Presence presence(Contents contents) {
        if (groups.isEmpty()) {
            return Presence.complete(contents);
        }
        Set<Digest> wanted = new HashSet<>();
        for (String group : groups) {
            if (!contents.groups().contains(group)) {
                throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, "the release has no group " + group)
                        .because("it was mistyped, or belongs to another release")
                        .next("choose among: " + String.join(", ", contents.groups())));
            }
            contents.group(group).forEach(artifact -> wanted.addAll(contents.closure(artifact)));
        }
        return Presence.of(contents, blob -> wanted.contains(blob.digest()));
    }

    private String continuation(Path file) {
        List<Object> words = new ArrayList<>(origin.words());
        words.addAll(List.of("--output", file));
        if (!groups.isEmpty()) {
            words.addAll(List.of("--groups", String.join(",", groups)));
        }
        words.addAll(have.words());
        if (approvals != null) {
            words.addAll(List.of("--approvals", approvals));
        }
        words.addAll(believed.words());
        words.addAll(custody.words());
        return CommandText.of("hexr bundle download", words.toArray());
    }

    private static List<String> signers(VerifiedRelease release) {
        return release.verified().signedBy();
    }
}
