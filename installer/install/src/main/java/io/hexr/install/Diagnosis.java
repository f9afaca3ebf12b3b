package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** From what was found to what most likely is the matter: the cause that explains others comes first. Pure. */
public final class Diagnosis {
    private static final int SHOWN = 6;

    /** What may be wrong, what speaks for it, and what to do. */
    public record Cause(String title, List<String> evidence, String remedy) {
        public Cause {
            evidence = List.copyOf(evidence);
        }
    }

    private record Rule(Pattern words, String title, String remedy) {
        static Rule of(String words, String title, String remedy) {
            return new Rule(Pattern.compile("(?i)" + words), title, remedy);
        }
    }

    /** Sooner is nearer to the root. */
    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "nodes\\.ready|nodes\\.pressure|NodeNotReady|disk.?pressure|memory.?pressure",
                    "A node is not ready, or short of something",
                    "kubectl describe nodes says since when and of what"),
            Rule.of(
                    "api\\.clock|nodes\\.clock|certificate has expired or is not yet valid",
                    "Clocks differ",
                    "let all machines follow one time source (chrony or NTP)"),
            Rule.of(
                    " expired at ",
                    "A certificate has run out",
                    "renew it where it was made; then restart what uses it"),
            Rule.of(
                    "x509|certificate signed by unknown authority|tls: failed to verify",
                    "Nodes or pods do not believe a certificate",
                    "give the nodes the authority of the registry: hexr doctor prints how"),
            Rule.of(
                    "401 unauthorized|403 forbidden|no basic auth|authentication required|pull access denied",
                    "The registry refuses the credentials of the nodes",
                    "hexr install apply with --pull-credentials FILE"),
            Rule.of(
                    "ImagePullBackOff|ErrImagePull|ImageInspectError|manifest unknown",
                    "An image cannot be pulled",
                    "see that it is there: hexr bundle inspect --from REGISTRY; push what is missing: hexr bundle push"),
            Rule.of(
                    "FailedScheduling|Insufficient |Unschedulable|room\\.",
                    "There is no room for a pod",
                    "add a node, remove what is not needed, or take a smaller overlay: --overlay small"),
            Rule.of("exceeded quota|failed quota", "A quota is spent", "raise it: kubectl edit resourcequota"),
            Rule.of(
                    "unbound immediate PersistentVolumeClaim|ProvisioningFailed|FailedMount|FailedAttachVolume",
                    "A volume cannot be made or mounted",
                    "kubectl describe pvc says why; name a storage class: --set global.storageClass=NAME"),
            Rule.of(
                    "violates PodSecurity|admission webhook|ValidatingAdmissionPolicy",
                    "Admission refuses a pod or an object",
                    "have an exception made for the namespaces of the release, or correct the webhook"),
            Rule.of("OOMKilled", "A program ran out of memory", "raise its limit, or give it less to do"),
            Rule.of(
                    "CrashLoopBackOff|ended with|BackoffLimitExceeded",
                    "A program ends as soon as it starts",
                    "its last words are in logs/, in the file that ends in previous.log"),
            Rule.of("Unhealthy", "A program runs and does not answer its probe", "its words are in logs/"),
            Rule.of(
                    "has not come to its end|is pending-",
                    "A run of hexr or of Helm was stopped half-way",
                    "run the same command again; it goes on where that one stopped"),
            Rule.of(
                    "runs an image that is none of the release",
                    "Something runs that is not of the release",
                    "find out who put it there"),
            Rule.of(
                    "could not be read|could not be looked at",
                    "This user may not see all of the installation",
                    "hexr install rbac --for support prints the rights it takes"),
            Rule.of(
                    "Helm has no record of",
                    "The release was taken away past hexr",
                    "hexr install apply puts it back; hexr install uninstall removes what is left"),
            Rule.of(
                    "is not there|differs at",
                    "Objects of the release were changed or removed",
                    "hexr install plan says what applying would put back"));

    private Diagnosis() {}

    /**
     * The causes, the likeliest first.
     *
     * @param findings of a preflight; only what stands in the way counts
     * @param warnings events of the cluster
     */
    public static List<Cause> of(Installation installation, List<Finding> findings, List<String> warnings) {
        List<String> open = new ArrayList<>(installation.reasons());
        findings.stream()
                .filter(finding -> finding instanceof Finding.Blocker || finding instanceof Finding.Advice)
                .forEach(finding -> open.add(finding.severity() + " " + finding.id() + ": " + finding.found()));
        List<String> all = new ArrayList<>(open);
        all.addAll(warnings);
        List<Cause> causes = new ArrayList<>();
        for (Rule rule : RULES) {
            List<String> evidence = all.stream()
                    .filter(line -> rule.words().matcher(line).find())
                    .toList();
            if (!evidence.isEmpty()) {
                open.removeAll(evidence);
                causes.add(
                        new Cause(rule.title(), evidence.subList(0, Math.min(SHOWN, evidence.size())), rule.remedy()));
            }
        }
        if (!open.isEmpty()) {
            causes.add(new Cause("No known cause", open, "read the events and logs beside this page"));
        }
        return causes;
    }
}
