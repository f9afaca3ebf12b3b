package io.hexr.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.Clearance;
import io.hexr.install.Facts;
import io.hexr.install.Inspection;
import io.hexr.install.JournalPage;
import io.hexr.install.Lease;
import io.hexr.install.ObjectKind;
import io.hexr.install.OwnKinds;
import io.hexr.install.Piece;
import io.hexr.install.Remain;
import io.hexr.install.Remains;
import io.hexr.install.Wanted;

/** Finds and removes what is left of one installation: by its journal, Helm's records, and the marks on what it made. */
final class ClusterClearance implements Clearance {
    private static final ObjectKind NAMESPACE = new ObjectKind("", "v1", "Namespace", "namespaces", false);
    private static final ObjectKind CRD = new ObjectKind(
            "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false);
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String BOOTSTRAP = "hexr-bootstrap";

    private final KubernetesCluster cluster;
    private final Api api;
    private final Wanted.Target target;

    ClusterClearance(KubernetesCluster cluster, Wanted.Target target) {
        this.cluster = cluster;
        this.api = cluster.api();
        this.target = target;
    }

    @Override
    public Remains remains() {
        InstallationRecords records = new InstallationRecords(api, target);
        Optional<JournalPage> journal = records.journal();
        List<Piece> pieces = pieces(records);
        List<Remain> all = new ArrayList<>();
        for (Piece piece : pieces) {
            if (api.find(piece.path()).isPresent()) {
                all.add(Remain.own(sort(piece), piece.kind(), piece.namespace(), piece.name()));
            }
        }
        SortedMap<String, JsonNode> namespaces = namespaces(journal, pieces);
        namespaces.forEach((name, namespace) -> {
            all.add(namespace(name, namespace));
            inside(name, pieces, all);
        });
        crds(all);
        if (journal.isPresent()) {
            all.add(Remain.own(Remain.Sort.JOURNAL, OwnKinds.CONFIG_MAP, target.namespace(), JournalPage.OBJECT));
        }
        Remain lease = Remain.own(Remain.Sort.LEASE, OwnKinds.LEASE, target.namespace(), ClusterLease.NAME);
        if (api.find(lease.path()).isPresent()) {
            all.add(lease);
        }
        return new Remains(api.server(), target, journal, all);
    }

    /** Of all revisions: one that failed may have made what no other has. */
    private List<Piece> pieces(InstallationRecords records) {
        SortedMap<String, Piece> pieces = new TreeMap<>();
        for (Facts.HelmRevision revision : records.helm()) {
            records.revision(revision).map(Inspection.Deployed::pieces).orElse(List.of()).stream()
                    .filter(piece -> !piece.kind().kind().equals("Namespace"))
                    .forEach(piece -> pieces.put(piece.title(), piece));
        }
        return List.copyOf(pieces.values());
    }

    private static Remain.Sort sort(Piece piece) {
        return switch (piece.kind().kind()) {
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod" ->
                Remain.Sort.WORKLOAD;
            case "ValidatingWebhookConfiguration",
                    "MutatingWebhookConfiguration",
                    "ValidatingAdmissionPolicy",
                    "ValidatingAdmissionPolicyBinding",
                    "MutatingAdmissionPolicy",
                    "MutatingAdmissionPolicyBinding" -> Remain.Sort.GUARD;
            case "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding" -> Remain.Sort.ACCOUNT;
            case "PersistentVolumeClaim" -> Remain.Sort.VOLUME;
            default -> Remain.Sort.OBJECT;
        };
    }

    /** Those of the journal and of the objects, and whatever bears our mark. */
    private SortedMap<String, JsonNode> namespaces(Optional<JournalPage> journal, List<Piece> pieces) {
        NavigableSet<String> names = new TreeSet<>(Set.of(target.namespace()));
        journal.ifPresent(page -> names.addAll(page.namespaces()));
        pieces.stream().map(Piece::namespace).filter(name -> !name.isEmpty()).forEach(names::add);
        api.metadata("/api/v1/namespaces?labelSelector=" + mark())
                .path("items")
                .forEach(one -> names.add(one.path("metadata").path("name").asText()));
        SortedMap<String, JsonNode> found = new TreeMap<>();
        names.forEach(
                name -> api.find("/api/v1/namespaces/" + name).ifPresent(namespace -> found.put(name, namespace)));
        return found;
    }

    private String mark() {
        return (KubernetesCluster.CREATED_FOR + "=" + target.namespace())
                .replace("/", "%2F")
                .replace("=", "%3D");
    }

    private Remain namespace(String name, JsonNode namespace) {
        boolean ours = KubernetesCluster.isFor(namespace, target.namespace());
        Remain remain = new Remain(
                name.equals(target.namespace()) ? Remain.Sort.HOME : Remain.Sort.NAMESPACE,
                NAMESPACE,
                "",
                name,
                ours ? Remain.Owner.OURS : Remain.Owner.OTHERS,
                "");
        return namespace.path("metadata").has("deletionTimestamp") ? remain.saying(Remains.TERMINATING) : remain;
    }

    private void inside(String namespace, List<Piece> pieces, List<Remain> all) {
        Set<String> known = new HashSet<>(pieces.stream().map(Piece::title).toList());
        volumes(namespace, known, all);
        secrets(namespace, known, all);
        for (ObjectKind kind : Strangers.kinds(pieces)) {
            Strangers.of(api, kind, namespace, known)
                    .forEach(name -> all.add(Remain.foreign(Remain.Sort.STRANGER, kind, namespace, name)));
        }
    }

    private void volumes(String namespace, Set<String> known, List<Remain> all) {
        for (JsonNode claim : api.get(OwnKinds.CLAIM.path(namespace)).path("items")) {
            String name = claim.path("metadata").path("name").asText();
            if (known.contains("PersistentVolumeClaim " + namespace + "/" + name)) {
                continue;
            }
            boolean own = claim.path("metadata")
                    .path("labels")
                    .path(INSTANCE)
                    .asText()
                    .equals(target.name());
            String size = claim.path("spec")
                    .path("resources")
                    .path("requests")
                    .path("storage")
                    .asText();
            all.add(
                    own
                            ? Remain.own(Remain.Sort.VOLUME, OwnKinds.CLAIM, namespace, name)
                                    .saying(size + " of class "
                                            + Words.of(claim.path("spec")
                                                    .path("storageClassName")
                                                    .asText("default")))
                            : Remain.foreign(Remain.Sort.STRANGER, OwnKinds.CLAIM, namespace, name));
        }
    }

    /** By their labels; contents of none are read. */
    private void secrets(String namespace, Set<String> known, List<Remain> all) {
        String path = OwnKinds.SECRET.path(namespace);
        Set<String> pulling = new HashSet<>();
        api.metadata(path + "?fieldSelector=type%3Dkubernetes.io%2Fdockerconfigjson")
                .path("items")
                .forEach(one -> pulling.add(one.path("metadata").path("name").asText()));
        for (JsonNode secret : api.metadata(path).path("items")) {
            String name = secret.path("metadata").path("name").asText();
            JsonNode labels = secret.path("metadata").path("labels");
            String maker = labels.path(MANAGED_BY).asText();
            boolean record = labels.path("owner").asText().equals("helm");
            if (known.contains("Secret " + namespace + "/" + name)
                    || (record && !labels.path("name").asText().equals(target.name()))) {
                continue;
            }
            Remain.Sort sort = record
                    ? Remain.Sort.RECORD
                    : maker.equals(KubernetesCluster.MANAGER) || (maker.equals(BOOTSTRAP) && pulling.contains(name))
                            ? Remain.Sort.PULL_SECRET
                            : maker.equals(BOOTSTRAP) ? Remain.Sort.SECRET : Remain.Sort.STRANGER;
            all.add(
                    sort == Remain.Sort.STRANGER
                            ? Remain.foreign(sort, OwnKinds.SECRET, namespace, name)
                            : Remain.own(sort, OwnKinds.SECRET, namespace, name));
        }
    }

    private void crds(List<Remain> all) {
        for (JsonNode crd : api.get(CRD.path("") + "?labelSelector=" + mark()).path("items")) {
            Remain remain = Remain.own(
                    Remain.Sort.CRD, CRD, "", crd.path("metadata").path("name").asText());
            int objects = objects(crd.path("spec"));
            all.add(
                    objects == 0
                            ? remain
                            : remain.saying(objects + (objects == 1 ? " object" : " objects") + " of it"));
        }
    }

    private int objects(JsonNode spec) {
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                JsonNode list = api.metadata("/apis/" + spec.path("group").asText() + "/"
                        + version.path("name").asText() + "/"
                        + spec.path("names").path("plural").asText() + "?limit=1");
                return list.path("items").size()
                        + list.path("metadata").path("remainingItemCount").asInt();
            }
        }
        return 0;
    }

    @Override
    public void delete(Remain object) {
        api.delete(object.path());
    }

    @Override
    public Optional<String> holding(Remain object) {
        return api.find(object.path()).map(there -> {
            List<String> reasons = new ArrayList<>();
            there.path("metadata")
                    .path("finalizers")
                    .forEach(finalizer -> reasons.add("finalizer " + Words.of(finalizer.asText())));
            for (JsonNode condition : there.path("status").path("conditions")) {
                if (condition.path("status").asText().equals("True")
                        && !condition.path("message").asText().isEmpty()) {
                    reasons.add(Words.of(condition.path("message").asText()));
                }
            }
            return reasons.isEmpty() ? "it is still there" : String.join("; ", reasons);
        });
    }

    @Override
    public List<String> pods(List<String> namespaces) {
        List<String> pods = new ArrayList<>();
        for (String namespace : namespaces) {
            String path = OwnKinds.POD.path(namespace) + "?labelSelector="
                    + (INSTANCE + "=" + target.name()).replace("/", "%2F").replace("=", "%3D");
            api.metadata(path)
                    .path("items")
                    .forEach(pod -> pods.add("pod " + namespace + "/"
                            + pod.path("metadata").path("name").asText()));
        }
        return pods;
    }

    @Override
    public Lease lease(String holder) {
        return cluster.lease(target.namespace(), holder);
    }

    @Override
    public void writeJournal(JournalPage page) {
        cluster.writeJournal(target.namespace(), page);
    }
}
