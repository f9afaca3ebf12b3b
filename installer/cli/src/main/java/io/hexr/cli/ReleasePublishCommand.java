package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.assembly.ReleaseCheck;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.format.Contents;
import io.hexr.format.ReleaseCargo;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.LayoutStore;
import io.hexr.transfer.Destination;
import io.hexr.transfer.PushOptions;
import io.hexr.transfer.PushPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "publish",
        header = "Fill a registry from a signed release, for others to download; what is published never changes.",
        footer = {
            "hexr release publish release --to registry.example:5000/hexr",
            "hexr release publish release --to registry.example:5000/hexr --plan",
        })
final class ReleasePublishCommand implements Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the signed release.")
    @SuppressWarnings("NullAway.Init") // set by the parser before run
    Path folder;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "REGISTRY",
            description = "HOST[:PORT][/PATH]; everything is named below it.")
    String to = "";

    @Option(names = "--plan", description = "Say what would be sent and named; write nothing.")
    boolean planOnly;

    @Option(
            names = "--accept",
            paramLabel = "ARTIFACT",
            description = {
                "Publish although release check has findings about this artifact, named as there",
                "('image web'); repeatable. They are said again."
            })
    List<String> accepted = new ArrayList<>();

    @Option(
            names = "--approvals",
            paramLabel = "DIR",
            description = "Where approvals lie, for a policy that requires them.")
    @Nullable
    Path approvals;

    @Mixin
    final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Override
    public Outcome run(Voice voice) {
        // no connection before the signature was believed and every rule kept
        Trust trust = believed.of(voice, Approvals.in(approvals));
        VerifiedRelease release = ReleaseOrigin.folder(folder.toString(), trust);
        requireFit(voice, release.contents());
        voice.cancellation().continueWith(continuation());
        ReleaseCargo cargo = ReleaseCargo.of(folder.toString(), release);
        return connection.connected(voice, to, destination -> publish(voice, cargo, destination));
    }

    private Outcome publish(Voice voice, ReleaseCargo cargo, Destination destination) {
        PushRun run = new PushRun(voice, cargo, destination, PushOptions.USUAL.keepingTags());
        PushPlan plan = run.plan();
        return Outcome.done(
                planOnly
                        ? PushTables.plan(cargo, destination, plan, Optional.ofNullable(connection.rate))
                        : PushTables.report(Report.of("release-publication"), cargo, destination, run.run(plan)));
    }

    /** What {@code release check} finds stops the publication, but for artifacts that were named. */
    private void requireFit(Voice voice, Contents contents) {
        List<ReleaseCheck.Finding> findings;
        try (Progress.Step step = voice.progress().step("reading every image")) {
            findings = ReleaseCheck.check(contents, LayoutStore.open(folder), voice.cancellation()::check)
                    .findings();
            step.done();
        }
        Set<String> stopping = new TreeSet<>();
        for (ReleaseCheck.Finding finding : findings) {
            String line = finding.artifact() + ": " + finding.fact();
            if (accepted.contains(finding.artifact())) {
                voice.narration().warn("accepted: " + line);
            } else {
                stopping.add(line);
            }
        }
        if (!stopping.isEmpty()) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.RELEASE_UNFIT,
                            stopping.size() + (stopping.size() == 1 ? " rule is" : " rules are")
                                    + " not kept by the release in " + folder + ": " + String.join("; ", stopping))
                    .about(folder.toString()));
        }
    }

    private String continuation() {
        List<Object> words = new ArrayList<>(List.of(folder, "--to", to));
        if (planOnly) {
            words.add("--plan");
        }
        accepted.forEach(artifact -> words.addAll(List.of("--accept", artifact)));
        if (approvals != null) {
            words.addAll(List.of("--approvals", approvals));
        }
        words.addAll(connection.words());
        words.addAll(believed.words());
        return CommandText.of("hexr release publish", words.toArray());
    }
}
