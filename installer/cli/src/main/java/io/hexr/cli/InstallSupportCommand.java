package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.hexr.cluster.Evidence;
import io.hexr.cluster.Kubeconfig;
import io.hexr.cluster.KubernetesCluster;
import io.hexr.console.Cell;
import io.hexr.console.JsonPrinter;
import io.hexr.console.Progress;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.Cluster;
import io.hexr.install.Diagnosis;
import io.hexr.install.Facts;
import io.hexr.install.Finding;
import io.hexr.install.Inspection;
import io.hexr.install.Installation;
import io.hexr.install.JournalPage;
import io.hexr.install.Preflight;
import io.hexr.install.Redaction;
import io.hexr.install.Wanted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "support",
        header = "Gather what tells why an installation does not do well, into one archive without secrets.",
        description =
                "Logs, events, workloads, findings, the journal with its plan, versions, and on top a page with the likely cause."
                        + " Of Secrets and ConfigMaps only those are read that hexr install status reads, and none is put in; what looks"
                        + " like a password, key or token is taken out. Read it before you hand it on.",
        footer = {
            "hexr install support",
            "hexr install support --to case-17.zip",
        })
final class InstallSupportCommand implements Verb {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--to", paramLabel = "FILE", description = "The archive; else hexr-support-TIME.zip here.")
    @Nullable
    Path to;

    @Override
    public Outcome run(Voice voice) {
        Kubeconfig kubeconfig = cluster.read(voice.environment());
        Redaction redaction = new Redaction(kubeconfig.secrets());
        Instant now = Instant.now();
        Path file = voice.environment()
                .workingFolder()
                .resolve(to == null ? Path.of("hexr-support-" + STAMP.format(now) + ".zip") : to);
        try (KubernetesCluster server = KubernetesCluster.open(kubeconfig)) {
            Wanted.Target target = new Wanted.Target(InstallChoice.RELEASE, cluster.namespace);
            Inspection found;
            Facts facts;
            Evidence evidence;
            try (Progress.Step step = voice.progress().step("gathering")) {
                found = server.inspect(target);
                facts = server.facts(Cluster.Inquiry.without(target));
                evidence = server.evidence(found, redaction, voice.cancellation()::check);
                step.done(evidence.files().size() + " files");
            }
            Installation judged = Installation.of(found, now);
            List<Finding> findings = Preflight.judge(facts, Optional.empty(), Preflight.Purpose.LOOK, now);
            List<Diagnosis.Cause> causes = Diagnosis.of(judged, findings, evidence.warnings());
            // each text for itself: what is laid out already hides its values from the redaction
            Report analysis = analysis(found, judged, redacted(causes, redaction), evidence, redaction);
            SortedMap<String, byte[]> files = new TreeMap<>(evidence.files());
            files.put("status.json", clean(redaction, StatusTables.report(Report.of("install-status"), found, judged)));
            files.put(
                    "preflight.json", clean(redaction, Report.of("preflight").with(InstallTables.findings(findings))));
            found.journal()
                    .orElse(Optional.empty())
                    .ifPresent(page -> files.put("journal.json", clean(redaction, page.bytes())));
            files.put("versions.txt", clean(redaction, versions(facts, found).getBytes(StandardCharsets.UTF_8)));
            bugs(voice).ifPresent(text -> files.put("last-bug.txt", clean(redaction, text)));
            String page = HtmlPage.page(analysis, "Why " + facts.api().server() + " is " + word(judged));
            SupportArchive.write(file, page.getBytes(StandardCharsets.UTF_8), files);
            return Outcome.done(analysis.with("archive", file.toString()).with("files", files.size() + 1));
        }
    }

    private static String word(Installation judged) {
        return judged.state().name().toLowerCase(Locale.ROOT);
    }

    private static List<Diagnosis.Cause> redacted(List<Diagnosis.Cause> causes, Redaction redaction) {
        return causes.stream()
                .map(cause -> new Diagnosis.Cause(
                        cause.title(),
                        cause.evidence().stream().map(redaction::of).toList(),
                        cause.remedy()))
                .toList();
    }

    private static Report analysis(
            Inspection found,
            Installation judged,
            List<Diagnosis.Cause> causes,
            Evidence evidence,
            Redaction redaction) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Diagnosis.Cause cause : causes) {
            rows.add(List.of(
                    Cell.of(rows.size() + 1),
                    Cell.of(cause.title()),
                    Cell.of(String.join(" | ", cause.evidence())),
                    Cell.of(cause.remedy())));
        }
        List<String> unread = new ArrayList<>(found.unread());
        evidence.unread().stream().filter(line -> !unread.contains(line)).forEach(unread::add);
        return Report.of("install-support")
                .with("state", word(judged))
                .with(
                        "likelyCause",
                        causes.isEmpty()
                                ? "nothing wrong was found"
                                : causes.getFirst().title())
                .with("server", found.server())
                .with(
                        "release",
                        found.journal()
                                .orElse(Optional.empty())
                                .map(JournalPage::title)
                                .orElse("not known"))
                .with(new Report.Table("causes", List.of("number", "cause", "evidence", "remedy"), rows))
                .with(new Report.Listing(
                        "notAllowed", unread.stream().map(redaction::of).toList()));
    }

    private static byte[] clean(Redaction redaction, Report report) {
        return clean(redaction, JsonPrinter.document(report));
    }

    private static byte[] clean(Redaction redaction, byte[] text) {
        return redaction.of(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private static String versions(Facts facts, Inspection found) {
        Release build = Release.ofThisBuild();
        StringBuilder text = new StringBuilder("hexr " + build.release() + ", commit " + build.commit() + ", JDK "
                + build.jdk() + "\nKubernetes " + facts.api().version() + "\n");
        facts.nodes()
                .orElse(List.of())
                .forEach(node -> text.append("node ")
                        .append(node.name())
                        .append(": ")
                        .append(node.platform())
                        .append(", ")
                        .append(node.runtime())
                        .append('\n'));
        found.deployed()
                .ifPresent(release -> text.append("chart ")
                        .append(release.chart())
                        .append(' ')
                        .append(release.version())
                        .append(", revision ")
                        .append(release.revision())
                        .append('\n'));
        return text.toString();
    }

    private static Optional<byte[]> bugs(Voice voice) {
        Optional<Path> note = voice.environment().stateHome().map(home -> home.resolve("last-bug.txt"));
        try {
            return note.isPresent() && Files.isRegularFile(note.get())
                    ? Optional.of(Files.readAllBytes(note.get()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
