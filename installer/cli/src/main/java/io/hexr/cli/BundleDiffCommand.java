package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;

import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Contents;
import io.hexr.format.Trust;
import io.hexr.signing.AllowedRollback;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        header = "Show what changes from one signed bundle to another, for those who decide.",
        footer = {
            "hexr bundle diff hexr-0.7.tar.gz hexr-0.8.tar.gz",
            "hexr bundle diff hexr-0.7.tar.gz hexr-0.8.tar.gz --html change.html",
        })
final class BundleDiffCommand implements Verb {
    @Parameters(index = "0", paramLabel = "OLD", description = "The bundle that is in use.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "The bundle that is to come.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path after;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page, for a change board.")
    @Nullable
    Path page;

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        Report report;
        try (ArchiveBytes old = BundleSource.open(List.of(before));
                ArchiveBytes fresh = BundleSource.open(List.of(after))) {
            report = new BundleDifference(signed(voice, old, before), signed(voice, fresh, after)).report();
        }
        if (page != null) {
            HtmlPage.write(report, "Changes of " + after.getFileName(), page);
            voice.narration().say("written: " + page);
        }
        return Outcome.done(report);
    }

    /** Signature and contents are checked; of the blobs, only bills of materials are read. To look is no rollback, and comes before approval. */
    private BundleDifference.Side signed(Voice voice, ArchiveBytes archive, Path file) {
        Contents claimed = BundleReader.inspect(archive).contents();
        Trust trust = believed.beforeApproval(voice, BundleSource.approvals(archive, List.of(file)))
                .allowing(new AllowedRollback(claimed.version(), claimed.sequence()));
        return BundleDifference.Side.of(BundleReader.open(archive, trust));
    }
}
