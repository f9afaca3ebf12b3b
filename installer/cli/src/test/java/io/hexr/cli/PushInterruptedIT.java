package io.hexr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.format.SampleRelease;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Ctrl-C within a large blob: the registry keeps what it acknowledged, and the next push goes on there. */
final class PushInterruptedIT {
    private static final int BLOB = 124 << 20;
    private static final int FIRST_CHUNK = 64 << 20;
    private static final Pattern SENT = Pattern.compile("\"bytesSent\": ([0-9]+)");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatTheRegistryAcknowledgedIsNotSentAgain() throws InterruptedException {
        SampleRelease sample = SampleRelease.heavy(3, 1, BLOB);
        Path bundle = sample.write(folder.resolve("hexr-bundle.tar.gz"));
        Path trust = folder.resolve("trust.json");
        TrustPolicy.update(trust, none -> sample.trust().policy());
        List<String> answered = new CopyOnWriteArrayList<>();
        CountDownLatch acknowledged = new CountDownLatch(1);
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"));
                RegistryServer server =
                        RegistryServer.start(store, ServerOptions.loopback(0).with(line -> {
                            answered.add(line.method());
                            if (line.method().equals("PATCH")) {
                                acknowledged.countDown();
                            }
                        }))) {
            String command = "bundle push '" + bundle + "' --registry 127.0.0.1:"
                    + server.address().getPort() + "/site --plain-http --output json --trust '" + trust + "'";
            Map<String, String> home = Map.of("HOME", folder.toString());
            try (Child child = Child.hexr(home, command + " --rate 20MB")) {
                assertThat(acknowledged.await(2, TimeUnit.MINUTES))
                        .as(child.err().text())
                        .isTrue();
                child.signal("INT");
                assertThat(child.exit()).as(child.err().text()).isEqualTo(130);
            }
            assertThat(answered).as("the upload was not given up").doesNotContain("DELETE");
            try (Child child = Child.hexr(home, command)) {
                assertThat(child.exit()).as(child.err().text()).isZero();
                assertThat(child.err().text()).contains("an earlier push stopped within 1 blob; going on there");
                Matcher sent = SENT.matcher(child.out().text());
                assertThat(sent.find()).as(child.out().text()).isTrue();
                assertThat(Long.parseLong(sent.group(1))).isLessThan(BLOB + (1 << 20) - FIRST_CHUNK);
            }
        }
    }
}
