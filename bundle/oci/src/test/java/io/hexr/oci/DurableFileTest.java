package io.hexr.oci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class DurableFileTest {
    private static final int SIZE = 300_000;

    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger finished = new AtomicInteger();

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    private static byte[] all(byte value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, value);
        return bytes;
    }

    @Test
    void writesWhatIsNewAndReplacesWhatIsThere() throws IOException {
        Path file = folder.resolve("list.json");

        DurableFile.write(file, all((byte) 1));
        DurableFile.write(file, new byte[] {7});

        assertThat(file).hasBinaryContent(new byte[] {7});
        assertThat(names()).containsExactly("list.json");
    }

    @Test
    void isReadableForNobodyElseWhereThatIsAsked() throws IOException {
        Path file = folder.resolve("secret");

        DurableFile.write(
                file,
                new byte[] {1},
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesNothingWhereItFails() throws IOException {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("by a folder"));

        assertThatThrownBy(() -> DurableFile.write(taken, new byte[] {1})).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> DurableFile.write(folder.resolve("none").resolve("file"), new byte[] {1}))
                .isInstanceOf(FileSystemException.class);

        assertThat(names()).containsExactly("taken");
    }

    @Test
    void writersAtOnceEachWriteAllOfIt() throws Exception {
        Path file = folder.resolve("values.yaml");
        List<Thread> writers = Stream.of(1, 2, 3, 4)
                .map(value -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 20; i++) {
                        try {
                            DurableFile.write(file, all(value.byteValue()));
                            byte[] found = Files.readAllBytes(file);
                            assertThat(found).isEqualTo(all(found[0]));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                    finished.incrementAndGet();
                }))
                .toList();
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(finished).hasValue(4);
        assertThat(names()).containsExactly("values.yaml");
    }

    /** A process that writes without end, all ones or all twos. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            for (byte value = 1; ; value = (byte) (3 - value)) {
                DurableFile.write(file, all(value));
            }
        }
    }

    @Test
    void aKilledWriterLeavesTheOldContentOrTheNew() throws Exception {
        Path file = folder.resolve("state");
        for (int kill = 0; kill < 5; kill++) {
            Files.deleteIfExists(file);
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            while (writer.isAlive() && !Files.exists(file)) {
                Thread.onSpinWait();
            }
            writer.destroyForcibly();
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();

            byte[] found = Files.readAllBytes(file);
            assertThat(found).hasSize(SIZE).isEqualTo(all(found[0]));
            assertThat(names()).allMatch(name -> name.equals("state") || name.matches("\\.state\\..*\\.partial"));
        }
    }
}
