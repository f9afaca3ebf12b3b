package io.hexr.transfer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.Manifest;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.OciException;
import io.hexr.registry.Body;
import io.hexr.registry.Delivery;
import io.hexr.registry.RegistryException;
import io.hexr.registry.RegistryGreeting;
import io.hexr.registry.RegistryStore;
import io.hexr.registry.RegistryTraits;
import io.hexr.registry.UploadJournal;

/**
 * Examines a destination for all that a push needs, by doing it in small: writes content of its own to the repositories {@code hexr-doctor} and
 * {@code hexr-doctor/nested}, reads it back and removes it. What cannot be removed is told.
 */
public final class Doctor {
    static final String REPOSITORY = "hexr-doctor";
    static final String NESTED = REPOSITORY + "/nested";

    private static final Duration SKEW = Duration.ofSeconds(60);

    private final Destination registry;
    private final InstantSource clock;
    private final Consumer<String> doing;
    private final String nonce = UUID.randomUUID().toString();
    private final List<DoctorFinding> findings = new ArrayList<>();
    private final RegistryStore store;
    private final RegistryStore nested;
    private final List<Written> written = new ArrayList<>();

    /** What has to be removed again. */
    private record Written(RegistryStore store, Descriptor content) {}

    private Doctor(Destination registry, InstantSource clock, Consumer<String> doing) {
        this.registry = registry;
        this.clock = clock;
        this.doing = doing;
        this.store = registry.store(REPOSITORY);
        this.nested = registry.store(NESTED);
    }

    /**
     * Examines; findings of what was looked at, in order. A blocker early on hides what would be looked at later.
     *
     * @param doing told what is examined now
     */
    public static List<DoctorFinding> examine(Destination registry, InstantSource clock, Consumer<String> doing) {
        Doctor doctor = new Doctor(registry, clock, doing);
        if (doctor.reaches()) {
            try {
                if (doctor.writes()) {
                    doctor.probe("tags", doctor::tags);
                    doctor.probe("read-back", doctor::readsBack);
                    doctor.probe("referrers", doctor::referrers);
                    doctor.probe("nested-path", doctor::nestedPath);
                    doctor.probe("upload-size", doctor::uploadSize);
                }
            } finally {
                doctor.cleanUp();
            }
        }
        return List.copyOf(doctor.findings);
    }

    /** One step of the examination. */
    private interface Probe {
        void run();
    }

    private boolean probe(String id, Probe probe) {
        doing.accept(id);
        try {
            probe.run();
            return true;
        } catch (RegistryException.Interrupted e) {
            throw e;
        } catch (RegistryException e) {
            findings.add(DoctorAilment.of(id, e));
        } catch (OciException e) {
            findings.add(DoctorFinding.blocker(
                    id,
                    String.valueOf(e.getMessage()),
                    "content as it was sent",
                    "find out what changes or hides content between here and the registry"));
        }
        return false;
    }

    private boolean reaches() {
        return probe("reach", () -> {
            RegistryGreeting greeting = registry.client().ping(registry.address());
            findings.add(DoctorFinding.good(
                    "reach",
                    "a registry answers at " + registry.address()
                            + greeting.software()
                                    .map(words -> "; it says it is \"" + words.text() + "\"")
                                    .orElse(""),
                    "a registry that answers"));
            findings.add(
                    registry.address().tls()
                            ? DoctorFinding.good("tls", "a certificate that is trusted here", "TLS")
                            : DoctorFinding.advice(
                                    "tls",
                                    "clear text",
                                    "TLS",
                                    "serve it with TLS; without, whoever is on the way reads passwords"));
            greeting.clock().ifPresent(this::clock);
        });
    }

    private void clock(Instant theirs) {
        Duration apart = Duration.between(clock.instant(), theirs).abs();
        String found = "the clocks are " + apart.toSeconds() + " s apart";
        String wanted = "at most " + SKEW.toSeconds() + " s";
        findings.add(
                apart.compareTo(SKEW) <= 0
                        ? DoctorFinding.good("clock", found, wanted)
                        : DoctorFinding.advice(
                                "clock",
                                found,
                                wanted,
                                "set both clocks (check with: date -u); tokens and certificates depend on them"));
    }

    private boolean writes() {
        return probe("push-right", () -> {
            put(store, Optional.empty());
            findings.add(DoctorFinding.good(
                    "push-right", "it takes content into " + store.repository(), "an account that may push"));
        });
    }

