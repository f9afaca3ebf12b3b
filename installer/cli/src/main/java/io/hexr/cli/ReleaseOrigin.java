package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Progress;
import io.hexr.console.Voice;
import io.hexr.format.Presence;
import io.hexr.format.ReleaseFolder;
import io.hexr.format.Trust;
import io.hexr.format.VerifiedRelease;
import io.hexr.oci.LayoutStore;
import io.hexr.signing.TrustException;
import io.hexr.transfer.RegistryRelease;
import io.hexr.transfer.ReleaseCheck;
import io.hexr.transfer.TransferException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a signed release is taken from: a folder, or a registry that holds it. Nothing of it is handed on before its signatures are verified. */
final class ReleaseOrigin {
    /** The part after the last slash may end in a version; a port is all digits. */
    private static final Pattern VERSIONED = Pattern.compile("(.*[^:]):([0-9A-Za-z][0-9A-Za-z._-]{0,63})");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    @Option(
            names = "--from",
            paramLabel = "DIR|REGISTRY[:VERSION]",
            description = "The folder of a signed release, or a registry that holds it.")
    @Nullable
    String from;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Which release; needed where the registry holds several.")
    @Nullable
    String version;

    @Mixin
    final ConnectionOptions connection = new ConnectionOptions();

    /** A registry, and the version that was written behind it. */
    record Named(String registry, Optional<String> version) {}

    /** A release whose signatures were verified, where it lies; what of it is there is asked only on request. */
    interface Found {
        String place();

        VerifiedRelease release();

        Presence there(Voice voice);

        /** Reads all of it and keeps nothing. */
        ReleaseCheck check(LongConsumer read);
    }

    /** Works with the signed part of the release while its place is open. */
    <T> T found(Voice voice, Trust trust, Function<Found, T> work) {
        String place = place(voice);
        if (!isRegistry(place)) {
            VerifiedRelease release = folder(place, trust);
            requireVersion(place, release);
            return work.apply(new InFolder(place, release));
        }
        Named named = named(place);
        return connection.connected(voice, named.registry(), registry -> {
            voice.narration().say("reading the signed files of the release at " + registry);
            return work.apply(new AtRegistry(RegistryRelease.verify(registry, version(named), trust)));
        });
    }

    private record InFolder(String place, VerifiedRelease release) implements Found {
        @Override
        public Presence there(Voice voice) {
            return Presence.complete(release.contents());
        }

        @Override
        public ReleaseCheck check(LongConsumer read) {
            return ReleaseCheck.of(release, read);
        }
    }

    private record AtRegistry(RegistryRelease found) implements Found {
        @Override
        public String place() {
            return found.place();
        }

        @Override
        public VerifiedRelease release() {
            return found.release();
        }

        @Override
        public Presence there(Voice voice) {
            int blobs = found.contents().blobs().size();
            try (Progress.Step step = voice.progress().step("asking for " + blobs + " blobs")) {
                Presence there = found.presence(voice.cancellation()::check);
                step.done();
                return there;
            }
        }

        @Override
        public ReleaseCheck check(LongConsumer read) {
            return found.check(read);
        }
    }

    /** Whoever names the version gets that one or none, wherever it lies. */
    private void requireVersion(String place, VerifiedRelease release) {
        if (version != null && !version.equals(release.contents().version())) {
            throw new TransferException.ReleaseMissing(
                    place, Optional.of(version), List.of(release.contents().version()));
        }
    }

    private Optional<String> version(Named named) {
        if (version == null) {
            return named.version();
        }
        named.version().filter(written -> !written.equals(version)).ifPresent(written -> {
            throw usage("--from names the version " + written + ", --version " + version, "leave one of them out");
        });
        return Optional.of(version);
    }

    private String place(Voice voice) {
        if (from != null) {
            return from;
        }
        return Settings.read(voice.environment(), Settings.SYSTEM_FILE)
                .find(Setting.FROM)
                .orElseThrow(() -> new ConsoleException.Refused(
                        Problem.of(GeneralCode.ORIGIN_MISSING, "no place to take a release from is known")
                                .next("name it (--from REGISTRY), or write into "
                                        + voice.environment()
                                                .configHome()
                                                .map(home -> home.resolve("config"))
                                                .orElse(Settings.SYSTEM_FILE)
                                        + " the line: from = REGISTRY")));
    }

    /** A word without a dot, port or scheme is a folder: a mistyped folder must not be taken for a host and asked for. */
    static boolean isRegistry(String place) {
        if (Files.isDirectory(Path.of(place.contains("://") ? "." : place)) && !place.contains("://")) {
            return false;
        }
        String host = place.replaceFirst("/.*", "");
        return place.contains("://")
                || host.equals("localhost")
                || (!place.startsWith(".") && !place.startsWith("/") && (host.contains(".") || host.contains(":")));
    }

    /** {@code host:5000/path:0.8.1}: what follows the last colon of the last part is a version, unless it is the port. */
    static Named named(String place) {
        int slash = place.lastIndexOf('/');
        String before = slash < 0 ? "" : place.substring(0, slash + 1);
        String last = place.substring(slash + 1);
        Matcher matcher = VERSIONED.matcher(last);
        boolean hostPart = before.isEmpty() || before.endsWith("://");
        if (!matcher.matches() || last.endsWith("]")) {
            return new Named(place, Optional.empty());
        }
        boolean port = hostPart
                && PORT.matcher(matcher.group(2)).matches()
                && (matcher.group(1).endsWith("]") || !matcher.group(1).contains(":"));
        boolean insideBrackets =
                matcher.group(1).contains("[") && !matcher.group(1).contains("]");
        return port || insideBrackets
                ? new Named(place, Optional.empty())
                : new Named(before + matcher.group(1), Optional.of(matcher.group(2)));
    }

    /** The release of a folder; the verdict comes before anything else of it is looked at. */
    static VerifiedRelease folder(String place, Trust trust) {
        Path folder = Path.of(place);
        if (!Files.isDirectory(folder)) {
            throw new ConsoleException.Refused(Problem.of(
                            GeneralCode.FILE_UNREADABLE, place + " is neither the folder of a release nor a registry")
                    .about(place)
                    .because("it was mistyped; a registry is HOST.DOMAIN, HOST:PORT or localhost, with or without a"
                            + " path")
                    .next("name the folder that hexr release build wrote and hexr release sign signed, or a registry"));
        }
        if (!Files.exists(folder.resolve("hexr").resolve("SHA256SUMS"))) {
            throw new TrustException.Unsigned(folder.toString());
        }
        return VerifiedRelease.verify(ReleaseFolder.read(folder), LayoutStore.open(folder), trust);
    }

    /** As options, for a command that continues this one. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        if (from != null) {
            words.addAll(List.of("--from", from));
        }
        if (version != null) {
            words.addAll(List.of("--version", version));
        }
        words.addAll(connection.words());
        return words;
    }

    private static ConsoleException.Refused usage(String summary, String next) {
        return new ConsoleException.Refused(Problem.of(GeneralCode.USAGE, summary)
                .because("options contradict each other")
                .next(next));
    }
}
