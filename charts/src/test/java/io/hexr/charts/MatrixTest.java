package io.hexr.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.hexr.helm.ChartPacker;
import io.hexr.helm.Profile;
import io.hexr.helm.Rendering;
import io.hexr.helm.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every profile, with every overlay that goes with it, with every choice of optional components, for the oldest and the newest Kubernetes. */
class MatrixTest {
    private static final List<String> SWITCHES =
            List.of("otelCollector.enabled", "prometheus.enabled", "jaeger.enabled", "grafana.enabled", "llm.ollama.enabled");
    private static final List<List<String>> OVERLAYS = List.of(
            List.of(), List.of("evaluation"), List.of("small"), List.of("evaluation", "small"), List.of("certification"),
            List.of("certification", "small"));
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

    @TempDir
    private Path temp;

    @Test
    void everyCombinationKeepsEveryInvariantAndUsesWhatTheReleaseHolds() throws IOException {
        Path chart = Files.write(temp.resolve("chart.tgz"), ChartPacker.pack(Charts.RUNTIME, Charts.wholeLock()));
        List<String> profiles = Profile.names(Charts.PROFILES).stream()
                .filter(name -> Profile.read(Charts.PROFILES.resolve(name)).kind() == Profile.Kind.PROFILE)
                .toList();
        Set<String> used = new TreeSet<>();
        long renderings = 0;
        long objects = 0;
        long checks = 0;
        for (String profile : profiles) {
            for (List<String> overlays : OVERLAYS) {
                for (List<String> off : choices()) {
                    Rendering rendering = Charts.render(chart, profile, overlays, assignments(overlays, off));
                    used.addAll(rendering.images());
                    long count = rendering.manifests().lines().filter(line -> line.startsWith("kind: ")).count();
                    renderings++;
                    objects += count;
                    checks += count * rendering.rules().size();
                }
            }
        }
        assertThat(profiles).containsExactly("air-gapped", "cloud", "self-hosted");
        assertThat(renderings).isEqualTo((long) profiles.size() * OVERLAYS.size() * choices().size());
        assertThat(used).as("what no choice of values uses does not belong in the release").isEqualTo(Charts.wholeLock().images().keySet());
        Files.writeString(
                Path.of("target", "matrix.txt"),
                "charts 1, profiles " + profiles.size() + ", overlay sets " + OVERLAYS.size() + ", component choices "
                        + choices().size() + ": "
                        + renderings + " renderings, " + objects + " objects, " + Rule.values().length + " invariants, "
                        + checks + " judgements, 0 violations\n");
    }

    /** What is switched off: nothing, everything, each alone, all but each; with -Dhexr.full every choice there is. */
    private static List<List<String>> choices() {
        return Charts.subsets(SWITCHES).stream()
                .filter(off -> System.getProperty("hexr.full") != null
                        || off.size() < 2
                        || off.size() > SWITCHES.size() - 2)
                .toList();
    }

    private static String[] assignments(List<String> overlays, List<String> off) {
        List<String> all = new ArrayList<>();
        off.forEach(key -> all.add(key + "=false"));
        if (!off.contains("llm.ollama.enabled")) {
            all.add("llm.ollama.models={small-model}");
        }
        if (overlays.contains("certification")) {
            all.add("global.caBundle=" + CERTIFICATE);
            all.add("networkPolicy.apiServerCIDRs={10.1.2.3/32}");
            all.add("networkPolicy.registryCIDRs={10.1.2.4/32}");
        }
        return all.toArray(String[]::new);
    }

    @Test
    void theAirGappedProfileHoldsToEveryInvariant() {
        assertThat(Profile.read(Charts.PROFILES.resolve("air-gapped")).rules()).containsExactlyInAnyOrder(Rule.values());
    }
}
