package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.hexr.console.ExitStatus;
import io.hexr.format.BundleWriter;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.format.VerifiedRelease;
import io.hexr.signing.Algorithm;
import io.hexr.signing.Role;
import io.hexr.signing.Signer;
import io.hexr.signing.SigningKey;
import io.hexr.signing.TrustPolicy;
import io.hexr.signing.Validity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class BundleCommandsTest {
    private static final String NAME = "hexr-bundle.tar.gz";

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.of(7);
    private Path bundle = Path.of("");
    private Path policy = Path.of("");

    @BeforeEach
    void carryOver() {
        bundle = sample.write(folder.resolve(NAME));
        policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, _ -> sample.trust().policy());
    }

    private static InProcess run(Object... args) {
        return InProcess.run(Stream.of(args).map(String::valueOf).toArray(String[]::new));
    }

    private InProcess trusting(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.add("--trust");
        all.add(policy);
        return run(all.toArray());
    }

    private Path partial() {
        VerifiedRelease release = sample.release();
        Presence some = Presence.of(release.contents(), blob -> blob.size() < 100_000);
        return BundleWriter.write(release, some, folder.resolve("partial.tar.gz"), bytes -> {})
                .file();
    }

    private void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void inspectShowsWhatIsThereAndThatNothingWasVerified() {
        InProcess run = run("bundle", "inspect", bundle);

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("NOT VERIFIED");
        assertThat(run.out())
                .contains(
                        "auto-registrar",
                        "hexr-gateway",
                        "charts/hexr-runtime",
                        "edge",
                        "agent-operator",
                        "SHA256SUMS.sig");
        assertThat(run("bundle", "inspect", bundle, "--output", "json").out())
                .contains("hexr.io/bundle-inspection/v1", "\"verified\": false", "\"sequence\": 7");
    }

    @Test
    void verifySaysWhoSignedAndWhatWasIgnored() {
        InProcess run = trusting("bundle", "verify", bundle);

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("verified", "vendor", "its key is unknown here");
        assertThat(trusting("bundle", "verify", bundle, "--output", "json").out())
                .contains("\"verdict\": \"verified\"", "\"complete\": true");
    }

    @Test
    void verifyRefusesAFlippedByteWithItsPlace() throws IOException {
        flip(bundle, Files.size(bundle) / 2);

        InProcess run = trusting("bundle", "verify", bundle);

        assertThat(run.status()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
        assertThat(run.err()).contains("blobs/sha256/", "at byte");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void verifyRefusesAReleaseOfAStranger() {
        TrustPolicy.update(policy, _ -> SampleRelease.trust(SigningKey.generate(Algorithm.ED25519)));

        InProcess run = trusting("bundle", "verify", bundle);

        assertThat(run.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
    }

    @Test
    void verifyNeedsAPolicyAndTakesNoneFromTheWorkingFolder() {
        InProcess run = run("bundle", "verify", bundle);

        assertThat(run.status()).isNotEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("trust policy");
    }

    @Test
    void verifyOfAPartialBundleNamesWhatIsAbsent() {
        Path partial = partial();

        InProcess run = trusting("bundle", "verify", partial);
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("absent", "hexr-gateway");

        InProcess strict = trusting("bundle", "verify", partial, "--require-complete");
        assertThat(strict.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(strict.err()).contains("hexr-gateway");
    }

    @Test
    void verifyReadsAPipe() {
        try (Child child = Child.shell(
                Map.of(),
                "cat '" + bundle + "' | " + Child.launcher() + " bundle verify - --output json --trust '" + policy
                        + "'")) {
            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).contains("\"verdict\": \"verified\"");
        }
    }

    @Test
    void partsOfASplitAreJudgedOneByOneAndJoinToTheSameBytes() throws IOException {
        Path parts = folder.resolve("parts");
        assertThat(run("bundle", "split", bundle, "--size", "60KiB", "--parity", 1, "--to", parts)
                        .status())
                .isEqualTo(ExitStatus.DONE);

        InProcess all = trusting("bundle", "verify", parts);
        assertThat(all.status()).isEqualTo(ExitStatus.DONE);
        assertThat(all.out()).contains("verified", NAME + ".001", NAME + ".p01");

        InProcess one = trusting("bundle", "verify", parts.resolve(NAME + ".002"));
        assertThat(one.status()).isEqualTo(ExitStatus.DONE);
        assertThat(one.out()).contains("set not whole", "missing");
        assertThat(trusting("bundle", "verify", parts.resolve(NAME + ".002"), "--require-complete")
                        .status())
                .isEqualTo(ExitStatus.BUNDLE_UNREADABLE);

        Files.delete(parts.resolve(NAME + ".002"));
        Path joined = folder.resolve("joined.tar.gz");
        InProcess join = run("bundle", "join", parts, "--to", joined);
        assertThat(join.status()).isEqualTo(ExitStatus.DONE);
        assertThat(join.out()).contains(NAME + ".002");
        assertThat(joined).hasSameBinaryContentAs(bundle);

        assertThat(run("bundle", "join", parts, "--rebuild-parts", parts).status())
                .isEqualTo(ExitStatus.DONE);
        assertThat(parts.resolve(NAME + ".002")).exists();
    }

    @Test
    void aDamagedPartIsNamed() throws IOException {
        Path parts = folder.resolve("parts");
        run("bundle", "split", bundle, "--size", "60KiB", "--to", parts);
        flip(parts.resolve(NAME + ".003"), 30_000);

        InProcess run = trusting("bundle", "verify", parts);

        assertThat(run.status()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
        assertThat(run.out()).contains("damaged");
    }

    @Test
    void inspectReadsAnyDisc() throws IOException {
        Path discs = folder.resolve("discs");
        run("bundle", "split", bundle, "--size", "60KiB", "--per-disc", "--to", discs);

        InProcess run = run("bundle", "inspect", discs.resolve("disc-002"));

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains(NAME + ".001", "auto-registrar");
    }

    @Test
    void aBundleIsVerifiedBeforeAnOfficerApprovesItAndThenTheApprovalCounts() throws IOException {
        SigningKey officer = SigningKey.generate(Algorithm.ED25519);
        Path key = folder.resolve("officer.key");
        officer.writeUnencrypted(key);
        TrustPolicy needsOfficer = sample.trust()
                .policy()
                .add(
                        "hexr",
                        Role.APPROVE,
                        new Signer("site-officer", List.of(officer.trusted()), Validity.ALWAYS),
                        Set.of(officer.fingerprint()))
                .requiring("hexr", Role.APPROVE, 1);
        TrustPolicy.update(policy, _ -> needsOfficer);
        assertThat(trusting("bundle", "verify", bundle).status()).isEqualTo(ExitStatus.TRUST_REFUSED);

        InProcess sign = trusting("bundle", "sign", bundle, "--key", key, "--unencrypted");
        assertThat(sign.status()).isEqualTo(ExitStatus.DONE);
        InProcess verify = trusting("bundle", "verify", bundle);
        assertThat(verify.status()).isEqualTo(ExitStatus.DONE);
        assertThat(verify.out()).contains("site-officer");

        flip(bundle, Files.size(bundle) / 2);
        assertThat(trusting("bundle", "sign", bundle, "--key", key, "--unencrypted")
                        .status())
                .isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
    }

    @Test
    void extractWritesChartsAndImagesAndReplacesNothing() throws IOException {
        Path out = folder.resolve("out");

        InProcess run = trusting("bundle", "extract", bundle, "--charts", "--artifact", "auto-registrar", "--to", out);
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(out.resolve("hexr-runtime-0.8.0.tgz")).isNotEmptyFile();
        assertThat(out.resolve("auto-registrar").resolve("index.json")).isNotEmptyFile();

        assertThat(trusting("bundle", "extract", bundle, "--charts", "--to", out)
                        .status())
                .as("the same is there")
                .isEqualTo(ExitStatus.DONE);
        Files.writeString(out.resolve("hexr-runtime-0.8.0.tgz"), "somebody's own");
        assertThat(trusting("bundle", "extract", bundle, "--charts", "--to", out)
                        .status())
                .isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(out.resolve("hexr-runtime-0.8.0.tgz")).hasContent("somebody's own");
        assertThat(trusting("bundle", "extract", bundle, "--artifact", "nothing", "--to", out)
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void extractRefusesWhatIsAbsentBeforeWriting() {
        Path out = folder.resolve("out");

        InProcess run = trusting("bundle", "extract", partial(), "--artifact", "hexr-gateway", "--to", out);

        assertThat(run.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(out).doesNotExist();
    }

    @Test
    void extractLeavesNothingOfABlobThatIsNotAsSigned() throws IOException {
        Path out = folder.resolve("out");
        String entries = Files.readString(bundle, StandardCharsets.ISO_8859_1);
        flip(bundle, entries.lastIndexOf("blobs/sha256/") + 1024L);

        InProcess run = trusting(
                "bundle",
                "extract",
                bundle,
                "--artifact",
                "auto-registrar",
                "--artifact",
                "hexr-gateway",
                "--charts",
                "--to",
                out);

        assertThat(run.status()).isEqualTo(ExitStatus.BUNDLE_UNREADABLE);
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.map(Path::toString)).noneMatch(path -> path.endsWith(".partial"));
        }
    }

    @Test
    void diffTellsWhatChangesAndWritesAPage() throws IOException {
        Path page = folder.resolve("change.html");
        InProcess same = trusting("bundle", "diff", partial(), bundle, "--html", page);
        assertThat(same.status()).isEqualTo(ExitStatus.DONE);
        assertThat(same.out()).contains("same sequence").containsPattern("unchanged +3");
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains("hexr 0.8.0")
                .doesNotContain("<script")
                .doesNotContain("http");
    }

    /** A bundle by a second signer, who is trusted, too. */
    private Path byAnother(SampleRelease other) {
        SigningKey maker = other.keys().getFirst();
        TrustPolicy.update(
                policy,
                now -> now.add(
                        "hexr",
                        Role.RELEASE,
                        new Signer("maker", List.of(maker.trusted()), Validity.ALWAYS),
                        Set.of(maker.fingerprint())));
        return other.write(folder.resolve("other.tar.gz"));
    }

    @Test
    void diffShowsWhatIsNewGoneAndChangedAndThatItGoesBack() {
        Path after = byAnother(SampleRelease.many(8, 2));
        InProcess run = trusting("bundle", "diff", bundle, after);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out())
                .contains("image image-0 linux/amd64", "image hexr-gateway linux/amd64", "chart runtime")
                .containsPattern("edge +removed +1 +0")
                .containsPattern("core +kept +3 +2")
                .containsPattern("signed by +vendor +maker");
        assertThat(trusting("bundle", "diff", after, bundle, "--output", "json").out())
                .contains("\"order\": \"same sequence\"", "\"change\": \"added\"");
    }

    @Test
    void diffTellsWhichPackagesChange() {
        InProcess run = trusting("bundle", "diff", bundle, byAnother(SampleRelease.of(8)));
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out())
                .containsPattern("image hexr-gateway linux/amd64 +deb/debian/libc6 +2\\.36-[0-9]+ +2\\.36-[0-9]+")
                .containsPattern("image auto-registrar linux/amd64 +all +no bill of materials +no bill of materials")
                .containsPattern("chart runtime +not compared")
                .doesNotContain("tzdata");
    }

    @Test
    void diffCountsThePackagesOfImagesThatComeOrGo() {
        Path after = byAnother(SampleRelease.many(8, 2));
        assertThat(trusting("bundle", "diff", bundle, after).out())
                .containsPattern("image hexr-gateway linux/amd64 +all +2 packages")
                .containsPattern("image image-0 linux/amd64 +all +- +no bill of materials");
        assertThat(trusting("bundle", "diff", after, partialWithoutBills()).out())
                .contains("its bill of materials is not in this bundle");
    }

    private Path partialWithoutBills() {
        VerifiedRelease release = sample.release();
        Presence some = Presence.of(release.contents(), blob -> blob.size() > 60_000);
        return BundleWriter.write(release, some, folder.resolve("no-bills.tar.gz"), bytes -> {})
                .file();
    }

    @Test
    void damagedPartsThatOthersMakeGoodAreNamed() throws IOException {
        Path parts = folder.resolve("parts");
        run("bundle", "split", bundle, "--size", "60KiB", "--parity", 1, "--to", parts);
        flip(parts.resolve(NAME + ".003"), 30_000);
        InProcess run = trusting("bundle", "verify", parts);
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("made good by the other parts: " + NAME + ".003");
    }

    @Test
    void custodyIsWrittenCheckedAndBreaksWhenALineIsChanged() throws IOException {
        SigningKey carrier = SigningKey.generate(Algorithm.ED25519);
        Path key = folder.resolve("carrier.key");
        carrier.writeUnencrypted(key);
        for (String event : List.of("received", "verified")) {
            assertThat(trusting(
                                    "bundle",
                                    "custody",
                                    bundle,
                                    "--record",
                                    event,
                                    "--who",
                                    "J. Doe",
                                    "--medium",
                                    "disc 4",
                                    "--custody-key",
                                    key)
                            .status())
                    .isEqualTo(ExitStatus.DONE);
        }

        InProcess shown = trusting("bundle", "custody", bundle);
        assertThat(shown.status()).isEqualTo(ExitStatus.DONE);
        assertThat(shown.out()).contains("unbroken", "received", "verified", "J. Doe", "disc 4", "unknown");

        Path log = folder.resolve(NAME + ".custody.jsonl");
        Files.writeString(log, Files.readString(log).replaceFirst("J. Doe", "A. Doe"));
        InProcess broken = trusting("bundle", "custody", bundle);
        assertThat(broken.status()).isEqualTo(ExitStatus.TRUST_REFUSED);
        assertThat(broken.out()).contains("broken: line 1");
    }
}
