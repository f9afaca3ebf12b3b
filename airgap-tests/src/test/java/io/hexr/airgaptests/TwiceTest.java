package io.hexr.airgaptests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class TwiceTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void triesOnceMoreAndWritesItDown() throws IOException {
        Path notes = folder.resolve("notes.txt");
        AtomicInteger attempts = new AtomicInteger();

        String up = Twice.boot(
                "cluster",
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("no node\nand more");
                    }
                    return "up";
                },
                notes);

        assertThat(up).isEqualTo("up");
        assertThat(Files.readString(notes)).isEqualTo("cluster: no node\n");
    }

    @Test
    void aSecondFailureIsTheFailureAndWhatCannotRunIsNotTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> Twice.boot(
                        "cluster",
                        () -> {
                            throw new AssertionError("attempt " + attempts.incrementAndGet());
                        },
                        folder.resolve("a")))
                .hasMessage("attempt 2");
        assertThatThrownBy(() -> Twice.boot(
                        "cluster",
                        () -> {
                            throw new TestAbortedException("NOT RUN: docker: " + attempts.incrementAndGet());
                        },
                        folder.resolve("b")))
                .hasMessage("NOT RUN: docker: 3");
        assertThat(folder.resolve("b")).doesNotExist();
    }
}
