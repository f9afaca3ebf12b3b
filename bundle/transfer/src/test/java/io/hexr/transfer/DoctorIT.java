package io.hexr.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import io.hexr.registry.ClientSettings;
import io.hexr.registry.EgressPolicy;
import io.hexr.registry.HostPort;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.ServerTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

final class DoctorIT {
    @TempDir
    private Path folder = Path.of("");

    private static List<DoctorFinding> examine(Destination registry) {
        return Doctor.examine(registry, InstantSource.system(), doing -> {});
    }

    private static DoctorFinding finding(List<DoctorFinding> all, String id) {
        return all.stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding " + id + " in " + all));
    }

    @Test
    void findsNothingWrongWithTheRegistryWeShip() {
        try (Site site = Site.in(folder)) {
            List<DoctorFinding> all = examine(site.registry());

            assertThat(all)
                    .extracting(DoctorFinding::id, DoctorFinding::severity)
                    .containsExactly(
                            tuple("reach", DoctorFinding.Severity.GOOD),
                            tuple("tls", DoctorFinding.Severity.ADVICE),
                            tuple("clock", DoctorFinding.Severity.GOOD),
                            tuple("push-right", DoctorFinding.Severity.GOOD),
                            tuple("tags", DoctorFinding.Severity.GOOD),
                            tuple("read-back", DoctorFinding.Severity.GOOD),
                            tuple("referrers", DoctorFinding.Severity.GOOD),
                            tuple("nested-path", DoctorFinding.Severity.GOOD),
                            tuple("mount", DoctorFinding.Severity.GOOD),
                            tuple("upload-size", DoctorFinding.Severity.GOOD),
                            tuple("delete", DoctorFinding.Severity.GOOD));
        }
    }

    @Test
    void leavesNothingBehind() {
        try (Site site = Site.in(folder)) {
            examine(site.registry());

            assertThat(left(folder)).isEmpty();
        }
    }

    @Test
    void anExaminationThatIsStoppedLeavesNothingBehindEither() {
        for (String moment : List.of("tags", "read-back", "referrers", "nested-path", "upload-size")) {
            try (Site site = Site.in(folder.resolve(moment))) {
                assertThatThrownBy(() -> Doctor.examine(site.registry(), InstantSource.system(), doing -> {
                            if (doing.equals(moment)) {
                                // as a signal does: the thread is interrupted, and the command ends where it next looks
                                Thread.currentThread().interrupt();
                                throw new CancellationException(moment);
                            }
                        }))
                        .isInstanceOf(CancellationException.class);
                assertThat(Thread.interrupted())
                        .as("the interruption is handed on")
                        .isTrue();

                assertThat(left(folder.resolve(moment))).as(moment).isEmpty();
            }
        }
    }

    /** Links of the store below the probe's repositories; the empty object is everybody's. */
    private static List<String> left(Path store) {
        try (Stream<Path> all = Files.walk(store.resolve("repositories"))) {
            return all.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(path -> path.contains(Doctor.REPOSITORY)
                            && !path.contains(DoctorContent.EMPTY.digest().hex()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void namesWhatItCouldNotRemove() {
        try (Site site = Site.in(folder, options -> options.with(ServerTags.IMMUTABLE))) {
            DoctorFinding finding = finding(examine(site.registry()), "delete");

            assertThat(finding.severity()).isEqualTo(DoctorFinding.Severity.ADVICE);
            assertThat(finding.found())
                    .contains("tags are immutable here and are not deleted", "left there: site/hexr/hexr-doctor");
            assertThat(finding.remedy()).contains("delete hexr-doctor by hand");
        }
    }

    @Test
    void seesThatTheClocksAreApart() {
        try (Site site = Site.in(folder)) {
            Instant late = Instant.now().plusSeconds(3600);

            List<DoctorFinding> all = Doctor.examine(site.registry(), InstantSource.fixed(late), doing -> {});

            assertThat(finding(all, "clock").severity()).isEqualTo(DoctorFinding.Severity.ADVICE);
            assertThat(finding(all, "clock").remedy()).contains("date -u");
        }
    }

    @Test
    void saysThatARegistryTakesNoPushes() {
        try (Site site = Site.in(folder, options -> options.with(ServerOptions.Writes.REFUSED))) {
            DoctorFinding finding = finding(examine(site.registry()), "writable");

            assertThat(finding.severity()).isEqualTo(DoctorFinding.Severity.BLOCKER);
        }
    }

    @Test
    void saysThatNothingListens() {
        HostPort nowhere = new HostPort("127.0.0.1", 1);
        try (RegistryClient client = Site.client(nowhere)) {
            Destination registry = new Destination(client, new RegistryAddress(nowhere, false, ""));

            assertThat(examine(registry))
                    .extracting(DoctorFinding::id, DoctorFinding::severity)
                    .containsExactly(tuple("reach", DoctorFinding.Severity.BLOCKER));
        }
    }

    @Test
    void saysThatClearTextWasNotAllowed() {
        try (Site site = Site.in(folder)) {
            RegistryAddress address = site.registry().address();
            EgressPolicy policy = EgressPolicy.nothing().naming(address.at(), EgressPolicy.Purpose.REGISTRY);
            try (RegistryClient client = RegistryClient.open(ClientSettings.within(policy))) {
                DoctorFinding finding = finding(examine(new Destination(client, address)), "tls");

                assertThat(finding.remedy()).contains("--plain-http");
            }
        }
    }

    /** What others answer, in their words, ends in a finding with their words and what to do about it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "harbor-project-missing    | project     | project site not found        | make the project site in"
                        + " Harbor",
                "harbor-no-push-right      | auth        | action: push                  | role Developer",
                "harbor-quota              | space       | upper limit of 50.0 MiB       | raise the quota",
                "harbor-read-only          | writable    | read only mode                | switch it off",
                "nexus-blob-race           | push-right  | cannot be updated             | run the same command again",
                "artifactory-no-permission | push-right  | does not have permission      | repository key first",
                "artifactory-no-overwrite  | push-right  | HTTP 403 Forbidden            | Delete/Overwrite",
                "nginx-too-large           | upload-size | 413 Request Entity Too Large  | client_max_body_size 0",
            })
    void explainsARefusal(String recorded, String id, String words, String remedy) throws IOException {
        try (Site site = Site.in(folder);
                RefusingProxy proxy = new RefusingProxy(site.registry(), RefusingProxy.Recorded.read(recorded))) {
            DoctorFinding finding = examine(proxy.registry()).stream()
                    .filter(each -> each.severity() == DoctorFinding.Severity.BLOCKER)
                    .findFirst()
                    .orElseThrow();

            assertThat(finding.id()).isEqualTo(id);
            assertThat(finding.found()).contains("the registry says: \"").contains(words);
            assertThat(finding.remedy()).contains(remedy);
        }
    }

    @ParameterizedTest
    @CsvSource({"harbor-immutable", "nexus-no-redeploy"})
    void takesATagThatMayNotBeMovedForWhatItIs(String recorded) throws IOException {
        try (Site site = Site.in(folder);
                RefusingProxy proxy = new RefusingProxy(site.registry(), RefusingProxy.Recorded.read(recorded))) {
            DoctorFinding finding = finding(examine(proxy.registry()), "tags");

            assertThat(finding.remedy()).contains("push under another version");
        }
    }
}
