package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.signing.Algorithm;
import io.hexr.signing.CustodyEvent;
import io.hexr.signing.CustodyLog;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the commands write into the custody log of a bundle as it goes from hand to hand. */
final class CustodyCommandsTest {
    private static final String NAME = "hexr-bundle.tar.gz";

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(7);
    private final SigningKey carrier = SigningKey.generate(Algorithm.ED25519);
    private Path bundle = Path.of("");
    private Path policy = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void carryOver() {
        bundle = sample.write(folder.resolve(NAME));
        policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, _ -> sample.trust().policy());
        key = folder.resolve("carrier.key");
        carrier.writeUnencrypted(key);
    }

    private static InProcess run(Object... args) {
        return InProcess.run(Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    private InProcess recording(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--custody-key", key, "--who", "J. Doe"));
        InProcess run = run(all.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private static List<CustodyEvent.Kind> kinds(Path log) {
        CustodyLog.Check check = CustodyLog.at(log).check(TrustPolicy.empty());
        assertThat(check.broken()).isEmpty();
        return check.entries().stream()
                .map(entry -> entry.record().event().kind())
                .toList();
    }

    @Test
    void theLogGoesWithTheBundleThroughSplittingAndJoining() {
        recording("bundle", "verify", bundle, "--trust", policy, "--host-role", "build host");
        Path discs = folder.resolve("discs");
        recording("bundle", "split", bundle, "--size", "60KiB", "--per-disc", "--to", discs, "--medium", "disc 4711");
        String log = NAME + ".custody.jsonl";
        assertThat(discs.resolve("disc-001").resolve(log)).hasSameBinaryContentAs(folder.resolve(log));
        assertThat(discs.resolve("disc-003").resolve(log)).exists();
        Path joined = folder.resolve("site").resolve("b.tar.gz");
        recording("bundle", "join", discs, "--to", makeFolderOf(joined));
        assertThat(kinds(folder.resolve(log))).containsExactly(CustodyEvent.Kind.VERIFIED, CustodyEvent.Kind.SPLIT);
        assertThat(kinds(joined.resolveSibling("b.tar.gz.custody.jsonl")))
                .containsExactly(CustodyEvent.Kind.VERIFIED, CustodyEvent.Kind.SPLIT, CustodyEvent.Kind.JOINED);
        InProcess shown = run("bundle", "custody", joined, "--trust", policy);
        assertThat(shown.out()).contains("unbroken", "J. Doe", "build host", "disc 4711");
    }

    private static Path makeFolderOf(Path file) {
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent(), "a folder"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return file;
    }

    @Test
    void approvalsGoWithTheBundleUnderItsNewName() {
        InProcess signed = run("bundle", "sign", bundle, "--trust", policy, "--key", key, "--unencrypted");
        assertThat(signed.status()).as(signed.err()).isEqualTo(ExitStatus.DONE);
        Path discs = folder.resolve("discs");
        run("bundle", "split", bundle, "--size", "60KiB", "--per-disc", "--to", discs);
        String approval = "." + carrier.fingerprint().brief() + ".sigstore.json";
        assertThat(discs.resolve("disc-002").resolve(NAME + approval)).exists();
        Path joined = folder.resolve("b.tar.gz");
        run("bundle", "join", discs, "--to", joined);
        assertThat(folder.resolve("b.tar.gz" + approval)).hasSameBinaryContentAs(folder.resolve(NAME + approval));
    }

    @Test
    void whoeverApprovesRecordsItWithTheKeyThatApproves() {
        run("bundle", "sign", bundle, "--trust", policy, "--key", key, "--unencrypted", "--who", "officer");
        Path log = folder.resolve(NAME + ".custody.jsonl");
        CustodyLog.Check check = CustodyLog.at(log).check(TrustPolicy.empty());
        assertThat(kinds(log)).containsExactly(CustodyEvent.Kind.COUNTER_SIGNED);
        assertThat(check.entries().getFirst().key()).isEqualTo(carrier.fingerprint());
    }

    @Test
    void withoutAKeyNothingIsWrittenAndTheResultSaysSo() {
        InProcess verify = run("bundle", "verify", bundle, "--trust", policy);
        assertThat(verify.out()).contains("not recorded: no custody key");
        assertThat(folder.resolve(NAME + ".custody.jsonl")).doesNotExist();
    }

    @Test
    void theKeyMayBeSetInTheEnvironmentAndTheLogLieElsewhere() {
        Path log = folder.resolve("elsewhere.jsonl");
        Environment environment = new Environment(
                Map.of("HEXR_CUSTODY_KEY", key.toString(), "HEXR_WHO", "J. Doe", "HEXR_HOST_ROLE", "gateway"), folder);
        InProcess verify = InProcess.run(
                environment,
                folder.resolve("no-settings"),
                "bundle",
                "verify",
                bundle.toString(),
                "--trust",
                policy.toString(),
                "--custody-log",
                log.toString());
        assertThat(verify.status()).as(verify.err()).isEqualTo(ExitStatus.DONE);
        assertThat(kinds(log)).containsExactly(CustodyEvent.Kind.VERIFIED);
    }

    @Test
    void aProjectFolderCannotSayWhoSigns() throws IOException {
        Path settings = Files.createDirectories(folder.resolve(".hexr")).resolve("config");
        Files.writeString(settings, "custody-key = " + key + "\n");
        InProcess run = InProcess.run(
                new Environment(Map.of(), folder),
                folder.resolve("no-settings"),
                "bundle",
                "inspect",
                bundle.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("custody-key", "only you may set");
    }

    @Test
    void aWrongKeyIsNoticedBeforeTheWork() {
        InProcess run = run(
                "bundle", "verify", bundle, "--trust", policy, "--custody-key", folder.resolve("no.key"), "--who", "x");
        assertThat(run.status()).isNotEqualTo(ExitStatus.DONE);
        assertThat(run.out()).isEmpty();
    }

    private static Stream<List<String>> recordingCommands() {
        return Stream.of(
                List.of("bundle", "verify", "absent.tar.gz"),
                List.of("bundle", "sign", "absent.tar.gz", "--key", "absent.key", "--unencrypted"),
                List.of("bundle", "split", "absent.tar.gz", "--size", "60KiB"),
                List.of("bundle", "join", "absent", "--to", "joined.tar.gz"),
                List.of("bundle", "custody", "absent.tar.gz", "--record", "received"),
                List.of("bundle", "download", "--from", "absent", "--output", "absent.tar.gz"),
                List.of("bundle", "push", "absent.tar.gz", "--registry", "absent.invalid"));
    }

    /** None of the files is there: a command that read or wrote anything first would speak of them. */
    @ParameterizedTest
    @MethodSource("recordingCommands")
    void whatNoRecordCouldSayIsRefusedBeforeAnythingIsRead(List<String> command) {
        List<List<String>> unspeakable = List.of(
                List.of("--who", ""),
                List.of("--who", " ".repeat(3)),
                List.of("--host-role", "x".repeat(257)),
                List.of("--medium", "two\nlines"),
                List.of("--remark", "fine", "--remark", "x".repeat(300)));
        for (List<String> option : unspeakable) {
            List<String> words = new ArrayList<>(command);
            words.addAll(option);
            InProcess run = run(words.toArray());
            assertThat(run.status()).as(words + run.err()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains(option.getFirst() + " ", "cannot stand in a custody record", "1 to 256");
        }
    }

    @Test
    void moreRemarksThanARecordHoldsAreRefused() {
        List<Object> words = new ArrayList<>(List.of("bundle", "verify", "absent.tar.gz"));
        for (int i = 0; i < CustodyEvent.MAX_REMARKS; i++) {
            words.addAll(List.of("--remark", "number " + i));
        }
        InProcess run = run(words.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("--remark is given 64 times");
    }

    @Test
    void whoItWasMayBeSetInTheEnvironmentAndIsLookedAtThere() {
        Environment environment = new Environment(Map.of("HEXR_WHO", "x".repeat(400)), folder);
        InProcess run = InProcess.run(
                environment,
                folder.resolve("no-settings"),
                "bundle",
                "verify",
                folder.resolve("absent").toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("HEXR_WHO", "400 characters");
    }

    @Test
    void aKeyThatDoesNotOpenIsNoticedBeforeAnythingIsApprovedOrJoined() throws IOException {
        Path missing = folder.resolve("no.key");
        try (Stream<Path> before = Files.list(folder)) {
            List<Path> there = before.toList();
            InProcess sign = run(
                    "bundle",
                    "sign",
                    bundle,
                    "--trust",
                    policy,
                    "--key",
                    key,
                    "--unencrypted",
                    "--custody-key",
                    missing);
            InProcess join = run("bundle", "join", "absent", "--to", folder.resolve("b"), "--custody-key", missing);
            assertThat(List.of(sign.status(), join.status()))
                    .containsExactly(ExitStatus.INPUT_INVALID, ExitStatus.INPUT_INVALID);
            assertThat(sign.err() + join.err()).contains("no.key").doesNotContain("absent");
            try (Stream<Path> after = Files.list(folder)) {
                assertThat(after).containsExactlyInAnyOrderElementsOf(there);
            }
        }
    }

    @Test
    void theLogOfAnotherBundleIsNoticedBeforeAnythingIsApprovedOrSplit() throws IOException {
        Path other = SampleRelease.tiny(8).write(folder.resolve("other.tar.gz"));
        recording("bundle", "split", other, "--size", "60KiB");
        Files.copy(folder.resolve("other.tar.gz.custody.jsonl"), folder.resolve(NAME + ".custody.jsonl"));
        try (Stream<Path> before = Files.list(folder)) {
            List<Path> there = before.toList();
            InProcess sign = run("bundle", "sign", bundle, "--trust", policy, "--key", key, "--unencrypted");
            InProcess split = run("bundle", "split", bundle, "--size", "60KiB", "--custody-key", key);
            for (InProcess refused : List.of(sign, split)) {
                assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.INPUT_INVALID);
                assertThat(refused.err()).contains("tells of another bundle");
            }
            try (Stream<Path> after = Files.list(folder)) {
                assertThat(after).containsExactlyInAnyOrderElementsOf(there);
            }
        }
    }

    @Test
    void aMistypedHeadIsRefusedBeforeTheRecordIsWritten() {
        InProcess run = run(
                "bundle",
                "custody",
                bundle,
                "--trust",
                policy,
                "--record",
                "received",
                "--custody-key",
                key,
                "--head",
                "7");
        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(folder.resolve(NAME + ".custody.jsonl")).doesNotExist();
    }
}
