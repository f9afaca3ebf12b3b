package io.hexr.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.hexr.console.ConsoleException;
import io.hexr.console.GeneralCode;
import io.hexr.console.Problem;
import io.hexr.console.Report;
import io.hexr.oci.Digest;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.CustodyLog;
import io.hexr.signing.Passphrase;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustException;
import io.hexr.signing.TrustPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The custody record of what a command did: one signed line more in the log beside the bundle. Records are signed or not written, so it takes a key; a
 * command without one says in its result that nothing was recorded.
 */
final class CustodyOptions {
    /** Behind the bundle's name. */
    static final String SUFFIX = ".custody.jsonl";

    @Option(
            names = "--custody-key",
            paramLabel = "KEY",
            description = "The private key that signs a custody record of this; none is written without it.")
    @Nullable
    Path key;

    @Option(
            names = "--custody-passphrase-file",
            paramLabel = "FILE",
            description = "Its first line opens the custody key; without it the key is not encrypted.")
    @Nullable
    Path passphrase;

    @Option(
            names = "--custody-log",
            paramLabel = "FILE",
            description = "The log; else the bundle's name with .custody.jsonl.")
    @Nullable
    Path log;

    @Option(names = "--who", paramLabel = "NAME", description = "Who did it, in the custody record; else the user.")
    @Nullable
    String who;

    @Option(names = "--host-role", paramLabel = "ROLE", description = "What this machine is, in the custody record.")
    @Nullable
    String hostRole;

    @Option(names = "--medium", paramLabel = "LABEL", description = "What it is carried on, in the custody record.")
    @Nullable
    String medium;

    @Option(names = "--remark", paramLabel = "TEXT", description = "What a reviewer must not miss; repeatable.")
    List<String> remarks = new ArrayList<>();

    /**
     * What was not given on the command line may have been set outside it. What no record could say is refused here: before anything is read or written, not
     * when the work is done and only its record is missing.
     */
    void settle(Settings settings) {
        if (key == null) {
            key = settings.find(Setting.CUSTODY_KEY).map(Path::of).orElse(null);
            passphrase = passphrase != null
                    ? passphrase
                    : settings.find(Setting.CUSTODY_PASSPHRASE_FILE)
                            .map(Path::of)
                            .orElse(null);
        }
        who = who != null ? who : settings.find(Setting.WHO).orElse(null);
        hostRole =
                hostRole != null ? hostRole : settings.find(Setting.HOST_ROLE).orElse(null);
        requireText("--who (HEXR_WHO)", who);
        requireText("--host-role (HEXR_HOST_ROLE)", hostRole);
        requireText("--medium", medium);
        remarks.forEach(remark -> requireText("--remark", remark));
        if (remarks.size() >= CustodyEvent.MAX_REMARKS) {
            throw refused(
                    "--remark is given " + remarks.size() + " times",
                    "a record holds fewer than " + CustodyEvent.MAX_REMARKS + " of them",
                    "say it in fewer remarks");
        }
    }

    private static void requireText(String option, @Nullable String text) {
        if (text != null && !CustodyEvent.isText(text)) {
            throw refused(
                    option + " cannot stand in a custody record",
                    text.isBlank()
                            ? "it is empty"
                            : text.length() > CustodyEvent.MAX_TEXT
                                    ? "it has " + text.length() + " characters"
                                    : "it is more than one line, or holds a control character",
                    "give it one line of 1 to " + CustodyEvent.MAX_TEXT + " characters");
        }
    }

    private static ConsoleException.Refused refused(String summary, String cause, String next) {
        return new ConsoleException.Refused(
                Problem.of(GeneralCode.USAGE, summary).because(cause).next(next));
    }

    /** What the command itself has to say; it is cut where a record has no room for all of it. */
    void remark(String text) {
        remarks.add(text.length() <= CustodyEvent.MAX_TEXT ? text : text.substring(0, CustodyEvent.MAX_TEXT));
    }

