package io.hexr.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.Clearance;
import io.hexr.install.Fact;
import io.hexr.install.Facts;
import io.hexr.install.Inspection;
import io.hexr.install.JournalPage;
import io.hexr.install.Lease;
import io.hexr.install.ObjectKind;
import io.hexr.install.OwnKinds;
import io.hexr.install.Piece;
import io.hexr.install.Remain;
import io.hexr.install.Remains;
import io.hexr.install.Right;
import io.hexr.install.Wanted;

/** Finds and removes what is left of one installation: by its journal, Helm's records, and the marks on what it made. */
final class ClusterClearance implements Clearance {
    private static final ObjectKind NAMESPACE = new ObjectKind("", "v1", "Namespace", "namespaces", false);
    private static final ObjectKind CRD = new ObjectKind(
            "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false);
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String HELM = "meta.helm.sh/";

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
        Set<String> told = new HashSet<>();
        Set<String> ours = new HashSet<>();
        pieces.forEach(piece -> api.find(piece.path()).ifPresent(live -> {
            String uid = Occupants.uid(live);
            told.add(uid);
            if (isOfRelease(live)) {
                ours.add(uid);
                all.add(Remain.own(sort(piece), piece.kind(), piece.namespace(), piece.name())
                        .being(uid));
            } else {
                all.add(Remain.foreign(Remain.Sort.STRANGER, piece.kind(), piece.namespace(), piece.name())
                        .being(uid)
                        .saying("the release has, or had, one of this name; this one does not bear the marks of it"));
            }
        }));
        Set<String> brought = crds(ours, all);
        Occupants occupants = new Occupants(api, target, told, ours, brought);
        namespaces(journal, pieces).forEach((name, namespace) -> {
            all.add(namespace(name, namespace));
            occupants.in(name, all);
        });
        if (journal.isPresent()) {
            all.add(Remain.own(Remain.Sort.JOURNAL, OwnKinds.CONFIG_MAP, target.namespace(), JournalPage.OBJECT));
        }
        Remain lease = Remain.own(Remain.Sort.LEASE, OwnKinds.LEASE, target.namespace(), ClusterLease.NAME);
        api.find(lease.path()).ifPresent(live -> all.add(lease.being(Occupants.uid(live))));
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

    /** By what Helm writes on whatever it makes or takes over: a name alone tells nothing. */
    private boolean isOfRelease(JsonNode live) {
        JsonNode annotations = live.path("metadata").path("annotations");
        return annotations.path(HELM + "release-name").asText().equals(target.name())
                && annotations.path(HELM + "release-namespace").asText().equals(target.namespace());
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
        Remain.Sort sort = name.equals(target.namespace()) ? Remain.Sort.HOME : Remain.Sort.NAMESPACE;
        Remain remain = (ours ? Remain.own(sort, NAMESPACE, "", name) : Remain.foreign(sort, NAMESPACE, "", name))
                .being(Occupants.uid(namespace));
        return namespace.path("metadata").has("deletionTimestamp") ? remain.saying(Remains.TERMINATING) : remain;
    }

    /** Those we brought; returns the addresses of the kinds whose objects are known. */
    private Set<String> crds(Set<String> ours, List<Remain> all) {
        Set<String> known = new HashSet<>();
        for (JsonNode crd : api.get(CRD.path("") + "?labelSelector=" + mark()).path("items")) {
            Remain remain = Remain.own(
                            Remain.Sort.CRD,
                            CRD,
                            "",
                            crd.path("metadata").path("name").asText())
                    .being(Occupants.uid(crd));
            NavigableSet<String> namespaces = new TreeSet<>();
            try {
                int objects = objects(crd.path("spec"), ours, namespaces);
                known.add(crd.path("spec").path("group").asText() + "/"
                        + crd.path("spec").path("names").path("plural").asText());
                all.add(
                        objects == 0
                                ? remain
                                : remain.saying(objects + (objects == 1 ? " object" : " objects") + " of it")
                                        .holding(namespaces));
            } catch (ClusterException.Answered e) {
                all.add(remain.saying("how many objects of it there are cannot be seen: " + e.getMessage())
                        .holding(new TreeSet<>(Set.of(""))));
            }
        }
        return known;
    }

    private int objects(JsonNode spec, Set<String> ours, Set<String> namespaces) {
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                int objects = 0;
                for (JsonNode one : api.metadata("/apis/" + spec.path("group").asText() + "/"
                                + version.path("name").asText() + "/"
                                + spec.path("names").path("plural").asText())
                        .path("items")) {
                    if (!ours.contains(Occupants.uid(one))) {
                        objects++;
                        namespaces.add(one.path("metadata").path("namespace").asText(""));
                    }
                }
                return objects;
            }
        }
        return 0;
    }

    @Override
    public Map<Right, Fact<Boolean>> rights(SortedSet<Right> rights) {
        return new RightsReview(api).answers(rights);
    }

    @Override
    public void delete(Remain object) {
        api.delete(object.path(), object.uid());
    }

    @Override
    public Optional<String> holding(Remain object) {
        Optional<JsonNode> same = api.find(object.path())
                .filter(there -> object.uid().isEmpty() || object.uid().equals(Occupants.uid(there)));
        return same.map(there -> {
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
            for (JsonNode pod : api.metadata(path).path("items")) {
                if (!isOfOthers(pod)) {
                    pods.add("pod " + namespace + "/"
                            + pod.path("metadata").path("name").asText());
                }
            }
        }
        return pods;
    }

    /** Whether somebody else keeps it: it would never end, whatever label it bears. */
    private boolean isOfOthers(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode owners = metadata.path("ownerReferences");
        if (owners.isEmpty()) {
            return !isOfRelease(object);
        }
        for (JsonNode owner : owners) {
            String path = ObjectKind.of(owner).path(metadata.path("namespace").asText()) + "/"
                    + owner.path("name").asText();
            try {
                Optional<JsonNode> live = api.find(path)
                        .filter(there ->
                                Occupants.uid(there).equals(owner.path("uid").asText()));
                if (live.isPresent()) {
                    return isOfOthers(live.get());
                }
            } catch (ClusterException.Forbidden e) {
                return false;
            }
        }
        return false;
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
