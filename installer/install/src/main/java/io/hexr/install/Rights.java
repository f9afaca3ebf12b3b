package io.hexr.install;

import java.util.List;
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
