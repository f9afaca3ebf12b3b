package io.hexr.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A creation that is killed (SIGKILL, another process) at any point is continued by the next, to the same bytes and with nothing left over. */
final class ResumeTest {
    private static final long SEED = Long.getLong("hexr.test.seed", 20261121L);

    @TempDir
    Path folder;

    @Test
    void isContinuedToTheSameBytesWhereverItIsKilled() throws IOException, InterruptedException {
        SampleRelease sample = SampleRelease.many(6, 24);
        Path origin = folder.resolve("origin");
        FolderSource.write(origin, sample, sample.files());
        Files.write(folder.resolve("trust.json"), sample.trust().policy().json());
        Path out = Files.createDirectory(folder.resolve("out"));
        assertThat(run(origin, out.resolve("b.tar.gz"), Integer.MAX_VALUE)).startsWith("done");
        byte[] expected = Files.readAllBytes(out.resolve("b.tar.gz"));
        Files.delete(out.resolve("b.tar.gz"));

        Random random = new Random(SEED);
        int wanted = Boolean.getBoolean("hexr.full") ? 300 : 18;
        int kills = 0;
        int kept = 0;
        while (kills < wanted) {
            int inARow = 1 + random.nextInt(3);
            for (int i = 0; i < inARow; i++) {
                if (run(origin, out.resolve("b.tar.gz"), random.nextInt(26)).isEmpty()) {
                    kills++;
                }
            }
            String last = run(origin, out.resolve("b.tar.gz"), Integer.MAX_VALUE);
            assertThat(last).startsWith("done");
            kept += last.equals("done 0") ? 0 : 1;
            assertThat(Arrays.mismatch(Files.readAllBytes(out.resolve("b.tar.gz")), expected))
                    .isEqualTo(-1);
            try (Stream<Path> left = Files.list(out)) {
                assertThat(left).containsExactly(out.resolve("b.tar.gz"));
            }
            Files.delete(out.resolve("b.tar.gz"));
        }
        System.out.printf("killed %d creations (seed %d); %d of the reruns kept something%n", kills, SEED, kept);
        assertThat(kept).isPositive();
    }

    /** Kills the creation once it has told so many pieces; its last word, or nothing where it was killed. */
    private String run(Path origin, Path output, int pieces) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CreateProcess.class.getName(),
                origin.toString(),
                folder.resolve("trust.json").toString(),
                output.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line;
            int heard = 0;
            List<String> other = new ArrayList<>();
            while ((line = said.readLine()) != null) {
                if (line.startsWith("done")) {
                    process.waitFor();
                    return line;
                }
                if (!line.matches("[0-9]+|start")) {
                    other.add(line);
                }
                if (heard++ == pieces) {
                    process.destroyForcibly();
                    process.waitFor();
                    return "";
                }
            }
            process.waitFor();
            throw new AssertionError("the creation failed: " + String.join("\n", other));
        }
    }
}
