package io.hexr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.hexr.cluster.PreparedRelease;
import io.hexr.cluster.PullCredentials;
import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.ArchiveBytes;
import io.hexr.format.BundleReader;
import io.hexr.format.Presence;
import io.hexr.format.VerifiedBundle;
import io.hexr.format.VerifiedRelease;
import io.hexr.helm.Helm;
import io.hexr.helm.Renderer;
import io.hexr.install.PullSecret;
import io.hexr.signing.Verified;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is to be installed: a verified release, a profile, and what this site adds. */
final class InstallChoice {
    static final String RELEASE = "hexr-runtime";

    @Mixin
    final BundleOrRelease source = new BundleOrRelease();

    @Mixin
    final BundleTrust believed = new BundleTrust();

    @Option(names = "--approvals", paramLabel = "DIR", description = "Where approvals lie, with --from.")
    @Nullable
    Path approvals;

    @Option(
            names = "--registry",
            paramLabel = "HOST/PROJECT",
            description = "Where nodes pull the images; else the registry of --from.")
    @Nullable
    String registry;

    @Option(names = "--profile", paramLabel = "NAME", description = "The environment, as for hexr render.")
    @Nullable
    String profile;

    @Option(names = "--overlay", paramLabel = "NAME", description = "An adjustment of it. May be repeated.")
    List<String> overlays = new ArrayList<>();

    @Option(names = "--values", paramLabel = "FILE", description = "Values of your own. May be repeated.")
    List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One value, over all files. May be repeated.")
    List<String> assignments = new ArrayList<>();

    @Option(
            names = "--pull-credentials",
            paramLabel = "FILE",
            description = "Docker configuration with which nodes pull; only the registry's entry is taken.")
    @Nullable
    Path pull;

    @Option(
            names = "--accept",
            paramLabel = "ID=REASON",
            description = "Accept advice of preflight; the reason is recorded. May be repeated.")
    List<String> accepted = new ArrayList<>();

    /** A release whose signatures, and of a bundle every byte, were verified. */
    record Found(VerifiedRelease release, String registry, Optional<ReleaseOrigin.Found> source) {
        Verified verified() {
            return release.verified();
        }

        /** What of it is in the registry nodes pull from; nothing where that is not where the release was found. */
        Optional<Presence> there(Voice voice) {
            return source.map(place -> place.there(voice));
        }
    }

    boolean isNamed() {
        return !source.places.isEmpty() || source.origin.from != null;
    }

    /** Works with the release while its place is open. */
    <T> T found(Voice voice, String command, Function<Found, T> work) {
        if (source.isRelease(command)) {
            return source.origin.found(voice, believed.of(voice, Approvals.in(approvals)), found -> {
                String place = String.valueOf(source.origin.from);
                String from = registryOr(place);
                boolean same = ReleaseOrigin.isRegistry(place) && from.equals(registryOf(place));
                return work.apply(new Found(found.release(), from, same ? Optional.of(found) : Optional.empty()));
            });
        }
        try (ArchiveBytes archive = source.bundle().open()) {
            VerifiedBundle bundle;
            try (Progress.Step step = voice.progress().step("verifying", archive.size())) {
                bundle = BundleReader.verify(
                        archive,
                        believed.of(voice, source.bundle().approvals(archive)),
                        BundleSource.counting(voice, step));
                step.done();
            }
            return work.apply(new Found(bundle.release(), registryOr(""), Optional.empty()));
        }
    }

    private static String registryOf(String place) {
        return ReleaseOrigin.named(place).registry().replaceFirst("^https?://", "");
    }

    private String registryOr(String place) {
        if (registry != null) {
            return registry;
        }
        if (!place.isEmpty() && ReleaseOrigin.isRegistry(place)) {
            return registryOf(place);
        }
        throw usage(
                "no registry is known that nodes could pull from", "--registry is missing", "--registry HOST/PROJECT");
    }

    /** The release, rendered for this Kubernetes. */
    PreparedRelease prepared(Voice voice, Found found, String namespace, String kubernetes, Path folder) {
        if (profile == null) {
            throw usage("no profile was chosen", "--profile is missing", "--profile air-gapped");
        }
        try (Progress.Step step =
                voice.progress().step("rendering " + found.release().contents().title())) {
            Renderer renderer = new Renderer(Helm.load(Installation.nativeCode()), Installation.profiles());
            PreparedRelease prepared = PreparedRelease.of(
                    found.release(),
                    new PreparedRelease.Choice(
                            profile,
                            overlays,
                            found.registry(),
                            files,
                            assignments,
                            new Helm.Target(RELEASE, namespace, kubernetes)),
                    renderer,
                    folder);
            step.done(prepared.wanted().pieces().size() + " objects");
            return prepared;
        }
    }

    /** Nothing where none were named; refused where no pod would find them. */
    Optional<PullSecret> secret(Found found, PreparedRelease prepared) {
        if (pull == null) {
            return Optional.empty();
        }
        if (prepared.wanted().pullSecrets().isEmpty()) {
            throw usage(
                    "no pod would use these credentials",
                    "global.imagePullSecrets names no Secret",
                    "--set global.imagePullSecrets={hexr-registry}");
        }
        return Optional.of(PullCredentials.read(pull, found.registry()));
    }

    Map<String, String> acceptances() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String one : accepted) {
            int sign = one.indexOf('=');
            if (sign < 1) {
                throw usage(
                        one + " accepts nothing",
                        "it is not ID=REASON",
                        "--accept room.cpu='the nodes grow on Monday'");
            }
            reasons.put(one.substring(0, sign), one.substring(sign + 1));
        }
        return reasons;
    }

    private static ConsoleException.Refused usage(String summary, String cause, String next) {
        return new ConsoleException.Refused(
                Problem.of(GeneralCode.USAGE, summary).because(cause).next(next));
    }

    /** As options, for a command that continues this one; a password is never among them. */
    List<Object> words() {
        List<Object> words = new ArrayList<>(source.places);
        words.addAll(source.origin.words());
        words.addAll(believed.words());
        add(words, "--approvals", approvals);
        add(words, "--registry", registry);
        add(words, "--profile", profile);
        overlays.forEach(overlay -> add(words, "--overlay", overlay));
        files.forEach(file -> add(words, "--values", file));
        assignments.forEach(one -> add(words, "--set", one));
        add(words, "--pull-credentials", pull);
        accepted.forEach(one -> add(words, "--accept", one));
        return words;
    }

    private static void add(List<Object> words, String option, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(option, value));
        }
    }
}
