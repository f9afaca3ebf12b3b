package io.hexr.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriterLockTest {
    @TempDir
    Path folder;

    @Test
    void keepsAnotherProcessOutUntilTheHolderIsGone() throws Exception {
        Path lock = folder.resolve("x.lock");
        try (WriterLock _ = WriterLock.take(lock)) {
            assertThat(asChild(lock)).isEqualTo("locked");
        }
        assertThat(asChild(lock)).isEqualTo("taken");
        assertThat(lock).doesNotExist();
    }

    @Test
    void staysHeldAfterARefusalInTheSameProcess() throws Exception {
        Path lock = folder.resolve("x.lock");
        try (WriterLock _ = WriterLock.take(lock)) {
            assertThatThrownBy(() -> WriterLock.take(lock)).isInstanceOf(BundleException.Locked.class);
            assertThat(asChild(lock)).isEqualTo("locked");
        }
    }

    private static String asChild(Path lock) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        lock.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** Another process. */
    static final class Taker {
        private Taker() {}

        public static void main(String[] args) {
            try (WriterLock _ = WriterLock.take(Path.of(args[0]))) {
                System.out.print("taken");
            } catch (BundleException.Locked e) {
                System.out.print("locked");
            }
        }
    }
}
