package io.hexr.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.hexr.format.BundleException;
import io.hexr.format.BundleWriter;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.oci.OciException;
import io.hexr.oci.Secret;
import io.hexr.registry.ClientSettings;
import io.hexr.registry.CredentialSource;
import io.hexr.registry.Credentials;
import io.hexr.registry.Fault;
import io.hexr.registry.FaultyRegistry;
import io.hexr.registry.FaultyRegistry.Kind;
import io.hexr.registry.ForeignHost;
import io.hexr.registry.HostPort;
import io.hexr.registry.RegistryAddress;
import io.hexr.registry.RegistryClient;
import io.hexr.registry.RegistryException;
import io.hexr.registry.Retries;
import io.hexr.registry.Timeouts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault at every kind of request a download makes, and the line cut at any byte: it ends in the bundle's very bytes, or with one of our errors and no
 * file under the bundle's name; run again without the fault it ends in those bytes. All cases with -Dhexr.full, some of each kind drawn by the seed without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DownloadFaultIT {
    private static final boolean FULL = System.getProperty("hexr.full") != null;
    private static final long SEED = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
    private static final int SAMPLE = 5;
    private static final int CUTS = FULL ? 400 : 20;
    private static final EnumSet<Kind> KINDS = EnumSet.of(
            Kind.HEAD_BLOB, Kind.GET_BLOB, Kind.HEAD_MANIFEST, Kind.GET_MANIFEST, Kind.LIST_TAGS, Kind.TOKEN);

    private final Path folder;
    private final Site site;
    private final ForeignHost foreign;
    private final SampleRelease sample = SampleRelease.of(5);
    private final byte[] expected;

    DownloadFaultIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        site = Site.in(folder.resolve("store"));
        site.holds(sample);
        foreign = new ForeignHost();
        expected = Files.readAllBytes(sample.write(folder.resolve("expected.tar.gz")));
    }

    @AfterAll
    void stop() throws IOException {
        foreign.close();
        site.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultAtEveryRequestOfADownload() {
        return KINDS.stream().map(kind -> DynamicTest.dynamicTest("every fault at " + kind, () -> survivesAll(kind)));
    }

    private void survivesAll(Kind kind) {
        List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
        faults.removeIf(fault -> fault == Fault.NONE || fault == Fault.REFUSES_413_BEFORE_READING);
        int all = faults.size();
        if (!FULL) {
            Collections.shuffle(faults, new Random(SEED + kind.name().hashCode()));
            faults.subList(SAMPLE, faults.size()).clear();
        }
        Map<Fault, Throwable> failed = new ConcurrentHashMap<>();
        // most of a case is waiting for a timeout
        try (ExecutorService cases = Executors.newFixedThreadPool(6)) {
            faults.forEach(fault -> cases.execute(() -> {
                try {
                    survives(kind, fault);
                } catch (IOException | RuntimeException | AssertionError e) {
                    failed.put(fault, e);
                }
            }));
        }
        System.out.println("download, " + kind + ": " + faults.size() + " faults of " + all + " (seed " + SEED + "), "
                + failed.size() + " badly met " + failed.keySet());
        failed.forEach((fault, why) -> {
            throw new AssertionError(fault + " at " + kind + ": " + why, why);
        });
    }

    private void survives(Kind kind, Fault fault) throws IOException {
        Path file = folder.resolve((kind + "-" + fault).toLowerCase(Locale.ROOT) + ".tar.gz");
        try (FaultyRegistry faulty = new FaultyRegistry(behind(), foreign.at())) {
            faulty.arm(kind, fault);
            // only a download that is not told the version lists tags
            Optional<String> version = kind == Kind.LIST_TAGS ? Optional.empty() : Optional.of("0.8.0");
            RuntimeException failure = download(faulty.at(), version, file);
            assertThat(faulty.struck()).as("the fault never struck").isPositive();
            judge(failure, file);
            faulty.arm(Kind.OTHER, Fault.NONE);
            RuntimeException again = download(faulty.at(), version, file);
            if (again != null) {
                throw new AssertionError("without the fault it should end right", again);
            }
            assertThat(file).hasBinaryContent(expected);
        }
        assertThat(foreign.visits()).as("visits at a host nobody named").isZero();
    }

    private InetSocketAddress behind() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), site.registry().address().at().port());
    }

    private void judge(@Nullable RuntimeException failure, Path file) {
        if (failure == null) {
            assertThat(file).hasBinaryContent(expected);
        } else {
            assertThat(failure)
                    .isInstanceOfAny(
                            RegistryException.class,
                            OciException.class,
                            TransferException.class,
                            BundleException.class);
            assertThat(failure.getMessage()).isNotBlank().doesNotContain(FaultyRegistry.PASSWORD);
            assertThat(file).doesNotExist();
        }
    }

    private @Nullable RuntimeException download(HostPort at, Optional<String> version, Path file) {
        Credentials given =
                new Credentials.Basic(FaultyRegistry.USER, Secret.of(FaultyRegistry.PASSWORD.toCharArray()));
        ClientSettings settings = TestRegistry.settings(at)
                .with(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofMillis(600)))
                .with(new Retries(4, Duration.ofMillis(1), Duration.ofSeconds(1)))
                .with(CredentialSource.NONE.with(at, given));
        try (RegistryClient client = RegistryClient.open(settings)) {
            Destination registry = new Destination(
                    client,
                    new RegistryAddress(at, false, site.registry().address().path()));
            RegistryRelease found = RegistryRelease.verify(registry, version, sample.trust());
            Presence there = found.presence(() -> {});
            if (!there.isComplete()) {
                throw new TransferException.NotThere(
                        found.place(),
                        there.absentBlobs().stream().map(blob -> blob.digest()).toList());
            }
            BundleWriter.write(found.release(), there, file, bytes -> {});
            return null;
        } catch (RegistryException | OciException | TransferException | BundleException e) {
            return e;
        }
    }

    /** The line is cut once, or for good, after any number of bytes that the registry sent. */
    @Test
    void theLineCutAtAnyByte() throws IOException {
        Random random = new Random(SEED);
        int healed = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            Path file = folder.resolve("cut-" + cut + ".tar.gz");
            try (CutLine line = new CutLine(behind().getPort())) {
                boolean forGood = cut % 2 == 1;
                line.cutAfter(random.nextLong(sample.contents().totalSize()), forGood ? Long.MAX_VALUE : 1);
                RuntimeException failure = download(line.at(), Optional.of("0.8.0"), file);
                judge(failure, file);
                assertThat(failure == null)
                        .as("cut %d, for good: %s: %s", cut, forGood, failure)
                        .isEqualTo(!forGood);
                healed += failure == null ? 1 : 0;
                line.cutAfter(Long.MAX_VALUE, 0);
                assertThat(download(line.at(), Optional.of("0.8.0"), file)).isNull();
                assertThat(file).hasBinaryContent(expected);
            }
        }
        System.out.println("download: cut at " + CUTS + " bytes (seed " + SEED + "), " + healed + " not noticed");
    }

    /** A line to a server that breaks in the middle of what the server says. */
    private static final class CutLine implements AutoCloseable {
        private final ServerSocket listener;
        private final int behind;
        private final AtomicLong left = new AtomicLong();
        private final AtomicLong cuts = new AtomicLong();

        CutLine(int behind) throws IOException {
            this.behind = behind;
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        HostPort at() {
            return new HostPort("127.0.0.1", listener.getLocalPort());
        }

        void cutAfter(long bytes, long times) {
            left.set(bytes);
            cuts.set(times);
        }

        private void accept() {
            try {
                while (true) {
                    Socket near = listener.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), behind);
                    Thread.ofVirtual().start(() -> pass(near, far, Long.MAX_VALUE));
                    Thread.ofVirtual().start(() -> pass(far, near, 0));
                }
            } catch (IOException e) {
                // closed
            }
        }

        /** Bytes from the client pass freely; those from the server until the line is cut. */
        private void pass(Socket from, Socket to, long free) {
            byte[] piece = new byte[4096];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    long before = free > 0 ? free : left.getAndAdd(-read);
                    if (before < read && cuts.get() > 0) {
                        out.write(piece, 0, (int) Math.max(0, before));
                        if (cuts.decrementAndGet() == 0) {
                            left.set(Long.MAX_VALUE);
                        }
                        to.setSoLinger(true, 0);
                        return;
                    }
                    out.write(piece, 0, read);
                }
            } catch (IOException e) {
                // the other end is gone
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
