package io.hexr.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.ObjectKind;
import io.hexr.install.OwnKinds;
import io.hexr.install.Remain;
import io.hexr.install.Wanted;

/** Whatever lies in a namespace, of every kind the API server lists: what is of an installation, and what nobody can show to be. */
final class Occupants {
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String INSTANCE = "app.kubernetes.io/instance";
    private static final String BOOTSTRAP = "hexr-bootstrap";

    /** What Kubernetes writes itself about other objects. */
    private static final Set<String> OF_KUBERNETES =
            Set.of("/events", "events.k8s.io/events", "/endpoints", "/secrets", "/persistentvolumeclaims");

    private final Api api;
    private final Wanted.Target target;
    private final Set<String> told;
    private final Set<String> ours;
    private final List<ObjectKind> kinds = new ArrayList<>();
    private final Set<String> listed = new HashSet<>();
    private final List<String> silent = new ArrayList<>();

    /**
     * Asks which kinds there are.
     *
     * @param told uids of what is told already
     * @param ours those of them that are of the installation
     * @param brought kinds whose objects are told already
     */
    Occupants(Api api, Wanted.Target target, Set<String> told, Set<String> ours, Set<String> brought) {
        this.api = api;
        this.target = target;
        this.told = told;
        this.ours = ours;
        for (String root : List.of("/api", "/apis")) {
            for (JsonNode group : api.discovery(root).path("items")) {
                String name = group.path("metadata").path("name").asText("");
                // metrics of pods are computed, and told like objects
                if (!name.equals("metrics.k8s.io")) {
                    kinds(name, group.path("versions"), brought);
                }
            }
        }
    }

    private void kinds(String group, JsonNode versions, Set<String> brought) {
        SortedMap<String, ObjectKind> found = new TreeMap<>();
        for (JsonNode version : versions) {
            if (version.path("freshness").asText().equals("Stale")) {
                silent.add(group + "/" + version.path("version").asText());
                continue;
            }
            for (JsonNode resource : version.path("resources")) {
                String plural = resource.path("resource").asText();
                ObjectKind kind = new ObjectKind(
                        group,
                        version.path("version").asText(),
                        resource.path("responseKind").path("kind").asText(),
                        plural,
                        resource.path("scope").asText().equals("Namespaced"));
                boolean lists = false;
                for (JsonNode verb : resource.path("verbs")) {
                    lists = lists || verb.asText().equals("list");
                }
                if (kind.namespaced() && lists) {
                    found.putIfAbsent(plural, kind);
                }
            }
        }
        found.values().forEach(kind -> {
            listed.add(group + "/" + kind.kind());
            String address = group + "/" + kind.plural();
            if (!OF_KUBERNETES.contains(address) && !brought.contains(address)) {
                kinds.add(kind);
            }
        });
    }

    /** Adds what is in a namespace and was not told yet. */
    void in(String namespace, List<Remain> all) {
        volumes(namespace, all);
        secrets(namespace, all);
        kinds.forEach(kind -> strangers(kind, namespace, all));
        silent.forEach(group -> all.add(unseen(
                new ObjectKind(group, "", "any kind of " + group, "", true),
                namespace,
                "the server of it does not answer")));
    }

    private static Remain unseen(ObjectKind kind, String namespace, String why) {
        return Remain.foreign(Remain.Sort.UNSEEN, kind, namespace, "* (" + why + ")");
    }

    private void strangers(ObjectKind kind, String namespace, List<Remain> all) {
        JsonNode items;
        try {
            items = api.metadata(kind.path(namespace)).path("items");
        } catch (ClusterException.Missing e) {
            return;
        } catch (ClusterException.Answered | ClusterException.ProtocolViolation e) {
            all.add(unseen(kind, namespace, Words.of(String.valueOf(e.getMessage()))));
            return;
        }
        for (JsonNode item : items) {
            JsonNode metadata = item.path("metadata");
            String name = metadata.path("name").asText();
            String title = kind.kind() + " " + namespace + "/" + name;
            boolean books = kind.kind().equals(OwnKinds.LEASE.kind())
                    && name.equals(ClusterLease.NAME)
                    && namespace.equals(target.namespace());
            if (!books
                    && !told.contains(uid(item))
                    && !OwnKinds.isOfEveryNamespace(title)
                    && !isWithItsOwner(metadata.path("ownerReferences"))) {
                all.add(Remain.foreign(Remain.Sort.STRANGER, kind, namespace, name)
                        .being(uid(item)));
            }
        }
    }

