package io.hexr.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hexr.oci.ContentStore;
import io.hexr.oci.Descriptor;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.oci.Secret;
import io.hexr.oci.StrictJson;
import io.hexr.registry.FaultyRegistry.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault at every kind of request, in the middle of one push and pull: success with the right content, or one of our errors; nothing half-tagged, and
 * nobody at the door of the host that was never named. All cases with -Dhexr.full, eight faults per kind drawn by the seed without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultMatrixIT {
    private static final boolean FULL = System.getProperty("hexr.full") != null;
    private static final long SEED = Long.getLong("junit.jupiter.execution.order.random.seed", 1);
    private static final int SAMPLE = 8;
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300));
    private static final Set<Kind> SETTLED_BY_ASKING = Set.of(Kind.PATCH, Kind.COMMIT, Kind.PUT_BLOB);
    private static final byte[] LARGE = random(3 << 20, 1);
    private static final byte[] SMALL = random(50_000, 2);
    private static final byte[] ELSEWHERE = random(70_000, 3);

    private final StoreFolder store;
    private final RegistryServer server;
    private final ForeignHost foreign;
    private final RegistryClient direct;

    FaultMatrixIT(@TempDir Path folder) throws IOException {
        store = StoreFolder.open(folder.resolve("store"));
        server = RegistryServer.start(store, ServerOptions.loopback(0));
        foreign = new ForeignHost();
        direct = Clients.open(Clients.plain(behind().at()));
    }

    @AfterAll
    void stop() throws IOException {
        direct.close();
        foreign.close();
        server.close();
        store.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultAtEveryRequest() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.OTHER)
                .map(kind -> DynamicTest.dynamicTest("every fault at " + kind, () -> survivesAll(kind)));
    }

    private void survivesAll(Kind kind) {
        List<Fault> faults = Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.NONE)
                .collect(Collectors.toCollection(ArrayList::new));
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
        System.out.println(kind + ": " + faults.size() + " faults of " + (Fault.values().length - 1) + " (seed " + SEED
                + "), " + failed.size() + " badly met " + failed.keySet());
        failed.forEach((fault, why) -> {
            throw new AssertionError(fault + " at " + kind + ": " + why, why);
        });
    }

    private void survives(Kind kind, Fault fault) throws IOException {
        String name = (kind + "/" + fault).toLowerCase(java.util.Locale.ROOT);
        try (FaultyRegistry faulty = new FaultyRegistry(server.address(), foreign.at());
                RegistryClient client = client(faulty.at())) {
            RegistryAddress address = new RegistryAddress(faulty.at(), false, "");
            put(direct.store(behind(), name + "/other"), ELSEWHERE);
            faulty.arm(kind, fault);
            @Nullable RuntimeException failure = run(client.store(address, name), name, kind);
            assertThat(faulty.struck()).as("the fault never struck").isPositive();
            judge(fault, kind, failure);
            assertThat(client.egress().contacts())
                    .extracting(EgressReport.Contact::host)
                    .containsOnly(faulty.at());
        }
        assertThat(foreign.visits()).as("visits at a host nobody named").isZero();
        nothingIsHalfTagged(name);
    }

    private static void judge(Fault fault, Kind kind, @Nullable RuntimeException failure) {
        if (failure != null) {
            assertThat(failure).isInstanceOfAny(RegistryException.class, OciException.class);
            assertThat(failure.getMessage()).isNotBlank().doesNotContain(FaultyRegistry.PASSWORD);
        }
        // what stalls has been done: asking afterwards settles it
        boolean settled = fault == Fault.STALLS_FOREVER && SETTLED_BY_ASKING.contains(kind);
        switch (settled ? Fault.Outcome.HEALS : fault.outcome()) {
            case HEALS -> {
                if (failure != null) {
                    throw new AssertionError(fault + " at " + kind + " should heal", failure);
                }
            }
            case REFUSES ->
                assertThat(failure)
                        .as(fault + " at " + kind + " should be refused")
                        .isNotNull();
            case EITHER -> {}
        }
    }

    /** One push and one pull that make every kind of request. */
    private @Nullable RuntimeException run(RegistryStore to, String name, Kind kind) throws IOException {
        try {
            Descriptor large = Descriptor.of(MediaTypes.OCTET_STREAM, LARGE);
            Descriptor small = Descriptor.of(MediaTypes.OCTET_STREAM, SMALL);
            Descriptor elsewhere = Descriptor.of(MediaTypes.OCTET_STREAM, ELSEWHERE);
            send(to, large, kind == Kind.ASK_OFFSET ? new Doubt(LARGE) : Body.of(LARGE), Optional.empty());
            send(to, small, Body.of(SMALL), Optional.empty());
            send(to, elsewhere, Body.of(ELSEWHERE), Optional.of(name + "/other"));
            Manifest image = image(Optional.empty(), small, large, elsewhere);
            Manifest signature = image(Optional.of(image.descriptor()), small);
            to.put(image);
            to.put(signature);
            to.tag("v1", image);
            Descriptor tagged = to.resolve("v1").orElseThrow(() -> new OciException.NotFound("v1"));
            assertThat(to.manifest(tagged).bytes()).isEqualTo(image.bytes());
            assertThat(found(to.tags())).contains("v1");
            assertThat(found(to.referrers(image.descriptor().digest())))
                    .extracting(Descriptor::digest)
                    .containsExactly(signature.descriptor().digest());
            assertThat(to.manifest(image.descriptor()).bytes()).isEqualTo(image.bytes());
            assertThat(read(to, large)).isEqualTo(LARGE);
            assertThat(read(to, elsewhere)).isEqualTo(ELSEWHERE);
            return null;
        } catch (RegistryException | OciException e) {
            return e;
        }
    }

    /** A registry that says there is nothing has said no. */
    private static <T> List<T> found(List<T> all) {
        if (all.isEmpty()) {
            throw new OciException.NotFound("everything");
        }
        return all;
    }

    private static void send(RegistryStore to, Descriptor blob, Body body, Optional<String> from) {
        if (!to.has(blob)) {
            to.upload(blob, body, UploadJournal.NONE, from);
        }
    }

    private void nothingIsHalfTagged(String name) throws IOException {
        RegistryStore there = direct.store(behind(), name);
        Optional<Descriptor> tagged = there.resolve("v1");
        if (tagged.isPresent()) {
            for (Descriptor child : there.manifest(tagged.get()).children()) {
                assertThat(read(there, child)).hasSize((int) child.size());
            }
        }
    }

    private static byte[] read(ContentStore store, Descriptor blob) throws IOException {
        try (InputStream in = store.open(blob)) {
            return in.readAllBytes();
        }
    }

    private static void put(ContentStore store, byte[] bytes) {
        store.put(Descriptor.of(MediaTypes.OCTET_STREAM, bytes), new ByteArrayInputStream(bytes));
    }

    private static Manifest image(Optional<Descriptor> subject, Descriptor config, Descriptor... layers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.OCI_MANIFEST);
        json.put("config", descriptor(config));
        json.put("layers", Arrays.stream(layers).map(FaultMatrixIT::descriptor).toList());
        subject.ifPresent(of -> json.put("subject", descriptor(of)));
        return Manifest.parse(MediaTypes.OCI_MANIFEST, StrictJson.write(json));
    }

    private static Map<String, Object> descriptor(Descriptor descriptor) {
        return Map.of(
                "mediaType", descriptor.mediaType(),
                "digest", descriptor.digest().toString(),
                "size", descriptor.size());
    }

    private static RegistryClient client(HostPort at) {
        Credentials given =
                new Credentials.Basic(FaultyRegistry.USER, Secret.of(FaultyRegistry.PASSWORD.toCharArray()));
        return Clients.open(
                Clients.plain(at).with(SHORT).with(Chunks.of(1 << 20)).with(CredentialSource.NONE.with(at, given)));
    }

    private RegistryAddress behind() {
        return new RegistryAddress(new HostPort("127.0.0.1", server.address().getPort()), false, "");
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A body whose sending breaks once, in its second chunk, so that the registry must be asked how far it is. */
    private static final class Doubt implements Body {
        private final byte[] bytes;
        private boolean broken;

        Doubt(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(java.nio.channels.WritableByteChannel out, long from, long count) throws IOException {
            if (from >= 1 << 20 && !broken) {
                broken = true;
                throw new IOException("cable pulled");
            }
            Body.of(bytes).writeTo(out, from, count);
        }
    }
}
