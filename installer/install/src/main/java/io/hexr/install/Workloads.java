package io.hexr.install;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** What an object asks of a cluster. */
final class Workloads {
    private Workloads() {}

    /** What one pod of it asks for: its containers together, or its largest starting container if that is more. */
    static Facts.Load load(Piece piece) {
        JsonNode pod = piece.pod();
        return pod.isMissingNode() ? Facts.Load.NONE : load(pod);
    }

    static Facts.Load load(JsonNode pod) {
        long cpu = 0;
        long memory = 0;
        long cpuOfSidecars = 0;
        long memoryOfSidecars = 0;
        long cpuToStart = 0;
        long memoryToStart = 0;
        for (JsonNode container : pod.path("containers")) {
            cpu += cpu(container);
            memory += memory(container);
        }
        for (JsonNode container : pod.path("initContainers")) {
            if (container.path("restartPolicy").asText().equals("Always")) {
                cpuOfSidecars += cpu(container);
                memoryOfSidecars += memory(container);
            } else {
                cpuToStart = Math.max(cpuToStart, cpuOfSidecars + cpu(container));
                memoryToStart = Math.max(memoryToStart, memoryOfSidecars + memory(container));
            }
        }
        return new Facts.Load(
                Math.max(cpu + cpuOfSidecars, cpuToStart), Math.max(memory + memoryOfSidecars, memoryToStart), 1);
    }

    private static long cpu(JsonNode container) {
        return amount(container, "cpu").map(Quantity::millis).orElse(0L);
    }

    private static long memory(JsonNode container) {
        return amount(container, "memory").map(Quantity::whole).orElse(0L);
    }

    /** A limit without a request is a request. */
    private static java.util.Optional<Quantity> amount(JsonNode container, String resource) {
        JsonNode resources = container.path("resources");
        String text = resources.path("requests").path(resource).asText("");
        String limit = resources.path("limits").path(resource).asText("");
        String said = text.isEmpty() ? limit : text;
        return said.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(Quantity.parse(said));
    }

    /** How many pods it makes. */
    static int count(Piece piece, int nodes) {
        return switch (piece.kind().kind()) {
            case "Deployment", "StatefulSet", "ReplicaSet" ->
                piece.tree().path("spec").path("replicas").asInt(1);
            case "DaemonSet" -> nodes;
            case "Job" -> piece.tree().path("spec").path("parallelism").asInt(1);
            case "Pod", "CronJob" -> 1;
            default -> 0;
        };
    }

    static List<Wanted.Volume> volumes(Piece piece) {
        List<Wanted.Volume> volumes = new ArrayList<>();
        if (piece.kind().kind().equals("PersistentVolumeClaim")) {
            volumes.add(volume(piece, piece.tree()));
        }
        for (JsonNode claim : piece.tree().path("spec").path("volumeClaimTemplates")) {
            for (int i = 0; i < count(piece, 1); i++) {
                volumes.add(volume(piece, claim));
            }
        }
        return volumes;
    }

    private static Wanted.Volume volume(Piece owner, JsonNode claim) {
        JsonNode spec = claim.path("spec");
        String size = spec.path("resources").path("requests").path("storage").asText("0");
        return new Wanted.Volume(
                owner,
                spec.path("storageClassName").asText(""),
                Quantity.parse(size).whole());
    }
}