    private Delivery put(RegistryStore to, Optional<String> mountFrom) {
        byte[] layer = DoctorContent.layer(nonce);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, layer);
        Delivery delivery = to.upload(blob, Body.of(layer), UploadJournal.NONE, mountFrom);
        written.add(new Written(to, blob));
        if (!to.has(DoctorContent.EMPTY)) {
            to.upload(DoctorContent.EMPTY, Body.of(new byte[] {'{', '}'}), UploadJournal.NONE, Optional.empty());
            // others may use it, too: it stays
        }
        return delivery;
    }

    private String tag() {
        return "probe-" + nonce;
    }

    private Manifest first() {
        return DoctorContent.manifest(nonce, "first", Optional.empty());
    }

    private void tags() {
        tag(store, first());
        store.tag(tag(), first());
        try {
            tag(store, DoctorContent.manifest(nonce, "second", Optional.empty()));
            findings.add(DoctorFinding.good("tags", "tags can be moved", "that the same tag is taken twice"));
        } catch (RegistryException.ImmutableTag e) {
            findings.add(DoctorFinding.good(
                    "tags", "tags are immutable: " + e.getMessage(), "that the same tag is taken twice"));
        }
    }

    private void tag(RegistryStore to, Manifest manifest) {
        written.addFirst(new Written(to, manifest.descriptor()));
        to.tag(tag(), manifest);
    }

    private void readsBack() {
        byte[] layer = DoctorContent.layer(nonce);
        store.bytes(Descriptor.of(MediaTypes.OCTET_STREAM, layer), layer.length);
        store.manifest(first().descriptor());
        findings.add(DoctorFinding.good("read-back", "what was sent comes back unchanged", "content as it was sent"));
    }

    private void referrers() {
        Manifest about = DoctorContent.manifest(nonce, "referrer", Optional.of(first().descriptor()));
        written.addFirst(new Written(store, about.descriptor()));
        store.put(about);
        boolean listed = store.referrers(first().descriptor().digest()).stream()
                .anyMatch(
                        referrer -> referrer.digest().equals(about.descriptor().digest()));
        String wanted = "signatures and SBOMs that are found from their image";
        if (!listed) {
            findings.add(DoctorFinding.blocker(
                    "referrers",
                    "a manifest with a subject is taken and not listed",
                    wanted,
                    "use a registry of the OCI distribution specification 1.1"));
            return;
        }
        findings.add(
                traits().listsReferrers()
                        ? DoctorFinding.good("referrers", "the registry lists them itself", wanted)
                        : DoctorFinding.advice(
                                "referrers",
                                "the registry has no list; one is kept under a tag",
                                wanted,
                                "nothing has to be done; two pushes at once are safer with a registry of specification"
                                        + " 1.1"));
    }

    private RegistryTraits traits() {
        return registry.client().traits(registry.address());
    }

    private void nestedPath() {
        Delivery delivery = put(nested, Optional.of(store.repository()));
        tag(nested, first());
        findings.add(DoctorFinding.good(
                "nested-path", "it takes " + nested.repository(), "repositories such as charts/hexr-runtime"));
        findings.add(
                delivery == Delivery.MOUNTED
                        ? DoctorFinding.good(
                                "mount", "blobs are shared between repositories", "that each blob is sent once")
                        : DoctorFinding.advice(
                                "mount",
                                "blobs are not shared between repositories",
                                "that each blob is sent once",
                                "nothing has to be done; shared layers are sent once for each repository"));
    }

    private void uploadSize() {
        long whole = traits().largestPart();
        Body body = DoctorContent.neverKept(whole + 1);
        Descriptor nobodys = Descriptor.of(
                MediaTypes.OCTET_STREAM, Digest.of(DoctorContent.layer(nonce + " never kept")), body.length());
        try {
            store.upload(nobodys, body, UploadJournal.NONE, Optional.empty());
        } catch (CancellationException e) {
            // as meant: the upload was cancelled
        }
        long taken = traits().largestPart();
        String found = "it takes " + (taken >> 20) + " MiB in one request";
        String wanted = (whole >> 20) + " MiB";
        findings.add(
                taken >= whole
                        ? DoctorFinding.good("upload-size", found, wanted)
                        : DoctorFinding.advice(
                                "upload-size",
                                found,
                                wanted,
                                "pushes adapt and are slower; raise the limit of the proxy before the registry (nginx:"
                                        + " client_max_body_size 0)"));
    }

    /** Manifests before the blobs they name. */
    private void cleanUp() {
        // also after an interruption: what was written for the probe does not stay
        boolean stopped = Thread.interrupted();
        List<String> left = new ArrayList<>();
        Optional<RuntimeException> why = Optional.empty();
        for (Written each : written) {
            try {
                each.store().delete(each.content());
            } catch (RegistryException | OciException e) {
                boolean manifest = each.content().isManifest();
                if (manifest || why.isEmpty()) {
                    why = Optional.of(e);
                }
                left.add(each.store().repository() + "@" + each.content().digest());
            }
        }
        if (stopped) {
            Thread.currentThread().interrupt();
        }
        if (written.isEmpty()) {
            return;
        }
        String wanted = "that content can be removed";
        findings.add(why.map(e -> DoctorFinding.advice(
                        "delete",
                        e.getMessage() + "; left there: " + String.join(", ", left),
                        wanted,
                        "allow deletes to this account if hexr registry prune is to work; otherwise delete "
                                + REPOSITORY + " by hand"))
                .orElseGet(() -> DoctorFinding.good("delete", "the probe was removed again", wanted)));
    }
}
