package io.hexr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.console.Voice;
import io.hexr.install.RbacDocument;
import io.hexr.install.Right;
import io.hexr.install.Rights;
import io.hexr.install.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rbac",
        header = "Print the exact rights that a job takes, as roles to grant; contacts no cluster.",
        description =
                "For install and upgrade the release is read, since its objects settle the rights. Its namespaces are among"
                        + " the objects, so that whoever installs need not be allowed to make any.",
        footer = {
            "hexr install rbac --for preflight --user auditor | kubectl apply -f -",
            "hexr install rbac --for install --from registry.site:5000/hexr --profile air-gapped --user installer",
        })
final class InstallRbacCommand implements Verb {
    /** What is to be done with the rights. */
    enum Job {
        preflight,
        install,
        upgrade
    }

    @Option(names = "--for", paramLabel = "JOB", required = true, description = "preflight, install or upgrade.")
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

    @Mixin
    final InstallChoice choice = new InstallChoice();

    @Override
    public Outcome run(Voice voice) {
        List<RbacDocument.Subject> subjects = subjects();
        String text =
                switch (job) {
                    case preflight ->
                        RbacDocument.of("hexr-preflight", Rights.preflight(namespace), made(namespace), subjects);
                    case install, upgrade ->
                        choice.found(voice, "install rbac " + job, found -> {
                            try (ScratchFolder scratch = ScratchFolder.make(voice.environment())) {
                                Wanted wanted = choice.prepared(voice, found, namespace, kubernetes, scratch.path())
                                        .wanted();
                                SortedSet<Right> rights = Rights.install(wanted, new TreeSet<>());
                                return RbacDocument.of("hexr-" + job, rights, wanted.namespaces(), subjects);
                            }
                        });
                };
        return Outcome.done(Report.of("install-rbac").with(new Report.Document("roles", text)));
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
