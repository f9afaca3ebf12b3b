package io.hexr.install;

import java.util.List;

/** Everything that stops a preflight, a plan or its run inside the domain, each case with what it is about. */
public abstract sealed class InstallException extends RuntimeException {
    private final String resource;

    private InstallException(String resource, String message) {
        super(message);
        this.resource = resource;
    }

    /** The object, file or value concerned. */
    public String resource() {
        return resource;
    }

    /** A document or value that is not what it should be. */
    public static final class Malformed extends InstallException {
        public Malformed(String resource, String rule) {
            super(resource, resource + " " + rule);
        }
    }

    /** An acceptance of something that is no advice here. */
    public static final class AcceptanceRefused extends InstallException {
        public AcceptanceRefused(String id, String rule) {
            super(id, "finding " + id + " cannot be accepted: it " + rule);
        }
    }

    /** Findings that forbid to go on: blockers, or advice nobody accepted. */
    public static final class Blocked extends InstallException {
        private final List<Finding> findings;

        public Blocked(String server, List<Finding> findings) {
            super(
                    server,
                    "nothing was changed: "
                            + String.join(
                                    "; ",
                                    findings.stream()
                                            .map(each -> each.severity() + " " + each.id() + ": " + each.found())
                                            .toList()));
            this.findings = List.copyOf(findings);
        }

        public List<Finding> findings() {
            return findings;
        }
    }

    /** Somebody else is at work on the same installation. */
    public static final class Busy extends InstallException {
        public Busy(String lease, String holder, long seconds) {
            super(lease, "another run holds " + lease + ": " + holder + ", last seen " + seconds + " s ago");
        }
    }

    /** Our lease went to someone else while we worked. */
    public static final class LeaseLost extends InstallException {
        public LeaseLost(String lease, String holder) {
            super(lease, lease + " went to " + holder + " while this run was at work; it stopped");
        }
    }

    /** The cluster is no longer as it was when the plan was made, or something else is asked for. */
    public static final class PlanOutdated extends InstallException {
        public PlanOutdated(String plan, List<String> differences) {
            super(plan, plan + " is not what would be done now: " + String.join("; ", differences));
        }
    }

    /** What was waited for did not come about in time. */
    public static final class NotReady extends InstallException {
        public NotReady(String object, long seconds, List<String> reasons) {
            super(object, object + " is not ready after " + seconds + " s: " + String.join("; ", reasons));
        }
    }

    /** What was removed does not go. */
    public static final class NotGone extends InstallException {
        public NotGone(String object, long seconds, List<String> reasons) {
            super(object, object + " is still there after " + seconds + " s: " + String.join("; ", reasons));
        }
    }

    /** A release that has nothing to install. */
    public static final class NothingToInstall extends InstallException {
        public NothingToInstall(String release, String what) {
            super(release, release + " carries no " + what);
        }
    }
}
