package io.hexr.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.install.ObjectKind;
import io.hexr.install.OwnKinds;
import io.hexr.install.Piece;

/** Objects in a namespace of an installation that are not of it: of the kinds the release has, or workloads of any kind, that no other object owns. */
final class Strangers {
    private Strangers() {}

    static Collection<ObjectKind> kinds(List<Piece> pieces) {
        SortedMap<String, ObjectKind> kinds = new TreeMap<>();
        OwnKinds.WORKLOADS.forEach(kind -> kinds.put(kind.plural(), kind));
        pieces.stream()
                .map(Piece::kind)
                .filter(kind -> kind.namespaced()
                        && !kind.kind().equals("Secret")
                        && !kind.kind().equals("PersistentVolumeClaim"))
                .forEach(kind -> kinds.put(kind.plural(), kind));
        return kinds.values();
    }

    /**
     * Names of those of one kind.
     *
     * @param known titles of what is of the release
     */
    static List<String> of(Api api, ObjectKind kind, String namespace, Set<String> known) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : api.metadata(kind.path(namespace)).path("items")) {
            String name = item.path("metadata").path("name").asText();
            String title = kind.kind() + " " + namespace + "/" + name;
            boolean owned = !item.path("metadata").path("ownerReferences").isEmpty();
            if (!owned && !known.contains(title) && !OwnKinds.isOfEveryNamespace(title)) {
                names.add(name);
            }
        }
        return names;
    }
}
