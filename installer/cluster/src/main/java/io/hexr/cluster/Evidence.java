package io.hexr.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.Inspection;
import io.hexr.install.ObjectKind;
import io.hexr.install.OwnKinds;
import io.hexr.install.Piece;
import io.hexr.install.Redaction;
import io.hexr.oci.StrictJson;

/**
 * What somebody needs who is to find out why an installation does not do well: logs, events, workloads, nodes. No Secret and no ConfigMap is asked for here,
 * and every text goes through the redaction before it is handed on.
 *
 * @param files texts by the name of the file they belong into
 * @param warnings events that warn, one line each
 * @param unread what this user's rights did not allow
 */
public record Evidence(SortedMap<String, byte[]> files, List<String> warnings, SortedSet<String> unread) {
    private static final int LINES = 2000;
    private static final int BYTES = 1 << 20;

    /** All is held in memory until it is written; logs that come after that are left out, and say so. */
    private static final int ALL_BYTES = 128 << 20;

    public Evidence {
        files = new TreeMap<>(files);
        warnings = List.copyOf(warnings);
        unread = new TreeSet<>(unread);
    }

    static Evidence of(Api api, Inspection found, Redaction redaction, Runnable each) {
        Gathering gathering = new Gathering(api, redaction, each);
        NavigableSet<String> namespaces = new TreeSet<>(Set.of(found.target().namespace()));
        found.journal().orElse(Optional.empty()).ifPresent(page -> namespaces.addAll(page.namespaces()));
        found.deployed()
                .ifPresent(release -> release.pieces().stream()
                        .map(Piece::namespace)
                        .filter(name -> !name.isEmpty())
                        .forEach(namespaces::add));
        namespaces.forEach(gathering::namespace);
        gathering.list("nodes.json", "/api/v1/nodes");
        gathering.list("storageclasses.json", "/apis/storage.k8s.io/v1/storageclasses");
        return new Evidence(gathering.files, gathering.warnings, gathering.unread);
    }

    private static final class Gathering {
        private static final ObjectKind EVENT = new ObjectKind("", "v1", "Event", "events", true);
        private static final ObjectKind QUOTA = new ObjectKind("", "v1", "ResourceQuota", "resourcequotas", true);

        private final Api api;
        private final Redaction redaction;
        private final SortedMap<String, byte[]> files = new TreeMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final SortedSet<String> unread = new TreeSet<>();
        private final Runnable each;
        private long logged;

        Gathering(Api api, Redaction redaction, Runnable each) {
            this.api = api;
            this.redaction = redaction;
            this.each = each;
        }

        private void allowed(Runnable question) {
            try {
                question.run();
            } catch (ClusterException.Forbidden e) {
                unread.add(String.valueOf(e.getMessage()));
            }
        }

        void list(String file, String path) {
            each.run();
            allowed(() -> files.put(file, clean(bare(api.list(path)))));
        }

        void namespace(String namespace) {
            List<ObjectKind> kinds = new ArrayList<>(OwnKinds.WORKLOADS);
            kinds.add(OwnKinds.CLAIM);
            kinds.add(QUOTA);
            kinds.forEach(kind -> list("objects/" + namespace + "/" + kind.plural() + ".json", kind.path(namespace)));
            allowed(() -> events(namespace));
            allowed(() -> api.list(OwnKinds.POD.path(namespace)).path("items").forEach(pod -> logs(namespace, pod)));
        }

        private void events(String namespace) {
            List<String> lines = new ArrayList<>();
            for (JsonNode event : api.list(EVENT.path(namespace)).path("items")) {
                JsonNode about = event.path("involvedObject");
                String line = event.path("lastTimestamp")
                                .asText(event.path("eventTime").asText()) + " "
                        + event.path("type").asText() + " " + about.path("kind").asText() + " " + namespace + "/"
                        + about.path("name").asText() + " "
                        + event.path("reason").asText() + ": "
                        + Words.of(redaction.of(event.path("message").asText()));
                lines.add(line);
                if (event.path("type").asText().equals("Warning")) {
                    warnings.add(line);
                }
            }
            lines.sort(null);
            files.put("events/" + namespace + ".txt", bytes(String.join("\n", lines) + "\n"));
        }

        private void logs(String namespace, JsonNode pod) {
            String name = pod.path("metadata").path("name").asText();
            for (String list : List.of("initContainers", "containers")) {
                for (JsonNode container : pod.path("spec").path(list)) {
                    String called = container.path("name").asText();
                    String path = OwnKinds.POD.path(namespace) + "/" + name + "/log?container=" + called + "&tailLines="
                            + LINES + "&limitBytes=" + BYTES;
                    String file = "logs/" + namespace + "/" + name + "/" + called;
                    log(file + ".log", path);
                    if (restarted(pod, called)) {
                        log(file + ".previous.log", path + "&previous=true");
                    }
                }
            }
        }

        private static boolean restarted(JsonNode pod, String container) {
            for (String list : List.of("initContainerStatuses", "containerStatuses")) {
                for (JsonNode status : pod.path("status").path(list)) {
                    if (status.path("name").asText().equals(container)
                            && status.path("restartCount").asInt() > 0) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** A container that has not started has no log; that is no failure. */
        private void log(String file, String path) {
            each.run();
            if (logged > ALL_BYTES) {
                files.put(file, bytes("left out: the archive holds " + (ALL_BYTES >> 20) + " MiB of logs already\n"));
                return;
            }
            allowed(() -> {
                try {
                    byte[] text = bytes(redaction.of(api.text(path)));
                    logged += text.length;
                    files.put(file, text);
                } catch (ClusterException.Answered e) {
                    if (e instanceof ClusterException.Forbidden forbidden) {
                        throw forbidden;
                    }
                    files.put(file, bytes("no log: " + e.getMessage() + ": " + redaction.of(e.words()) + "\n"));
                }
            });
        }

        /** Without what only the API server needs. */
        private static JsonNode bare(JsonNode list) {
            for (JsonNode item : list.path("items")) {
                if (item.path("metadata") instanceof ObjectNode metadata) {
                    metadata.remove("managedFields");
                    if (metadata.path("annotations") instanceof ObjectNode annotations) {
                        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
                    }
                }
            }
            return list;
        }

        private byte[] clean(JsonNode list) {
            return bytes(redaction.of(new String(StrictJson.write(list), StandardCharsets.UTF_8)));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
