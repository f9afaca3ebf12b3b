package io.hexr.install;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The API server: its version, its clock, what it lets us do. */
final class ApiChecks {
    /** Identities live five minutes, a clock that is a minute off breaks them. */
    static final long SKEW = 60;

    private static final long SLIGHT_SKEW = 5;
    private static final int FLOOR = new Facts.Api("", Wanted.KUBERNETES_FLOOR, java.util.OptionalLong.empty()).rank();
    private static final int SHOWN = 12;

    private ApiChecks() {}

    static List<Finding> of(Facts facts, Preflight.Purpose purpose) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(facts.api()));
        findings.add(clock(facts.api()));
        findings.add(podSecurity(facts, purpose));
        return findings;
    }

    private static Finding version(Facts.Api api) {
        String wanted = Wanted.KUBERNETES_FLOOR + " or later";
        return api.rank() >= FLOOR
                ? new Finding.Pass("api.version", api.version(), wanted)
                : new Finding.Blocker("api.version", api.version(), wanted, "upgrade the cluster");
    }

    private static Finding clock(Facts.Api api) {
        String wanted = "the same time here and there, within " + SKEW + " s";
        if (api.secondsAhead().isEmpty()) {
            return new Finding.NotEvaluated(
                    "api.clock", "the API server did not say its time", wanted, "compare the clocks by hand: date -u");
        }
        return skew("api.clock", "the API server", api.secondsAhead().getAsLong(), wanted);
    }

    static Finding skew(String id, String whose, long seconds, String wanted) {
        String found = whose + " is " + Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead");
        String remedy = "let all machines, and this host, follow one time source (chrony or NTP)";
        if (Math.abs(seconds) > SKEW) {
            return new Finding.Blocker(id, found, wanted, remedy);
        }
        return Math.abs(seconds) > SLIGHT_SKEW
                ? new Finding.Advice(id, found, wanted, remedy)
                : new Finding.Pass(id, found, wanted);
    }

    private static Finding podSecurity(Facts facts, Preflight.Purpose purpose) {
        String id = "podsecurity.admission";
        String wanted = "the API server enforces Pod Security levels";
        return facts.podSecurity()
                .either(
                        enforced -> enforced
                                ? new Finding.Pass(id, "enforced", wanted)
                                : new Finding.Advice(
                                        id,
                                        "labels of namespaces have no effect",
                                        wanted,
                                        "switch on the admission plugin PodSecurity"),
                        why -> new Finding.NotEvaluated(
                                id,
                                why,
                                wanted,
                                purpose == Preflight.Purpose.LOOK
                                        ? "run it as a user who may create namespaces; nothing is created"
                                        : "look at the API server's --enable-admission-plugins"));
    }

    static Finding rights(Facts facts, Wanted wanted, Preflight.Purpose purpose) {
        SortedSet<Right> missing = new TreeSet<>();
        List<String> unknown = new ArrayList<>();
        for (Right right : needed(facts, wanted)) {
            Fact<Boolean> held = facts.rights().getOrDefault(right, Fact.unknown("it was not asked"));
            switch (held) {
                case Fact.Known<Boolean>(Boolean yes) -> {
                    if (!yes) {
                        missing.add(right);
                    }
                }
                case Fact.Unknown<Boolean>(String why) -> unknown.add(right.text() + " (" + why + ")");
            }
        }
        String id = "rights.install";
        String all = "every right that installing takes";
        String remedy = "have them granted: hexr install rbac --for install --user NAME, with the same options";
        if (!missing.isEmpty()) {
            String found = "this user may not: "
                    + brief(missing.stream().map(Right::text).toList());
            return purpose.changes()
                    ? new Finding.Blocker(id, found, all, remedy)
                    : new Finding.Advice(id, found, all, remedy);
        }
        return unknown.isEmpty()
                ? new Finding.Pass(id, "all of them", all)
                : new Finding.NotEvaluated(id, brief(unknown), all, remedy);
    }

    /** What installing takes, and whatever else was asked about: to take away what only the installed release has. */
    private static SortedSet<Right> needed(Facts facts, Wanted wanted) {
        SortedSet<Right> needed = new TreeSet<>(facts.rights().keySet());
        needed.removeAll(
                Rights.install(wanted, new TreeSet<>(wanted.namespaces().keySet())));
        needed.addAll(Rights.install(wanted, absent(facts, wanted)));
        return needed;
    }

    /** Namespaces that have to be made. */
    static SortedSet<String> absent(Facts facts, Wanted wanted) {
        SortedSet<String> absent = new TreeSet<>();
        for (String name : wanted.namespaces().keySet()) {
            Fact<java.util.Optional<Facts.Namespace>> found = facts.namespaces().get(name);
            if (found == null || found.either(there -> there.isEmpty(), why -> true)) {
                absent.add(name);
            }
        }
        return absent;
    }

    static String brief(List<String> all) {
        return all.size() <= SHOWN
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, SHOWN)) + " and " + (all.size() - SHOWN) + " more";
    }
}
