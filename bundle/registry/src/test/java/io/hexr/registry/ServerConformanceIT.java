package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The official conformance suite against our server, every workflow on. One run cannot take every branch of it, for some exclude each other; a second run
 * with content that is already there takes the rest. What neither can take is named here.
 */
final class ServerConformanceIT {
    /** Of each of these pairs a registry can only do one: mount or start an upload; mount without a source or not. */
    private static final Set<String> EXCLUDED = Set.of(
            "Cross-mounting of nonexistent blob should yield session id",
            "Cross-mounting without from, and automatic content discovery disabled should return a 202");

    private static final Pattern CASE =
            Pattern.compile("<testcase name=\"([^\"]*)\"[^>]*(/>|>(.*?)</testcase>)", Pattern.DOTALL);

    @TempDir
    Path folder;

    private record Outcome(int passed, Set<String> failed, Set<String> skipped) {}

    @Test
    void theOfficialSuiteFindsNoFaultAndSkipsNothingItCouldRun() throws Exception {
        Path suite = suite();
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"));
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0))) {
            Outcome first = run(suite, server, Map.of("OCI_NAMESPACE", "conformance/pushed"));
            SpecClient client = new SpecClient(server.address());
            byte[] manifest = client.pushImage("conformance/present", "there", "conformance");
            Digest blob =
                    client.pushBlob("conformance/present", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (String tag : List.of("a", "b", "c", "d")) {
                client.pushManifest("conformance/present", tag, manifest);
            }
            Outcome second = run(
                    suite,
                    server,
                    Map.of(
                            "OCI_NAMESPACE", "conformance/present",
                            "OCI_TAG_NAME", "there",
                            "OCI_MANIFEST_DIGEST", Digest.of(manifest).toString(),
                            "OCI_BLOB_DIGEST", blob.toString(),
                            "OCI_TAG_LIST", "a,b,c,d,there",
                            "OCI_TEST_PUSH", "0",
                            "OCI_TEST_CONTENT_MANAGEMENT", "0"));
            assertThat(first.failed()).isEmpty();
            assertThat(second.failed()).isEmpty();
            assertThat(first.passed()).isGreaterThanOrEqualTo(64);
            Set<String> never = new TreeSet<>(first.skipped());
            never.retainAll(second.skipped());
            never.removeIf(name -> EXCLUDED.stream().anyMatch(name::endsWith));
            assertThat(never).as("skipped in both runs").isEmpty();
        }
    }

    /** Prints where the suite's program lies; NOT RUN where this machine cannot build it. */
    private static Path suite() throws IOException, InterruptedException {
        Path script = Path.of("..", "..", "build", "peers", "conformance.sh");
        Process build = new ProcessBuilder("sh", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(build.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(
                build.waitFor(10, TimeUnit.MINUTES) && build.exitValue() == 0,
                "NOT RUN: build/peers/conformance.sh could not build the suite (needs Go and a module proxy or cache)");
        return Path.of(printed.strip());
    }

    private Outcome run(Path suite, RegistryServer server, Map<String, String> settings) throws Exception {
        Path results = Files.createTempDirectory(folder, "run");
        ProcessBuilder builder = new ProcessBuilder(suite.toString())
                .directory(results.toFile())
                .redirectErrorStream(true)
                .redirectOutput(results.resolve("out").toFile());
        Map<String, String> environment = new HashMap<>(Map.of(
                "OCI_ROOT_URL", "http://127.0.0.1:" + server.address().getPort(),
                "OCI_CROSSMOUNT_NAMESPACE", "conformance/mounted",
                "OCI_TEST_PULL", "1",
                "OCI_TEST_PUSH", "1",
                "OCI_TEST_CONTENT_DISCOVERY", "1",
                "OCI_TEST_CONTENT_MANAGEMENT", "1",
                "OCI_AUTOMATIC_CROSSMOUNT", "1",
                "OCI_HIDE_SKIPPED_WORKFLOWS", "0"));
        environment.putAll(settings);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        Outcome outcome = read(Files.readString(results.resolve("junit.xml")));
        System.out.println("conformance " + settings.get("OCI_NAMESPACE") + ": " + outcome.passed() + " passed, "
                + outcome.failed().size() + " failed, " + outcome.skipped().size() + " skipped");
        return outcome;
    }

    private static Outcome read(String report) {
        Set<String> failed = new TreeSet<>();
        Set<String> skipped = new TreeSet<>();
        int passed = 0;
        for (Matcher one = CASE.matcher(report); one.find(); ) {
            String name = one.group(1).replace("&#34;", "\"");
            if (one.group(2).contains("<failure")) {
                failed.add(name);
            } else if (one.group(2).contains("<skipped")) {
                skipped.add(name);
            } else {
                passed++;
            }
        }
        return new Outcome(passed, failed, skipped);
    }
}
