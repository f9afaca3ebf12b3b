package io.hexr.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import io.hexr.oci.StrictJson;

/** What has to be done to a cluster, in order; empty where it is as wanted. The same facts and the same release give the same plan. */
public record InstallPlan(Wanted.ReleaseName release, String server, String registry, List<Step> steps) {
    private static final String SCHEMA = "hexr.io/install-plan/v1";
    private static final int LARGEST = 4 << 20;

    public InstallPlan {
        steps = List.copyOf(steps);
    }

    public boolean isIdle() {
        return steps.isEmpty();
    }

    /** By what two plans are known to be the same. */
    public String digest() {
        return Digest.of(bytes()).toString();
    }

    /** To be kept in a file and compared. */
    public byte[] bytes() {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("schema", SCHEMA);
        plan.put("release", release.name());
        plan.put("version", release.version());
        plan.put("contents", release.digest());
        plan.put("server", server);
        plan.put("registry", registry);
        plan.put("steps", steps.stream().map(InstallPlan::json).toList());
        return StrictJson.write(plan);
    }

    private static Map<String, Object> json(Step step) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("step", step.verb());
        map.put("subject", step.subject());
        map.put("reason", step.reason());
        switch (step) {
            case Step.EnsureNamespace s -> map.put("labels", s.labels());
            case Step.ApplyCrd s -> map.put("versions", s.versions());
            case Step.RepairRelease s -> map.put("status", s.status());
            case Step.ApplyRelease s -> {
                map.put("chartDigest", s.chartDigest());
                map.put("valuesDigest", s.valuesDigest());
                map.put("size", s.bytes());
                map.put("changes", s.changes());
            }
            case Step.EnsurePullSecret s -> {}
            case Step.AwaitReady s -> {}
        }
        return map;
    }

    /**
     * Refuses to go by another plan than this one. What only waits, and the words for why, may differ from one moment to the next.
     *
     * @param called how messages name the other
     * @throws InstallException.PlanOutdated with what differs
     */
    public void requireSameAs(String called, byte[] other) {
        JsonNode before;
        try {
            before = StrictJson.parse(other, LARGEST, called);
        } catch (OciException e) {
            throw new InstallException.Malformed(called, "is no saved plan: " + e.getMessage());
        }
        if (!before.path("schema").asText().equals(SCHEMA)) {
            throw new InstallException.Malformed(called, "is no saved plan of this version of hexr");
        }
        List<String> differences = difference(before, StrictJson.parse(bytes(), LARGEST, "this plan"));
        if (!differences.isEmpty()) {
            throw new InstallException.PlanOutdated(called, differences);
        }
    }

    /** The same without its first steps, which are done. */
    InstallPlan after(int done) {
        return new InstallPlan(release, server, registry, steps.subList(done, steps.size()));
    }

    private static List<String> difference(JsonNode before, JsonNode now) {
        List<String> lines = new ArrayList<>();
        for (String key : List.of("version", "contents", "server", "registry")) {
            if (!before.path(key).equals(now.path(key))) {
                lines.add(key + " was " + before.path(key).asText() + ", is "
                        + now.path(key).asText());
            }
        }
        Map<JsonNode, String> old = effects(before);
        Map<JsonNode, String> fresh = effects(now);
        old.forEach((step, name) -> {
            if (!fresh.containsKey(step)) {
                lines.add("no longer " + name);
            }
        });
        fresh.forEach((step, name) -> {
            if (!old.containsKey(step)) {
                lines.add("now " + name);
            }
        });
        return lines;
    }

    private static Map<JsonNode, String> effects(JsonNode plan) {
        Map<JsonNode, String> effects = new LinkedHashMap<>();
        for (JsonNode step : plan.path("steps")) {
            if (!step.path("step").asText().equals("wait") && step.deepCopy() instanceof ObjectNode bare) {
                bare.remove("reason");
                effects.put(bare, name(step));
            }
        }
        return effects;
    }

    private static String name(JsonNode step) {
        return step.path("step").asText() + " " + step.path("subject").asText() + " ("
                + step.path("reason").asText() + ")";
    }
}
