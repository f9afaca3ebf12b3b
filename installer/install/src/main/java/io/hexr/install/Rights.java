package io.hexr.install;

import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** Which rights each job needs: no more, so that whoever grants them need not trust us further. */
public final class Rights {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String LEASES = "coordination.k8s.io";

    private Rights() {}

    /** To judge a cluster: it reads, and reads no Secret outside the namespace of the release. */
    public static SortedSet<Right> preflight(String namespace) {
        SortedSet<Right> rights = new TreeSet<>();
        for (String resource : List.of("nodes", "pods", "resourcequotas")) {
            rights.add(Right.everywhere("list", "", resource));
        }
        rights.add(Right.everywhere("get", "", "namespaces"));
        rights.add(Right.everywhere("list", "storage.k8s.io", "storageclasses"));
        rights.add(Right.everywhere("list", "node.k8s.io", "runtimeclasses"));
        rights.add(Right.in("kube-node-lease", "list", LEASES, "leases"));
        // the records of Helm are Secrets: to list them is to read them, so who only looks does not
        rights.add(Right.in(namespace, "get", "", "configmaps"));
        return rights;
    }

    /**
     * To plan, install and upgrade this: preflight's, and what each of its objects takes. A role can be given only by who has it, so the rights inside the
     * roles of the release are among them.
     *
     * @param absent namespaces that are not there yet; where whoever grants the rights makes them, none
     */
    public static SortedSet<Right> install(Wanted wanted, SortedSet<String> absent) {
        String home = wanted.target().namespace();
        SortedSet<Right> rights = new TreeSet<>(preflight(home));
        if (!absent.isEmpty()) {
            rights.add(Right.everywhere("create", "", "namespaces"));
        }
        for (String namespace : wanted.namespaces().keySet()) {
            rights.add(Right.named("patch", "", "namespaces", namespace));
            for (String resource : List.of("pods", "events")) {
                rights.add(Right.in(namespace, "list", "", resource));
            }
            add(rights, namespace, "", "secrets", "get", "create", "patch");
        }
        // Helm's records, the lease and the journal
        add(rights, home, "", "secrets", "get", "list", "create", "update", "patch", "delete");
        add(rights, home, "", "configmaps", "get", "create", "patch");
        add(rights, home, LEASES, "leases", "get", "create", "update");
        for (Piece crd : wanted.crds()) {
            rights.add(Right.everywhere("create", crd.kind().group(), crd.kind().plural()));
            rights.add(Right.named("get", crd.kind().group(), crd.kind().plural(), crd.name()));
            rights.add(Right.named("patch", crd.kind().group(), crd.kind().plural(), crd.name()));
        }
        for (Piece piece : wanted.pieces()) {
            of(rights, piece);
        }
        return rights;
    }

    /**
     * What an installation takes up: enough to know what has to be read of it, or removed.
     *
     * @param home the namespace of its records
     */
    public record Extent(String home, SortedSet<String> namespaces, List<Piece> crds, List<Piece> pieces) {
        public Extent {
            namespaces = new TreeSet<>(namespaces);
            crds = List.copyOf(crds);
            pieces = List.copyOf(pieces);
        }

        public static Extent of(Wanted wanted) {
            return new Extent(
                    wanted.target().namespace(),
                    new TreeSet<>(wanted.namespaces().keySet()),
                    wanted.crds(),
                    wanted.pieces());
        }

        /** The same, and objects that are installed though this release has them no more. */
        public Extent with(List<Piece> installed) {
            NavigableSet<String> all = new TreeSet<>(namespaces);
            installed.stream()
                    .map(Piece::namespace)
                    .filter(name -> !name.isEmpty())
                    .forEach(all::add);
            List<Piece> both = new java.util.ArrayList<>(pieces);
            both.addAll(installed);
            return new Extent(home, all, crds, both);
        }
    }

    /** To tell how an installation is: it reads. Helm's records and certificates are Secrets, and there is no right to read half of one. */
    public static SortedSet<Right> status(Extent extent) {
        SortedSet<Right> rights = new TreeSet<>();
        rights.add(Right.in(extent.home(), "get", "", "configmaps"));
        for (String namespace : extent.namespaces()) {
            add(rights, namespace, "", "secrets", "get", "list");
            rights.add(Right.in(namespace, "list", "", "events"));
            for (ObjectKind kind : OwnKinds.WORKLOADS) {
                rights.add(Right.in(namespace, "list", kind.group(), kind.plural()));
            }
        }
        for (Piece piece : extent.pieces()) {
            ObjectKind kind = piece.kind();
            if (kind.namespaced()) {
                add(rights, piece.namespace(), kind.group(), kind.plural(), "get");
                extent.namespaces().forEach(namespace -> add(rights, namespace, kind.group(), kind.plural(), "list"));
            } else {
                rights.add(Right.named("get", kind.group(), kind.plural(), piece.name()));
            }
        }
        return rights;
    }