    /** The log of a bundle of this name in this folder, unless another was named. */
    Path log(Path folder, String bundle) {
        return log != null ? log : folder.resolve(bundle + SUFFIX);
    }

    /** The log of a bundle that is one file. */
    Path logBeside(Path bundle) {
        return log(
                Objects.requireNonNull(bundle.toAbsolutePath().getParent(), "a file lies in a folder"),
                String.valueOf(bundle.getFileName()));
    }

    /** Opens the custody key, so that a wrong passphrase is noticed before the work. Nothing where records are not wanted. */
    Optional<SigningKey> signer() {
        return key == null ? Optional.empty() : Optional.of(opened(key));
    }

    /** The custody key, else this one: whoever approves says so with the key that approves. */
    SigningKey signerOr(SigningKey other) {
        if (key != null) {
            return opened(key);
        }
        requireName();
        return other;
    }

    private SigningKey opened(Path file) {
        requireName();
        if (passphrase == null) {
            return SigningKey.readUnencrypted(file);
        }
        try (Passphrase read = Passphrase.read(passphrase)) {
            return SigningKey.read(file, read);
        }
    }

    private String requireName() {
        String name = who != null ? who : System.getProperty("user.name", "?");
        if (!CustodyEvent.isText(name) || name.equals("?")) {
            throw refused(
                    "a custody record says who did it", "no name was given and this user has none", "add --who NAME");
        }
        return name;
    }

    /**
     * Adds the record and tells it in the result, or tells there that none was written. A record that cannot be written is a failure: the work stays done, and
     * the message says what is missing. A step names the digest of the signed list, the one name that all forms of a bundle share.
     */
    Report record(Report report, Optional<SigningKey> signer, Path file, Step step) {
        if (signer.isEmpty()) {
            return report.with("custody", "not recorded: no custody key (--custody-key, or HEXR_CUSTODY_KEY)");
        }
        CustodyLog custody = CustodyLog.at(file);
        custody.append(event(step.kind(), step.statement()), signer.get());
        String head = custody.check(TrustPolicy.empty())
                .head()
                .map(CustodyLog.Head::toString)
                .orElse("broken, see hexr bundle custody");
        return report.with("custody", file.toString()).with("custodyHead", head);
    }

    /** Where a record will be written, a log that was begun for another bundle of the same name is refused before the work, not after it. */
    static void requireAbout(Optional<SigningKey> signer, Path log, Digest statement) {
        if (signer.isEmpty() || !Files.exists(log)) {
            return;
        }
        CustodyLog.at(log).check(TrustPolicy.empty()).entries().stream()
                .map(entry -> entry.record().event().bundle())
                .filter(other -> !other.equals(statement))
                .findFirst()
                .ifPresent(other -> {
                    throw new TrustException.MalformedCustody(log.toString(), "tells of another bundle, " + other);
                });
    }

    /** As options, for a command that continues this one; what was set outside the command line among them. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        add(words, "--custody-key", key);
        add(words, "--custody-passphrase-file", passphrase);
        add(words, "--custody-log", log);
        add(words, "--who", who);
        add(words, "--host-role", hostRole);
        add(words, "--medium", medium);
        remarks.forEach(remark -> add(words, "--remark", remark));
        return words;
    }

    private static void add(List<Object> words, String name, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(name, value));
        }
    }

    /** What was done, to which bundle. */
    record Step(CustodyEvent.Kind kind, Digest statement) {}

    private CustodyEvent event(CustodyEvent.Kind kind, Digest statement) {
        return new CustodyEvent(
                kind,
                Instant.now(),
                requireName(),
                hostRole == null ? "unspecified" : hostRole,
                Optional.ofNullable(medium),
                "hexr " + Release.ofThisBuild().release(),
                statement,
                remarks);
    }

    /** Lets the log go where the bundle goes; a log that is there already stays. */
    static void carry(Path from, Path to) {
        if (Files.isRegularFile(from) && !Files.exists(to) && !from.equals(to)) {
            Approvals.copy(from, to);
        }
    }
}
