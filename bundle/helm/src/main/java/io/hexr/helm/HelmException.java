package io.hexr.helm;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Everything that stops a chart from being packed, rendered or believed, each case with what it is about. */
public abstract sealed class HelmException extends RuntimeException {
    private final String resource;

    private HelmException(String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.resource = resource;
    }

    /** The file, key or object concerned. */
    public String resource() {
        return resource;
    }

    /** Helm's native code exists for Linux on x86-64 only. */
    public static final class HostUnsupported extends HelmException {
        public HostUnsupported(String os, String architecture) {
            super(os, "charts are rendered on Linux on x86-64; this host is " + os + " on " + architecture, null);
        }
    }

    public static final class LibraryMissing extends HelmException {
        public LibraryMissing(Path file) {
            super(file.toString(), file + " is not there or cannot be read: charts are rendered by it", null);
        }
    }

    /** The host cannot load the code: an older C library, another one, or a mount that forbids execution. */
    public static final class LibraryUnusable extends HelmException {
        public LibraryUnusable(Path file, Throwable cause) {
            super(file.toString(), file + " cannot be loaded: " + cause.getMessage(), cause);
        }
    }

    /** A launcher that leaves a way to code from the Internet open. */
    public static final class LauncherUnsafe extends HelmException {
        public LauncherUnsafe(String property) {
            super(property, "Java was started without -D" + property + "=true: Helm is not loaded that way", null);
        }
    }

    /** A chart that is not one, or not as this product packs them. */
    public static final class ChartInvalid extends HelmException {
        public ChartInvalid(Path chart, String rule) {
            super(chart.toString(), chart + ": " + rule, null);
        }
    }

    /** A values file, profile, lock or manifest that is not what it should be. */
    public static final class DocumentInvalid extends HelmException {
        public DocumentInvalid(String document, String rule) {
            super(document, document + " " + rule, null);
        }
    }

    /** Values that were refused: each with key, value, rule and remedy. */
    public static final class ValuesRefused extends HelmException {
        private final List<Refusal> refusals;

        public ValuesRefused(List<Refusal> refusals) {
            super(refusals.getFirst().key(), text(refusals), null);
            this.refusals = List.copyOf(refusals);
        }

        public List<Refusal> refusals() {
            return refusals;
        }

        private static String text(List<Refusal> refusals) {
            if (refusals.size() == 1) {
                return refusals.getFirst().fact();
            }
            return refusals.size() + " values are refused: "
                    + String.join("; ", refusals.stream().map(Refusal::fact).toList());
        }
    }

    /** A template refused, or Helm did. */
    public static final class RenderFailed extends HelmException {
        private final String words;

        public RenderFailed(Path chart, String words) {
            super(chart.toString(), chart + " does not render", null);
            this.words = words;
        }

        /** What Helm said. */
        public String words() {
            return words;
        }
    }

    /** Helm could not install or upgrade. What it did until then stays, and is taken over by the next run. */
    public static final class ApplyFailed extends HelmException {
        private final String words;

        public ApplyFailed(String release, String words) {
            super(release, "Helm could not apply release " + release, null);
            this.words = words;
        }

        /** What Helm said. */
        public String words() {
            return words;
        }
    }

    /** Manifests that break an invariant of the profile. Nothing of them is printed. */
    public static final class ManifestsRefused extends HelmException {
        private final List<Violation> violations;

        public ManifestsRefused(String profile, List<Violation> violations) {
            super(violations.getFirst().object(), text(profile, violations), null);
            this.violations = List.copyOf(violations);
        }

        public List<Violation> violations() {
            return violations;
        }

        private static String text(String profile, List<Violation> violations) {
            return "the manifests break " + (violations.size() == 1 ? "a rule" : violations.size() + " rules")
                    + " of profile " + profile + ": "
                    + String.join("; ", violations.stream().map(Violation::text).toList());
        }
    }

    /** A release whose images are not those its charts name. */
    public static final class WorldOpen extends HelmException {
        private final List<String> problems;

        public WorldOpen(Path chart, List<String> problems) {
            super(chart.toString(), chart + " and its lock are no closed world: " + String.join("; ", problems), null);
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    public static final class FileFailed extends HelmException {
        public FileFailed(Path file, String fact, Throwable cause) {
            super(file.toString(), file + " " + fact + ": " + cause, cause);
        }
    }
}
