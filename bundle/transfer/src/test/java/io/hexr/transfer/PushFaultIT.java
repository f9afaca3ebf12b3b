package io.hexr.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.hexr.format.ArchiveFile;
import io.hexr.format.BundleReader;
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
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault at every kind of request a push makes: it ends right, or with one of our errors and nothing half-tagged; run again without the fault it ends
 * right. All cases with -Dhexr.full, some of each kind drawn by the seed without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PushFaultIT {
    private static final boolean FULL = System.getProperty("hexr.full") != null;
    private static final long SEED = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
    private static final int SAMPLE = 5;
    private static final EnumSet<Kind> KINDS = EnumSet.of(
            Kind.HEAD_BLOB,
            Kind.HEAD_MANIFEST,
            Kind.MOUNT,
            Kind.START_UPLOAD,
            Kind.PUT_BLOB,
            Kind.PUT_MANIFEST,
            Kind.PUT_TAG,
            Kind.TOKEN);

    private final TestRegistry behind;
    private final ForeignHost foreign;
    private final RegistryClient direct;
    private final SampleRelease sample = SampleRelease.of(5);
    private final Path bundle;

    PushFaultIT(@TempDir Path folder) throws IOException {
        behind = TestRegistry.in(folder.resolve("store"));
        foreign = new ForeignHost();
        direct = TestRegistry.client(behind.at());
        bundle = sample.write(folder.resolve("bundle.tar.gz"));
    }

    @AfterAll
    void stop() throws IOException {
        direct.close();
        foreign.close();
        behind.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultAtEveryRequestOfAPush() {
        return KINDS.stream().map(kind -> DynamicTest.dynamicTest("every fault at " + kind, () -> survivesAll(kind)));
    }

    private void survivesAll(Kind kind) {
        List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
        faults.remove(Fault.NONE);
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
        System.out.println("push, " + kind + ": " + faults.size() + " faults of " + (Fault.values().length - 1)
                + " (seed " + SEED + "), " + failed.size() + " badly met " + failed.keySet());
        failed.forEach((fault, why) -> {
            throw new AssertionError(fault + " at " + kind + ": " + why, why);
        });
    }

    private void survives(Kind kind, Fault fault) throws IOException {
        String path = ("push/" + kind + "/" + fault).toLowerCase(Locale.ROOT);
        Landed landed = new Landed(sample.contents(), new Destination(direct, plain(behind.at(), path)));
        try (FaultyRegistry faulty = new FaultyRegistry(behind.server().address(), foreign.at())) {
            faulty.arm(kind, fault);
            RuntimeException failure = push(faulty.at(), path);
            assertThat(faulty.struck()).as("the fault never struck").isPositive();
            if (failure == null) {
                landed.holds(sample.contents().groups());
            } else {
                assertThat(failure)
                        .isInstanceOfAny(RegistryException.class, OciException.class, TransferException.class);
                assertThat(failure.getMessage()).isNotBlank().doesNotContain(FaultyRegistry.PASSWORD);
                landed.holdsNothingHalf();
            }
            faulty.arm(Kind.OTHER, Fault.NONE);
            RuntimeException again = push(faulty.at(), path);
            if (again != null) {
                throw new AssertionError("without the fault it should end right", again);
            }
            landed.holds(sample.contents().groups());
        }
        assertThat(foreign.visits()).as("visits at a host nobody named").isZero();
    }

    private @Nullable RuntimeException push(HostPort at, String path) {
        Credentials given =
                new Credentials.Basic(FaultyRegistry.USER, Secret.of(FaultyRegistry.PASSWORD.toCharArray()));
        ClientSettings settings = TestRegistry.settings(at)
                .with(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofMillis(600)))
                .with(new Retries(4, Duration.ofMillis(1), Duration.ofSeconds(1)))
                .with(CredentialSource.NONE.with(at, given));
        try (ArchiveFile archive = ArchiveFile.open(bundle);
                RegistryClient client = RegistryClient.open(settings)) {
            Push push = new Push(
                    BundleReader.open(archive, sample.trust()),
                    new Destination(client, plain(at, path)),
                    PushOptions.USUAL);
            push.run(push.plan(), PushJournal.none(), PushObserver.SILENT);
            return null;
        } catch (RegistryException | OciException | TransferException e) {
            return e;
        }
    }

    private static RegistryAddress plain(HostPort at, String path) {
        return new RegistryAddress(at, false, path);
    }
}
