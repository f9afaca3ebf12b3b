package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.Clearance;
import io.hexr.install.Cluster;
import io.hexr.install.Difference;
import io.hexr.install.Facts;
import io.hexr.install.Inspection;
import io.hexr.install.InstallException;
import io.hexr.install.JournalPage;
import io.hexr.install.Lease;
import io.hexr.install.OwnKinds;
import io.hexr.install.Piece;
import io.hexr.install.PullSecret;
import io.hexr.install.Readiness;
import io.hexr.install.Redaction;
import io.hexr.install.Step;
import io.hexr.install.Wanted;

/** A real cluster, behind the port of {@code install}. What it changes it applies on the server, as the field manager {@code hexr}. */
public final class KubernetesCluster implements Cluster, AutoCloseable {
    static final String MANAGER = "hexr";

    /** On what was not there before us, so that uninstalling takes away that and no more. */
    static final String CREATED_FOR = "hexr.io/created-for";

    static final String DOCKER_CONFIG = ".dockerconfigjson";
    private static final Duration ESTABLISHING = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Api api;

    private KubernetesCluster(Api api) {
        this.api = api;
    }

    /** For questions: a server that is away is told at once. */
    public static KubernetesCluster open(Kubeconfig kubeconfig) {
        return new KubernetesCluster(Api.open(kubeconfig, Duration.ZERO));
    }

    /** For work: a server that goes away comes back within this, or the work stops. */
    public static KubernetesCluster openPatiently(Kubeconfig kubeconfig, Duration patience) {
        return new KubernetesCluster(Api.open(kubeconfig, patience));
    }

    Api api() {
        return api;
    }

    /** What Kubernetes it is, as charts ask for it: {@code 1.34.4}. */
    public String version() {
        return api.get("/version")
                .path("gitVersion")
                .asText()
                .replaceFirst("^v", "")
                .replaceFirst("[+-].*$", "");
    }

    @Override
    public Facts facts(Inquiry inquiry) {
        return new FactGathering(api, inquiry).gather();
    }

    /** The objects of the release that is installed; none where there is no such release, or its records may not be read. */
    List<Piece> installed(Wanted.Target target) {
        InstallationRecords records = new InstallationRecords(api, target);
        try {
            return records.deployed(records.helm())
                    .map(Inspection.Deployed::pieces)
                    .orElse(List.of());
        } catch (ClusterException.Forbidden e) {
            return List.of();
        }
    }

    /** Looks at what is installed; takes rights to read, and not all of them. */
    public Inspection inspect(Wanted.Target target) {
        return new InspectionReader(api, target).read();
    }

    /**
     * Gathers what tells why an installation does as it does; takes rights to read.
     *
     * @param each called before each file; what it throws ends the gathering
     */
    public Evidence evidence(Inspection found, Redaction redaction, Runnable each) {
        return Evidence.of(api, found, redaction, each);
    }

    @Override
    public Difference difference(Wanted wanted, Optional<PullSecret> secret) {
        return new Comparison(api).of(wanted, secret);
    }

    @Override
    public void ensureNamespace(Step.EnsureNamespace step, String home) {
        ObjectNode namespace = object("v1", "Namespace", "", step.name());
        ObjectNode labels = namespace.withObject("/metadata").putObject("labels");
        step.labels().forEach(labels::put);
        String path = "/api/v1/namespaces/" + step.name();
        if (api.find(path).isEmpty()) {
            labels.put(CREATED_FOR, home);
            try {
                // to create is another right than to patch, and a server-side apply that creates wants both
                api.create("/api/v1/namespaces", namespace);
            } catch (ClusterException.Conflict e) {
                labels.remove(CREATED_FOR);
                api.apply(path, MANAGER, namespace);
            }
            return;
        }
        api.apply(path, MANAGER, namespace);
    }

    @Override
    public void ensurePullSecret(Step.EnsurePullSecret step, PullSecret secret, String home) {
        ObjectNode object = object("v1", "Secret", step.namespace(), step.name());
        object.put("type", "kubernetes.io/dockerconfigjson");
        object.putObject("data").put(DOCKER_CONFIG, Comparison.encoded(secret));
        String all = OwnKinds.SECRET.path(step.namespace());
        if (api.find(all + "/" + step.name()).isEmpty()) {
            ObjectNode marked = object.deepCopy();
            marked.withObject("/metadata/labels")
                    .put("app.kubernetes.io/managed-by", MANAGER)
                    .put(CREATED_FOR, home);
            try {
                api.create(all, marked);
                return;
            } catch (ClusterException.Conflict e) {
                // somebody else was faster: then it is theirs
                api.apply(all + "/" + step.name(), MANAGER, object);
                return;
            }
        }
        api.apply(all + "/" + step.name(), MANAGER, object);
    }

    @Override
    public void applyCrd(Piece crd, String home) {
        boolean ours = api.find(crd.path()).map(there -> isFor(there, home)).orElse(true);
        ObjectNode tree = crd.tree().deepCopy();
        if (ours) {
            tree.withObject("/metadata/labels").put(CREATED_FOR, home);
        }
        api.apply(crd.path(), MANAGER, tree);
        long end = System.nanoTime() + ESTABLISHING.toNanos();
        while (!isEstablished(api.get(crd.path()))) {
            if (System.nanoTime() > end) {
                throw new InstallException.NotReady(
                        crd.title(), ESTABLISHING.toSeconds(), List.of("the API server does not serve it yet"));
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException.Interrupted(api.server());
            }
        }
    }

    /** Whether the installation in this namespace made it. */
    static boolean isFor(JsonNode object, String home) {
        return object.path("metadata").path("labels").path(CREATED_FOR).asText().equals(home);
    }

    private static boolean isEstablished(JsonNode crd) {
        for (JsonNode condition : crd.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Established")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    @Override
    public Readiness readiness(Step.AwaitReady step) {
        return new Workload(api, step).readiness();
    }

    @Override
    public Lease lease(String namespace, String holder) {
        return ClusterLease.take(api, namespace, holder);
    }

    /** The installation in a namespace, as something to take away. */
    public Clearance clearance(Wanted.Target target) {
        return new ClusterClearance(this, target);
    }

    @Override
    public void writeJournal(String namespace, JournalPage page) {
        ObjectNode map = object("v1", "ConfigMap", namespace, JournalPage.OBJECT);
        map.withObject("/metadata").putObject("labels").put("app.kubernetes.io/managed-by", "hexr");
        map.putObject("data").put(InstallationRecords.JOURNAL_KEY, new String(page.bytes(), StandardCharsets.UTF_8));
        api.apply("/api/v1/namespaces/" + namespace + "/configmaps/" + JournalPage.OBJECT, MANAGER, map);
    }

    private static ObjectNode object(String version, String kind, String namespace, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", version).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    @Override
    public void close() {
        api.close();
    }
}