    /** To upgrade or restore: what installing takes, and to take away what only the installed release has. */
    public static SortedSet<Right> upgrade(Wanted wanted, List<Piece> installed) {
        SortedSet<Right> rights = install(wanted, new TreeSet<>());
        wanted.leftOver(installed).forEach(piece -> removing(rights, piece));
        return rights;
    }

    /** To tell how an installation is and why: what pods log, and what preflight looks at, too. */
    public static SortedSet<Right> support(Extent extent) {
        SortedSet<Right> rights = status(extent);
        rights.addAll(preflight(extent.home()));
        for (String namespace : extent.namespaces()) {
            rights.add(Right.in(namespace, "get", "", "pods/log"));
            rights.add(Right.in(namespace, "list", "", OwnKinds.CLAIM.plural()));
        }
        return rights;
    }

    /** To take an installation away: to find what is of it, to remove that, and to wait until it is gone. */
    public static SortedSet<Right> uninstall(Extent extent) {
        String home = extent.home();
        SortedSet<Right> rights = status(extent);
        rights.add(Right.everywhere("list", "", "namespaces"));
        add(rights, home, "", "configmaps", "get", "create", "patch", "delete");
        add(rights, home, LEASES, "leases", "get", "create", "update", "delete");
        for (String namespace : extent.namespaces()) {
            rights.add(Right.named("get", "", "namespaces", namespace));
            rights.add(Right.named("delete", "", "namespaces", namespace));
            add(rights, namespace, "", "secrets", "get", "list", "delete");
            add(rights, namespace, "", "persistentvolumeclaims", "get", "list", "delete");
            // whose pods are left
            rights.add(Right.in(namespace, "get", "apps", "replicasets"));
            // of whatever kind: what is of others keeps the namespace
            rights.add(Right.in(namespace, "list", "*", "*"));
        }
        for (Piece crd : extent.crds()) {
            rights.add(Right.named("get", crd.kind().group(), crd.kind().plural(), crd.name()));
            rights.add(Right.named("delete", crd.kind().group(), crd.kind().plural(), crd.name()));
            JsonNode spec = crd.tree().path("spec");
            rights.add(Right.everywhere(
                    "list",
                    spec.path("group").asText(),
                    spec.path("names").path("plural").asText()));
        }
        rights.add(Right.everywhere("list", "apiextensions.k8s.io", "customresourcedefinitions"));
        extent.pieces().forEach(piece -> removing(rights, piece));
        return rights;
    }

    private static void removing(SortedSet<Right> rights, Piece piece) {
        ObjectKind kind = piece.kind();
        for (String verb : List.of("get", "delete")) {
            rights.add(
                    kind.namespaced()
                            ? Right.in(piece.namespace(), verb, kind.group(), kind.plural())
                            : Right.named(verb, kind.group(), kind.plural(), piece.name()));
        }
    }

    private static void of(SortedSet<Right> rights, Piece piece) {
        ObjectKind kind = piece.kind();
        if (kind.namespaced()) {
            add(rights, piece.namespace(), kind.group(), kind.plural(), "get", "create", "patch", "delete");
        } else {
            rights.add(Right.everywhere("create", kind.group(), kind.plural()));
            for (String verb : List.of("get", "patch", "delete")) {
                rights.add(Right.named(verb, kind.group(), kind.plural(), piece.name()));
            }
        }
        if (kind.group().equals(RBAC) && piece.tree().has("rules")) {
            inside(rights, piece);
        }
    }

    /** What a role of the release gives. */
    private static void inside(SortedSet<Right> rights, Piece role) {
        for (JsonNode rule : role.tree().path("rules")) {
            for (JsonNode verb : rule.path("verbs")) {
                for (JsonNode url : rule.path("nonResourceURLs")) {
                    rights.add(Right.everywhere(verb.asText(), "", url.asText()));
                }
                for (JsonNode group : rule.path("apiGroups")) {
                    for (JsonNode resource : rule.path("resources")) {
                        named(rights, role, rule, new Right(verb.asText(), group.asText(), resource.asText(), "", ""));
                    }
                }
            }
        }
    }

    private static void named(SortedSet<Right> rights, Piece role, JsonNode rule, Right right) {
        JsonNode names = rule.path("resourceNames");
        if (names.isEmpty()) {
            rights.add(new Right(right.verb(), right.group(), right.resource(), role.namespace(), ""));
        }
        for (JsonNode name : names) {
            rights.add(new Right(right.verb(), right.group(), right.resource(), role.namespace(), name.asText()));
        }
    }

    private static void add(SortedSet<Right> rights, String namespace, String group, String resource, String... verbs) {
        for (String verb : verbs) {
            rights.add(Right.in(namespace, verb, group, resource));
        }
    }
}
