package io.hexr.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Splitting and joining that are killed (SIGKILL, another process) at any point: the rerun ends in the same bytes with nothing left over. */
final class PartKillTest {
    private static final long SEED = Long.getLong("hexr.test.seed", 20261121L);
    private static final int KILLS = Boolean.getBoolean("hexr.full") ? 300 : 6;
    private static final String NAME = "hexr-bundle.tar.gz";

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    @Test
    void aSplitThatWasKilledIsFinishedByTheNext() throws IOException, InterruptedException {
        Path bundle = SampleRelease.of(12).write(folder.resolve(NAME));
        sweep("split", bundle.toString(), folder.resolve("out"), folder.resolve("out"));
    }

    @Test
    void aJoinThatWasKilledIsDoneByTheNext() throws IOException, InterruptedException {
        Path bundle = SampleRelease.of(12).write(folder.resolve(NAME));
        Path parts = folder.resolve("parts");
        try (ArchiveBytes archive = ArchiveFile.open(bundle)) {
            PartWriter.split(archive, SplitPlan.of(archive, parts, PartSize.parse("40000B"), 2, SplitPlan.Folders.ONE));
        }
        Files.delete(parts.resolve(NAME + ".003"));
        sweep("join", parts.toString(), folder.resolve("out").resolve(NAME), folder.resolve("out"));
    }

    private void sweep(String work, String from, Path to, Path out) throws IOException, InterruptedException {
        Files.createDirectories(out);
        int pieces = run(work, from, to, Integer.MAX_VALUE);
        Map<String, byte[]> expected = files(out);
        clear(out);
        int kills = 0;
        while (kills < KILLS) {
            if (run(work, from, to, random.nextInt(pieces)) >= 0) {
                clear(out);
                continue; // it was done before the kill reached it
            }
            kills++;
            files(out).forEach((name, bytes) -> {
                if (expected.containsKey(name)) {
                    assertThat(Arrays.equals(bytes, expected.get(name)))
                            .as(name + " is whole under its final name")
                            .isTrue();
                }
            });
            if (random.nextBoolean()) {
                assertThat(run(work, from, to, Integer.MAX_VALUE)).isPositive();
                Map<String, byte[]> found = files(out);
                assertThat(found.keySet()).isEqualTo(expected.keySet());
                found.forEach((name, bytes) -> assertThat(Arrays.equals(bytes, expected.get(name)))
                        .as(name)
                        .isTrue());
                clear(out);
            }
        }
        System.out.printf(
                "killed %d runs of %s at one of %d pieces (seed %d); every rerun ended in the same bytes%n",
                kills, work, pieces, SEED);
    }

    /** The pieces it told, or -1 where it was killed. */
    private int run(String work, String from, Path to, int most) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PartProcess.class.getName(),
                        work,
                        from,
                        to.toString()))
                .redirectErrorStream(true)
                .start();
        int heard = 0;
        String last = "";
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last = line;
                if (heard++ == most) {
                    // into what follows the piece, too: writing, flushing, renaming
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(2000));
                    process.destroyForcibly();
                    break;
                }
            }
        }
        int status = process.waitFor();
        assertThat(status).as(last).isIn(0, 137);
        return status == 0 ? heard : -1;
    }

    private static Map<String, byte[]> files(Path below) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(below)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                found.put(below.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }

    private static void clear(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Files.delete(file);
            }
        }
    }
}
