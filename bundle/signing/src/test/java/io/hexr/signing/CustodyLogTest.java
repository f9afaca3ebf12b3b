package io.hexr.signing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CustodyLogTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private CustodyLog log = CustodyLog.at(file);

    @BeforeEach
    void startANewLog() {
        file = folder.resolve("hexr-bundle.tar.gz.custody.jsonl");
        log = CustodyLog.at(file);
    }

    static CustodyEvent event(CustodyEvent.Kind kind, byte[] sums) {
        return new CustodyEvent(
                kind,
                Site.NOW,
                "J. Müller",
                "relay",
                Optional.of("disc 3/7"),
                "hexr 0.8.0",
                Digest.of(sums),
                List.of("plain HTTP to registry.site:5000"));
    }

    private List<String> journey() throws IOException {
        log.append(event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.vendorClassic());
        log.append(event(CustodyEvent.Kind.VERIFIED, Site.SUMS), Site.officer());
        log.append(event(CustodyEvent.Kind.COUNTER_SIGNED, Site.SUMS), Site.officer());
        log.append(event(CustodyEvent.Kind.RECEIVED, Site.SUMS), Site.key("stranger"));
        return Files.readAllLines(file);
    }

    private CustodyLog.Break broken(List<String> lines) throws IOException {
        Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        return log.check(Site.policy()).broken().orElseThrow();
    }

    @Test
    void tellsTheWholeJourneyAndWhoseKeysAreKnown() throws IOException {
        journey();
        TrustPolicy policy =
                Site.policy().revoke(new Revocation(Site.vendorClassic().fingerprint(), "stolen", Site.NOW));

        CustodyLog.Check check = log.check(policy);

        assertThat(check.broken()).isEmpty();
        assertThat(check.entries())
                .extracting(entry -> entry.record().event().kind())
                .containsExactly(
                        CustodyEvent.Kind.CREATED,
                        CustodyEvent.Kind.VERIFIED,
                        CustodyEvent.Kind.COUNTER_SIGNED,
                        CustodyEvent.Kind.RECEIVED);
        assertThat(check.entries())
                .extracting(CustodyLog.Entry::standing)
                .containsExactly(
                        CustodyLog.Standing.REVOKED,
                        CustodyLog.Standing.KNOWN,
                        CustodyLog.Standing.KNOWN,
                        CustodyLog.Standing.UNKNOWN);
        assertThat(check.entries().getFirst().record().event()).isEqualTo(event(CustodyEvent.Kind.CREATED, Site.SUMS));
    }

    @Test
    void namesTheRecordThatWasChanged() throws IOException {
        List<String> lines = journey();
        lines.set(1, lines.get(1).replace("disc 3/7", "disc 4/7"));

        assertThat(broken(lines)).isEqualTo(new CustodyLog.Break(2, "bears a wrong signature"));
    }

    @Test
    void namesTheRecordThatLostItsPredecessor() throws IOException {
        List<String> lines = journey();
        lines.remove(1);

        assertThat(broken(lines)).isEqualTo(new CustodyLog.Break(2, "bears the number 3"));
    }

    @Test
    void namesARecordThatWasSwapped() throws IOException {
        List<String> lines = journey();
        Collections.swap(lines, 1, 2);

        assertThat(broken(lines).line()).isEqualTo(2);
    }

    @Test
    void namesTheFirstRecordWhenTheOldestWereCutOff() throws IOException {
        List<String> lines = journey();

        assertThat(broken(lines.subList(1, 4)).line()).isEqualTo(1);
    }

    @Test
    void namesARecordThatWasSignedAnewByAnotherKeyAtTheWrongPlace() throws IOException {
        List<String> lines = journey();
        CustodyRecord honest = CustodyLine.parse(lines.get(1).getBytes(StandardCharsets.UTF_8), "line")
                .record();
        CustodyRecord changed = new CustodyRecord(2, honest.previous(), event(CustodyEvent.Kind.PUSHED, Site.SUMS));
        lines.set(1, new String(CustodyLine.sign(changed, Site.key("stranger")).write(), StandardCharsets.UTF_8));

        assertThat(broken(lines)).isEqualTo(new CustodyLog.Break(3, "does not point at the record before it"));
    }

    @Test
    void namesARecordOfAnotherBundle() throws IOException {
        List<String> lines = journey();
        CustodyRecord foreign = new CustodyRecord(
                5,
                Optional.of(Digest.of(lines.getLast().getBytes(StandardCharsets.UTF_8))),
                event(CustodyEvent.Kind.PUSHED, Site.OTHER_SUMS));
        List<String> more = new ArrayList<>(lines);
        more.add(new String(CustodyLine.sign(foreign, Site.officer()).write(), StandardCharsets.UTF_8));

        assertThat(broken(more).rule()).startsWith("tells of another bundle");
        assertThatThrownBy(() -> log.append(event(CustodyEvent.Kind.INSTALLED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class);
    }

    @Test
    void namesALineInAnotherLayout() throws IOException {
        List<String> lines = journey();
        lines.set(2, lines.get(2).replace(",\"record\"", ", \"record\""));

        assertThat(broken(lines).rule()).contains("one form");
    }

    @Test
    void cannotSeeByItselfThatTheEndWasCutOffButSeesItAgainstANotedHead() throws IOException {
        List<String> lines = journey();
        CustodyLog.Head noted = log.check(Site.policy()).head().orElseThrow();
        Files.writeString(file, String.join("\n", lines.subList(0, 2)) + "\n");

        assertThat(log.check(Site.policy()).broken()).isEmpty();
        assertThat(log.check(Site.policy(), noted).broken()).hasValueSatisfying(broken -> {
            assertThat(broken.line()).isEqualTo(3);
            assertThat(broken.rule()).contains("noted with 4");
        });
    }

    @Test
    void acceptsRecordsAddedSinceAHeadWasNotedAndRefusesAnotherHistory() throws IOException {
        journey();
        CustodyLog.Head noted = CustodyLog.Head.parse(
                log.check(Site.policy()).head().orElseThrow().toString());
        log.append(event(CustodyEvent.Kind.PUSHED, Site.SUMS), Site.officer());

        assertThat(log.check(Site.policy(), noted).broken()).isEmpty();
        assertThat(log.check(Site.policy(), new CustodyLog.Head(3, noted.last()))
                        .broken())
                .hasValueSatisfying(broken -> assertThat(broken.rule()).contains("not the record that was noted"));
    }

    @Test
    void continuesAfterARecordThatACrashLeftUnfinished() throws IOException {
        List<String> lines = journey();
        Files.writeString(file, lines.getLast().substring(0, 99), StandardOpenOption.APPEND);
        assertThat(log.check(Site.policy()).broken())
                .hasValueSatisfying(broken -> assertThat(broken.rule()).contains("cut off"));

        log.append(event(CustodyEvent.Kind.PUSHED, Site.SUMS), Site.officer());

        assertThat(log.check(Site.policy()).broken()).isEmpty();
        assertThat(log.check(Site.policy()).entries()).hasSize(5);
    }

    @Test
    void stopsAtTheFirstOfMillionsOfEmptyLinesAndContinuesNone() throws IOException {
        byte[] ends = new byte[CustodyLog.MAX_BYTES];
        Arrays.fill(ends, (byte) '\n');
        Files.write(file, ends);
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();

        assertThat(log.check(Site.policy()).broken())
                .hasValueSatisfying(broken -> assertThat(broken.line()).isEqualTo(1));
        assertThatThrownBy(() -> log.append(event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class);
        // the file is read twice into a few whole copies; its lines as objects would be some 400 MB each time
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(12L * CustodyLog.MAX_BYTES);
        assertThat(Files.readAllBytes(file)).isEqualTo(ends);
    }

    @Test
    void continuesNoLogWhoseLastRecordIsNotTheLastLine() throws IOException {
        List<String> lines = journey();
        Files.writeString(file, "\n" + String.join("\n", lines) + "\n");

        assertThatThrownBy(() -> log.append(event(CustodyEvent.Kind.PUSHED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class)
                .hasMessageContaining("bears the number 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes", "{}", "{\"key\":1}", "-----BEGIN PRIVATE KEY-----"})
    void leavesAForeignFileAlone(String content) throws IOException {
        Files.writeString(file, content);

        assertThatThrownBy(() -> log.append(event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent(content);
    }

    @Test
    void leavesALongTailAndWhatALinkLeadsToAlone() throws IOException {
        String tail = "{\"key\":\"" + "A".repeat(CustodyLine.MAX_BYTES);
        Path other = Files.writeString(folder.resolve("other"), tail);
        Files.createSymbolicLink(file, other);

        assertThatThrownBy(() -> log.append(event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.FileFailed.class);
        assertThatThrownBy(
                        () -> CustodyLog.at(other).append(event(CustodyEvent.Kind.CREATED, Site.SUMS), Site.officer()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class);
        assertThat(other).hasContent(tail);
    }

    @Test
    void beginsEveryLineWithWhatAnUnfinishedOneIsKnownBy() throws IOException {
        assertThat(journey())
                .allSatisfy(
                        line -> assertThat(line).startsWith(new String(CustodyLine.START, StandardCharsets.US_ASCII)));
    }

    @Test
    void ordersWritersOfTheSameLog() throws InterruptedException, ExecutionException {
        Callable<CustodyRecord> write =
                () -> CustodyLog.at(file).append(event(CustodyEvent.Kind.VERIFIED, Site.SUMS), Site.officer());
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<CustodyRecord> done : pool.invokeAll(Collections.nCopies(20, write))) {
                done.get();
            }
        }

        CustodyLog.Check check = log.check(Site.policy());
        assertThat(check.broken()).isEmpty();
        assertThat(check.entries()).hasSize(20);
    }

    @Test
    void refusesAnEventThatWouldBreakTheLine() {
        assertThatThrownBy(() -> new CustodyEvent(
                        CustodyEvent.Kind.CREATED,
                        Site.NOW,
                        "a\nb",
                        "relay",
                        Optional.empty(),
                        "hexr",
                        Digest.of(Site.SUMS),
                        List.of()))
                .isExactlyInstanceOf(TrustException.MalformedCustody.class);
    }

    @Test
    void signsNothingThatCouldPassForAListOfSums() throws IOException {
        byte[] line = journey().getFirst().getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Statement.require(line)).isExactlyInstanceOf(TrustException.MalformedStatement.class);
    }
}
