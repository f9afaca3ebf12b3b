package io.hexr.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.InstallException;
import io.hexr.install.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on an installation alone, as a Lease in its namespace. A holder that was killed is replaced when the lease runs out, or at once where it
 * was a process of this host that is gone.
 */
final class ClusterLease implements Lease {
    static final String NAME = "hexr-install";
    private static final int SECONDS = 30;
    private static final long RENEWAL = 5;
    private static final long FRESH = 20;

    /** The API server reads nothing shorter here. */
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Api api;
    private final String path;
    private final String holder;
    private final ScheduledExecutorService renewing;
    private volatile @Nullable RuntimeException lost;
    private volatile long renewed = System.nanoTime();

    private ClusterLease(Api api, String path, String holder) {
        this.api = api;
        this.path = path;
        this.holder = holder;
        this.renewing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("lease").factory());
    }

    static ClusterLease take(Api api, String namespace, String holder) {
        String all = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
        ClusterLease lease = new ClusterLease(api, all + "/" + NAME, holder);
        lease.seize(all);
        var _ = lease.renewing.scheduleWithFixedDelay(lease::renew, RENEWAL, RENEWAL, TimeUnit.SECONDS);
        return lease;
    }

    private void seize(String all) {
        Api.Answer clock = api.answer("/version");
        Instant now = clock.date().orElse(Instant.now());
        JsonNode there = api.find(path).orElse(null);
        try {
            if (there == null) {
                api.create(all, held(JsonNodeFactory.instance.objectNode(), now));
                return;
            }
            String other = there.path("spec").path("holderIdentity").asText("");
            Duration silent = FactGathering.time(
                            there.path("spec").path("renewTime").asText())
                    .map(renewed -> Duration.between(renewed, now))
                    .orElse(Duration.ofDays(1));
            boolean free = other.isEmpty() || other.equals(holder) || silent.toSeconds() > SECONDS;
            if (!free && !Holder.isGone(other, holder)) {
                throw new InstallException.Busy("lease " + NAME, other, Math.max(0, silent.toSeconds()));
            }
            api.replace(path, held(there.deepCopy(), now));
        } catch (ClusterException.Conflict e) {
            throw new InstallException.Busy("lease " + NAME, "another run, which was faster by a moment", 0);
        }
    }

    private ObjectNode held(ObjectNode lease, Instant now) {
        lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        lease.withObject("/metadata").put("name", NAME);
        lease.withObject("/spec")
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", SECONDS)
                .put("renewTime", MICROS.format(now));
        return lease;
    }

    private synchronized void renew() {
        try {
            JsonNode there = api.get(path);
            String other = there.path("spec").path("holderIdentity").asText("");
            if (!other.equals(holder)) {
                lost = new InstallException.LeaseLost("lease " + NAME, other);
                renewing.shutdown();
                return;
            }
            Instant now = api.answer("/version").date().orElse(Instant.now());
            api.replace(path, held(there.deepCopy(), now));
            renewed = System.nanoTime();
        } catch (ClusterException.Conflict
                | ClusterException.Unreachable
                | ClusterException.Gone
                | ClusterException.ServerFailed e) {
            // tried again in a moment; whoever took it meanwhile is seen then
            Thread.onSpinWait();
        } catch (RuntimeException e) {
            lost = e;
            renewing.shutdown();
        }
    }

    /** A lease that was not renewed for a while may be somebody else's by now: it is renewed here, or the work ends. */
    @Override
    public void check() {
        if (age() > FRESH) {
            renew();
        }
        RuntimeException why = lost;
        if (why != null) {
            throw why;
        }
        if (age() > FRESH) {
            throw new InstallException.LeaseLost(
                    "lease " + NAME, "nobody knows whom: it could not be renewed for " + age() + " s");
        }
    }

    private long age() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - renewed);
    }

    /** Gives it back, so that the next run need not wait. */
    @Override
    public void close() {
        renewing.shutdownNow();
        try {
            JsonNode there = api.get(path);
            if (there.path("spec").path("holderIdentity").asText("").equals(holder)) {
                ObjectNode free = there.deepCopy();
                free.withObject("/spec").put("holderIdentity", "");
                api.replace(path, free);
            }
        } catch (ClusterException e) {
            // it runs out by itself
            Thread.onSpinWait();
        }
    }
}
