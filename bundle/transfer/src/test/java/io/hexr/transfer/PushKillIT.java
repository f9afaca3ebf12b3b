package io.hexr.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hexr.format.SampleRelease;
import io.hexr.registry.RegistryClient;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A push killed with SIGKILL wherever the seed says, by the bytes that have arrived, then run again. A few times here, 300 with -Dhexr.full. The registry
 * counts what it gets: never more than what was missing and a chunk for each connection.
 */
final class PushKillIT {
    private static final int KILLS = System.getProperty("hexr.full") == null ? 4 : 300;
    private static final long SEED = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
    private static final int CONNECTIONS = 8;
    /** Heads of requests, which count, too. */
    private static final long HEADS = 256 << 10;

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.heavy(SEED, 3, 9 << 20);
    private long sentAgain;
    private long sizes;
    private int resumed;

    @Test
    void goesOnWithinABlobWhereverItWasKilled() throws Exception {
        Path bundle = sample.write(folder.resolve("bundle.tar.gz"));
        Path policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, none -> sample.trust().policy());
        sizes = sample.contents().totalSize();
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            killedAndRunAgain(kill, bundle, policy, random);
        }
        System.out.println("killed " + KILLS + " times, seed " + SEED + ": " + resumed
                + " went on within a blob; sent again at most " + sentAgain + " bytes of " + sizes);
        assertThat(resumed).isPositive();
    }

    private void killedAndRunAgain(int kill, Path bundle, Path policy, Random random) throws Exception {
        Path state = folder.resolve("state");
        try (TestRegistry registry = TestRegistry.in(folder.resolve("store" + kill));
                Toll toll = new Toll(registry.server().address());
                RegistryClient client = TestRegistry.client(registry.at())) {
            Landed landed = new Landed(sample.contents(), TestRegistry.destination(client, registry.at()));
            long moment = (long) (random.nextDouble() * sizes * 1.05);
            Process first = start(bundle, policy, toll, state);
            while (first.isAlive() && toll.counted() < moment) {
                Thread.onSpinWait();
            }
            first.destroyForcibly().waitFor();
            toll.awaitQuiet();
            landed.holdsNothingHalf();
            resumed += uploadsRemembered(state) > 0 ? 1 : 0;

            Process second = start(bundle, policy, toll, state);
            assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isZero();
            landed.holds(sample.contents().groups());
            try (Stream<Path> left = Files.walk(state)) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
            // what both runs sent together, beyond what there is to send
            long again = Math.max(0, toll.counted() - sizes);
            sentAgain = Math.max(sentAgain, again);
            assertThat(again)
                    .as("bytes sent again after a kill at " + moment + " of " + sizes)
                    .isLessThanOrEqualTo(CONNECTIONS * PushProcess.CHUNK + HEADS);
        }
        delete(folder.resolve("store" + kill));
    }

    private static long uploadsRemembered(Path state) throws IOException {
        if (!Files.exists(state)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(file -> file.toString().endsWith(".upload")).count();
        }
    }

    private static Process start(Path bundle, Path policy, Toll toll, Path state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PushProcess.class.getName(),
                        bundle.toString(),
                        policy.toString(),
                        Integer.toString(toll.port()),
                        state.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
