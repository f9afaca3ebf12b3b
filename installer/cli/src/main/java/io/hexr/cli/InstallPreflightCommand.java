package io.hexr.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.cluster.PreparedRelease;
import io.hexr.console.ExitStatus;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.Cluster;
import io.hexr.install.Facts;
import io.hexr.install.Finding;
import io.hexr.install.Preflight;
import io.hexr.install.Wanted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "preflight",
        header = "Find out whether a cluster can take a release, and what to do if not; changes nothing.",
        description =
                "Rights to read are enough; what they do not allow is not evaluated, and says so. Without a release only the"
                        + " cluster itself is judged.",
        footer = {
            "hexr install preflight",
            "hexr install preflight --from registry.site:5000/hexr --profile air-gapped --html preflight.html",
            "hexr install preflight --kubeconfig site.yaml --output json",
        })
final class InstallPreflightCommand implements Verb {
    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--html", paramLabel = "FILE", description = "Write the findings as a page, too.")
    @Nullable
    Path html;

    @Override
    public Outcome run(Voice voice) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        try (KubernetesCluster server = KubernetesCluster.open(kubeconfig)) {
            if (!choice.isNamed()) {
                return judged(voice, server, Optional.empty());
            }
            // a cluster that cannot be reached is told before a release is read
            String kubernetes = server.version();
            return choice.found(voice, "install preflight", found -> {
                try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                    PreparedRelease prepared =
                            choice.prepared(voice, found, cluster.namespace, kubernetes, scratch.path());
                    return judged(voice, server, Optional.of(prepared.wanted()));
                }
            });
        }
    }

    private Outcome judged(Voice voice, Cluster server, Optional<Wanted> wanted) {
        Facts facts;
        try (Progress.Step step = voice.progress().step("looking at the cluster")) {
            facts = server.facts(wanted.map(known -> Cluster.Inquiry.about(known, List.of()))
                    .orElseGet(() ->
                            Cluster.Inquiry.without(new Wanted.Target(InstallChoice.RELEASE, cluster.namespace))));
            step.done();
        }
        List<Finding> findings = Preflight.accepting(
                Preflight.judge(facts, wanted, Preflight.Purpose.LOOK, Instant.now()), choice.acceptances());
        Report report = Report.of("preflight")
                .with("server", facts.api().server())
                .with("release", wanted.map(known -> known.release().title()).orElse("none"))
                .with("verdict", InstallTables.verdict(findings))
                .with("counts", InstallTables.counts(findings))
                .with(InstallTables.findings(findings));
        if (html != null) {
            HtmlPage.write(report, "Preflight of " + facts.api().server(), html);
        }
        return new Outcome(report, Preflight.isBlocked(findings) ? ExitStatus.PREFLIGHT_BLOCKED : ExitStatus.DONE);
    }
}
