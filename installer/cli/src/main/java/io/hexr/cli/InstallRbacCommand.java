package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.cluster.PreparedRelease;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.Piece;
import io.hexr.install.RbacDocument;
import io.hexr.install.Right;
import io.hexr.install.Rights;
import io.hexr.install.Wanted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rbac",
        header = "Print the exact rights that a job takes, as roles to grant; contacts no cluster.",
        description =
                "But for preflight the release is read, since its objects settle the rights. For install its namespaces are"
                        + " among the objects, so that whoever installs need not be allowed to make any. What is installed"
                        + " may have objects that the release has no more: upgrade, restore and uninstall take them away,"
                        + " and --installed counts them in. Kinds of objects that the release brings stand only in the release:"
                        + " for uninstall name both.",
        footer = {
            "hexr install rbac --for preflight --user auditor | kubectl apply -f -",
            "hexr install rbac --for install --from registry.site:5000/hexr --profile air-gapped --user installer",
            "hexr install rbac --for uninstall --from registry.site:5000/hexr --installed manifest.yaml --user installer",
        })
final class InstallRbacCommand implements Verb {
    /** What is to be done with the rights. */
    enum Job {
        preflight,
        install,
        upgrade,
        restore,
        status,
        support,
        uninstall
    }

    @Option(
            names = "--for",
            paramLabel = "JOB",
            required = true,
            description = "preflight, install, upgrade, restore, status, support or uninstall.")
    Job job = Job.preflight;

    @Option(names = "--user", paramLabel = "NAME", description = "To whom they are granted. May be repeated.")
    List<String> users = new ArrayList<>();

    @Option(names = "--group", paramLabel = "NAME", description = "A group, likewise.")
    List<String> groups = new ArrayList<>();

    @Option(names = "--service-account", paramLabel = "NAMESPACE/NAME", description = "A service account, likewise.")
    List<String> accounts = new ArrayList<>();

    @Option(names = "--kubernetes", paramLabel = "VERSION", description = "The version of the cluster.")
    String kubernetes = "1.30.0";

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of the release.")
    String namespace = "hexr-system";

    @Option(
            names = "--installed",
            paramLabel = "FILE",
            description = "What is installed: what helm get manifest prints, or the Secret in which Helm keeps it.")
    @Nullable
    Path installed;

    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Override
    public Outcome run(Voice voice) {
        List<RbacDocument.Subject> subjects = subjects();
        String text = job == Job.preflight
                ? RbacDocument.of("hexr-preflight", Rights.preflight(namespace), made(namespace), subjects)
                : ofRelease(voice, subjects);
        return Outcome.done(Report.of("install-rbac").with(new Report.Document("roles", text)));
    }

    private String ofRelease(Voice voice, List<RbacDocument.Subject> subjects) {
        List<Piece> there = installed();
        if (isOfWhatIsThere() && installed != null && !choice.isNamed()) {
            if (job == Job.uninstall) {
                voice.narration()
                        .warn(
                                "kinds of objects (CRDs) that the release brings are not in what is installed: where it has any,"
                                        + " name the release, too");
            }
            Rights.Extent extent =
                    new Rights.Extent(namespace, new TreeSet<>(List.of(namespace)), List.of(), List.of());
            return RbacDocument.of("hexr-" + job, rights(extent.with(there)), new TreeMap<>(), subjects);
        }
        if (job != Job.install && installed == null) {
            voice.narration()
                    .warn("objects that only the installed release has are not counted in: name them with --installed");
        }
        return choice.found(voice, "install rbac " + job, found -> {
            try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                Wanted wanted = choice.prepared(voice, found, namespace, kubernetes, scratch.path())
                        .wanted();
                if (isOfWhatIsThere()) {
                    SortedSet<Right> rights = rights(Rights.Extent.of(wanted).with(there));
                    return RbacDocument.of("hexr-" + job, rights, new TreeMap<>(), subjects);
                }
                SortedSet<Right> rights = Rights.upgrade(wanted, there);
                return RbacDocument.of("hexr-" + job, rights, wanted.namespaces(), subjects);
            }
        });
    }

    /** Whether the job is done to an installation, not with a release. */
    private boolean isOfWhatIsThere() {
        return job == Job.status || job == Job.support || job == Job.uninstall;
    }

    private SortedSet<Right> rights(Rights.Extent extent) {
        return switch (job) {
            case preflight -> Rights.preflight(extent.home());
            case status -> Rights.status(extent);
            case support -> Rights.support(extent);
            case install, upgrade, restore, uninstall -> Rights.uninstall(extent);
        };
    }

    private List<Piece> installed() {
        return installed == null ? List.of() : PreparedRelease.installed(installed, namespace);
    }

    private static SortedMap<String, SortedMap<String, String>> made(String namespace) {
        SortedMap<String, SortedMap<String, String>> one = new TreeMap<>();
        one.put(namespace, new TreeMap<>(java.util.Map.of("pod-security.kubernetes.io/enforce", "restricted")));
        return one;
    }

    private List<RbacDocument.Subject> subjects() {
        List<RbacDocument.Subject> subjects = new ArrayList<>();
        users.forEach(name -> subjects.add(RbacDocument.Subject.user(name)));
        groups.forEach(name -> subjects.add(RbacDocument.Subject.group(name)));
        for (String account : accounts) {
            String[] parts = account.split("/", -1);
            if (parts.length != 2) {
                throw new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, account + " names no service account")
                        .because("it is not NAMESPACE/NAME")
                        .next("--service-account hexr-system/installer"));
            }
            subjects.add(RbacDocument.Subject.account(parts[0], parts[1]));
        }
        return subjects;
    }
}