    /** Whose owner lies in the same namespace: that is looked at itself, and where it is gone this goes, too. */
    private boolean isWithItsOwner(JsonNode owners) {
        for (JsonNode owner : owners) {
            String version = owner.path("apiVersion").asText();
            String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
            if (ours.contains(owner.path("uid").asText())
                    || listed.contains(group + "/" + owner.path("kind").asText())) {
                return true;
            }
        }
        return false;
    }

    private void volumes(String namespace, List<Remain> all) {
        for (JsonNode claim : api.get(OwnKinds.CLAIM.path(namespace)).path("items")) {
            if (told.contains(uid(claim))) {
                continue;
            }
            JsonNode metadata = claim.path("metadata");
            String name = metadata.path("name").asText();
            boolean own = metadata.path("labels").path(INSTANCE).asText().equals(target.name());
            JsonNode spec = claim.path("spec");
            String size =
                    spec.path("resources").path("requests").path("storage").asText();
            String storage = Words.of(spec.path("storageClassName").asText("default"));
            Remain remain = own
                    ? Remain.own(Remain.Sort.VOLUME, OwnKinds.CLAIM, namespace, name)
                            .saying(size + " of class " + storage)
                    : Remain.foreign(Remain.Sort.STRANGER, OwnKinds.CLAIM, namespace, name);
            all.add(remain.being(uid(claim)));
        }
    }

    /** By their labels; contents of none are read. */
    private void secrets(String namespace, List<Remain> all) {
        String path = OwnKinds.SECRET.path(namespace);
        Set<String> pulling = new HashSet<>();
        api.metadata(path + "?fieldSelector=type%3Dkubernetes.io%2Fdockerconfigjson")
                .path("items")
                .forEach(one -> pulling.add(one.path("metadata").path("name").asText()));
        for (JsonNode secret : api.metadata(path).path("items")) {
            if (!told.contains(uid(secret))) {
                String name = secret.path("metadata").path("name").asText();
                all.add(secret(secret, namespace, name, pulling.contains(name)).being(uid(secret)));
            }
        }
    }

    private Remain secret(JsonNode secret, String namespace, String name, boolean pulls) {
        JsonNode labels = secret.path("metadata").path("labels");
        String maker = labels.path(MANAGED_BY).asText();
        if (labels.path("owner").asText().equals("helm")) {
            boolean own = labels.path("name").asText().equals(target.name()) && namespace.equals(target.namespace());
            return own
                    ? Remain.own(Remain.Sort.RECORD, OwnKinds.SECRET, namespace, name)
                    : Remain.foreign(Remain.Sort.STRANGER, OwnKinds.SECRET, namespace, name);
        }
        if (KubernetesCluster.isFor(secret, target.namespace()) || (maker.equals(BOOTSTRAP) && pulls)) {
            return Remain.own(Remain.Sort.PULL_SECRET, OwnKinds.SECRET, namespace, name);
        }
        if (maker.equals(BOOTSTRAP)) {
            return Remain.own(Remain.Sort.SECRET, OwnKinds.SECRET, namespace, name);
        }
        Remain stranger = Remain.foreign(Remain.Sort.STRANGER, OwnKinds.SECRET, namespace, name);
        return maker.equals(KubernetesCluster.MANAGER)
                ? stranger.saying(
                        "credentials for the registry; it was there before, or an earlier hexr made it unmarked")
                : stranger;
    }

    static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText();
    }
}
