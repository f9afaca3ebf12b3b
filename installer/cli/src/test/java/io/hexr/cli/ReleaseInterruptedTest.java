package io.hexr.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Ctrl-C while a release is built of what is read for a long time. Sparse files: they cost time, not space. */
final class ReleaseInterruptedTest {
    private static final long HUGE = 7L << 30;

    @TempDir
    private Path folder = Path.of("");

    private void sparse(String name) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(HUGE);
        }
    }

    private String build() {
        return "release build --spec '" + folder.resolve("release.yaml") + "' --to '" + folder.resolve("release") + "'";
    }

    @Test
    void endsWithinAFileThatIsReadForALongTimeAndLeavesNoRelease() throws IOException {
        sparse("huge");
        Files.writeString(folder.resolve("release.yaml"), """
                release: acme
                version: 1.0.0
                sequence: 1
                files:
                  - {name: huge, path: huge, tags: [1.0.0], groups: [core], licence: MIT}
                """);
        try (Child child = Child.hexr(Map.of("HOME", folder.toString()), build())) {
            child.err().await("taking in file huge");
            child.signal("INT");

            assertThat(child.exit()).as(child.err().text()).isEqualTo(130);
            assertThat(child.err().text()).contains("interrupted (exit 130)", "next: hexr release build --spec");
        }
        assertThat(folder.resolve("release/release-lock.json")).doesNotExist();
    }

    @Test
    void endsWithinAModelThatIsReadForALongTime() throws IOException {
        Files.createDirectories(folder.resolve("model"));
        sparse("model/huge.gguf");
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("model/huge.gguf").toFile(), "rw")) {
            file.write(new byte[] {'G', 'G', 'U', 'F', 3});
        }
        Files.writeString(folder.resolve("release.yaml"), """
                release: acme
                version: 1.0.0
                sequence: 1
                models:
                  - {name: huge, path: model, tags: [1.0.0], groups: [llm], licence: MIT}
                """);
        try (Child child = Child.hexr(Map.of("HOME", folder.toString()), build())) {
            child.err().await("taking in model huge");
            child.signal("INT");

            assertThat(child.exit()).as(child.err().text()).isEqualTo(130);
        }
        assertThat(folder.resolve("release/release-lock.json")).doesNotExist();
    }
}
