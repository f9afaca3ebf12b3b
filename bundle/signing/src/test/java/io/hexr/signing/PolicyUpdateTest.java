package io.hexr.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** No change of a policy file is lost, and none begins anew where a policy may only be out of reach. */
final class PolicyUpdateTest {
    private static final int REVOCATIONS = 40;

    @TempDir
    private Path folder;

    /** Revokes keys of its own in a policy that others change at the same time. */
    static final class Revoker {
        private Revoker() {}

        public static void main(String[] arguments) {
            revokeAll(Path.of(arguments[0]), arguments[1]);
        }
    }

    private static void revokeAll(Path file, String digit) {
        for (int i = 0; i < REVOCATIONS; i++) {
            Fingerprint key = new Fingerprint(digit + "%063d".formatted(i));
            TrustPolicy.update(file, policy -> policy.revoke(new Revocation(key, "lost", Site.NOW)));
        }
    }

    @Test
    void keepsTheChangesOfThreadsAndProcessesThatWriteAtOnce() throws IOException, InterruptedException {
        Path file = folder.resolve("trust.json");
        List<Thread> threads = new ArrayList<>();
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Revoker.class.getName(),
                        file.toString(),
                        "a")
                .inheritIO()
                .start();
        while (other.isAlive() && SmallFiles.isAbsent(file)) {
            Thread.onSpinWait();
        }
        for (String digit : List.of("b", "c")) {
            threads.add(Thread.ofPlatform().start(() -> revokeAll(file, digit)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(other.waitFor()).isZero();
        assertThat(TrustPolicy.read(file).revoked()).hasSize(3 * REVOCATIONS);
    }

    @Test
    void refusesToBeginAnewWhereALinkLeadsNowhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("trust.json"), Path.of("unmounted", "trust.json"));

        assertThatThrownBy(() -> TrustPolicy.update(link, policy -> policy))
                .isExactlyInstanceOf(TrustException.FileFailed.class)
                .hasMessageContaining(link.toString());
        assertThatThrownBy(() -> TrustPolicy.find(link)).isExactlyInstanceOf(TrustException.FileFailed.class);
        assertThat(link).isSymbolicLink();
    }

    @Test
    void refusesToBeginAnewWhereTheFolderCannotBeSearched() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("file"), "").resolve("trust.json");

        assertThatThrownBy(() -> TrustPolicy.update(noFolder, policy -> policy))
                .isExactlyInstanceOf(TrustException.FileFailed.class);
    }

    @Test
    void changesWhatALinkLeadsTo() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("share")).resolve("policy.json");
        Site.policy().save(shared);
        Path link = Files.createSymbolicLink(folder.resolve("trust.json"), shared);

        TrustPolicy changed = TrustPolicy.update(link, policy -> policy.forget("agents"));

        assertThat(link).isSymbolicLink();
        assertThat(TrustPolicy.read(shared))
                .isEqualTo(changed)
                .isEqualTo(Site.policy().forget("agents"));
    }

    @Test
    void changesNothingWhenTheChangeIsRefused() {
        Path file = folder.resolve("trust.json");
        Site.policy().save(file);

        assertThatThrownBy(() -> TrustPolicy.update(file, policy -> policy.forget("nobody")))
                .isExactlyInstanceOf(TrustException.UnknownRelease.class);
        assertThat(TrustPolicy.read(file)).isEqualTo(Site.policy());
    }
}
