package io.hexr.install;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is already where the release is to go: namespaces, kinds of objects, an earlier release. */
final class PlaceChecks {
    private PlaceChecks() {}

    static List<Finding> of(Facts facts, Optional<Wanted> wanted, Instant now) {
        List<Finding> findings = new ArrayList<>();
        facts.namespaces().forEach((name, found) -> findings.add(namespace(name, found)));
        if (wanted.isPresent()) {
            findings.add(crds(facts, wanted.get()));
            findings.add(helm(facts, wanted.get(), now));
            findings.add(runtimeClasses(facts, wanted.get()));
        }
        return findings;
    }

    private static Finding namespace(String name, Fact<Optional<Facts.Namespace>> found) {
        String id = "namespace." + name;
        String wanted = "it can be made, or is there and stays";
        return found.either(
                there -> {
                    if (there.isEmpty()) {
                        return new Finding.Pass(id, "not there yet", wanted);
                    }
                    Facts.Namespace namespace = there.get();
                    return namespace.terminating()
                            ? new Finding.Blocker(
                                    id,
                                    "it is being removed"
                                            + namespace
                                                    .whyTerminating()
                                                    .map(why -> ": " + why)
                                                    .orElse(""),
                                    wanted,
                                    "wait until it is gone; if something holds it: kubectl get namespace " + name
                                            + " -o yaml says what under status.conditions")
                            : new Finding.Pass(id, "there", wanted);
                },
                why -> new Finding.NotEvaluated(id, why, wanted, "let this user get namespaces"));
    }

    private static Finding crds(Facts facts, Wanted wanted) {
        String asked = wanted.crds().size() + " kinds of objects, at the versions of the release";
        if (wanted.crds().isEmpty()) {
            return new Finding.Pass("crds", "the release brings none", asked);
        }
        return facts.crds()
                .either(
                        there -> {
                            List<String> newer = new ArrayList<>();
                            for (Piece crd : wanted.crds()) {
                                there.stream()
                                        .filter(one -> one.name().equals(crd.name()))
                                        .forEach(one -> newerThan(crd, one).ifPresent(newer::add));
                            }
                            return newer.isEmpty()
                                    ? new Finding.Pass("crds", "nothing newer is there", asked)
                                    : new Finding.Blocker(
                                            "crds",
                                            ApiChecks.brief(newer),
                                            asked,
                                            "a newer release was here: install that one or later, objects of the newer"
                                                    + " version would be lost");
                        },
                        why -> new Finding.NotEvaluated(
                                "crds", why, asked, "let this user get customresourcedefinitions"));
    }

    /** A version that is served there and that ours does not have: replacing it would strand its objects. */
    private static Optional<String> newerThan(Piece ours, Facts.Crd there) {
        Set<String> own = versions(ours);
        List<String> more = there.served().stream()
                .filter(version -> !own.contains(version))
                .filter(version ->
                        own.stream().allMatch(mine -> ApiVersion.parse(version).isNewerThan(ApiVersion.parse(mine))))
                .toList();
        return more.isEmpty()
                ? Optional.empty()
                : Optional.of(there.name() + " serves " + String.join(", ", more) + ", the release only "
                        + String.join(", ", own)
                        + (there.owner().isEmpty() ? "" : " (installed by " + there.owner() + ")"));
    }

    static Set<String> versions(Piece crd) {
        Set<String> versions = new java.util.TreeSet<>();
        crd.tree()
                .path("spec")
                .path("versions")
                .forEach(version -> versions.add(version.path("name").asText()));
        return versions;
    }

    private static Finding helm(Facts facts, Wanted wanted, Instant now) {
        String id = "helm.release";
        String asked = "no other run of Helm on " + wanted.target().name();
        return facts.helm()
                .either(
                        all -> Planner.latest(all, wanted.target())
                                .map(latest -> helm(id, asked, latest, Planner.isOurs(facts) ? Instant.MAX : now))
                                .orElse(new Finding.Pass(id, "no such release yet", asked)),
                        why -> new Finding.NotEvaluated(
                                id,
                                why,
                                asked,
                                "let this user list secrets in "
                                        + wanted.target().namespace()));
    }

    private static Finding helm(String id, String asked, Facts.HelmRevision latest, Instant now) {
        String found = "revision " + latest.revision() + " is " + latest.status();
        if (!latest.pending()) {
            return latest.status().equals("failed")
                    ? new Finding.Pass(id, found + "; the next run goes on from there", asked)
                    : new Finding.Pass(id, found, asked);
        }
        if (now.equals(Instant.MAX)) {
            return new Finding.Pass(
                    id, found + ": left behind by a run of hexr that was stopped; it is repaired", asked);
        }
        long age = Math.max(
                0,
                Duration.between(Instant.ofEpochSecond(latest.modified()), now).toMinutes());
        return new Finding.Advice(
                id,
                found + " since " + age + " minutes: another run of Helm is at work, or one was stopped",
                asked,
                "make sure that none is at work, then accept this with the reason; the record is then removed, no object is");
    }

    private static Finding runtimeClasses(Facts facts, Wanted wanted) {
        Set<String> needed = wanted.runtimeClasses();
        String asked = needed.isEmpty() ? "none" : String.join(", ", needed);
        if (needed.isEmpty()) {
            return new Finding.Pass("runtime.classes", "none is needed", asked);
        }
        return facts.runtimeClasses()
                .either(
                        there -> {
                            List<String> lacking = needed.stream()
                                    .filter(name -> !there.contains(name))
                                    .toList();
                            return lacking.isEmpty()
                                    ? new Finding.Pass("runtime.classes", "there", asked)
                                    : new Finding.Blocker(
                                            "runtime.classes",
                                            "not there: " + String.join(", ", lacking),
                                            asked,
                                            "install the runtime on the nodes and its RuntimeClass");
                        },
                        why -> new Finding.NotEvaluated(
                                "runtime.classes", why, asked, "let this user list runtimeclasses"));
    }
}
