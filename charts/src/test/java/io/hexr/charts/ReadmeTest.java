package io.hexr.charts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexr.helm.Profile;
import io.hexr.helm.Rule;
import io.hexr.helm.Values;
import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages beside charts and profiles are made from what machines read; {@code -Dgolden.update} writes them. */
class ReadmeTest {
    @Test
    void theChartsPageSaysWhatTheSchemaSays() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Charts.RUNTIME.resolve("values.schema.json").toFile());
        Values defaults = Values.ofFile(Charts.RUNTIME.resolve("values.yaml"));
        List<String> rows = new ArrayList<>();
        collect("", schema, defaults, rows);
        assertThat(rows).hasSizeGreaterThan(40);
        String rules = String.join(
                "\n",
                Stream.of(Rule.values())
                        .map(rule -> "| `" + rule.id() + "` | " + rule.meaning() + " |")
                        .toList());
        Golden.check(Charts.RUNTIME.resolve("README.md"), """
                # hexr-runtime

                The Hexr platform as one chart. Its own defaults are the air-gapped profile. Every image is named by digest; the packed chart of a release
                carries them (`global.imageLock`), so nothing has to be resolved where it is installed.

                ```
                kubectl create namespace hexr-system
                helm install hexr-runtime ./hexr-runtime -n hexr-system -f values-airgapped.yaml --timeout 10m
                ```

                with a `values-airgapped.yaml` of

                ```
                global:
                  registry: registry.internal.example.com/hexr
                  trustDomain: classified.internal
                spire:
                  oidc:
                    enabled: false
                ```

                This folder is the source: it has no lock and refuses to render without one. This page is made from `values.schema.json` and `values.yaml`:
                `mvn -pl charts -am test -Dtest=ReadmeTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update`.

                ## What holds for everything it renders

                | rule | meaning |
                |---|---|
                %s

                Exceptions to these rules: none. Pods that must touch the host will lie in `hexr-node`, the one namespace exempt from `no-host-access` and
                `restricted`.

                ## Values

                | key | default | meaning |
                |---|---|---|
                %s
                """.formatted(rules, String.join("\n", rows)));
    }

    private static void collect(String key, JsonNode schema, Values defaults, List<String> rows) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = key.isEmpty() ? property.getKey() : key + "." + property.getKey();
            JsonNode one = property.getValue();
            assertThat(one.path("description").asText())
                    .as("description of " + name)
                    .isNotBlank();
            boolean helms = property.getKey().equals("hexr-library")
                    || (property.getKey().equals("global") && !key.isEmpty());
            if (helms) {
                continue;
            }
            if (one.path("properties").isEmpty()) {
                JsonNode standard = defaults.at(name);
                String shown = standard.isTextual() && standard.asText().isEmpty()
                        ? ""
                        : "`" + (standard.isTextual() ? standard.asText() : standard) + "`";
                String choices = one.has("enum") ? " One of " + String.join(", ", names(one.path("enum"))) + "." : "";
                rows.add("| `" + name + "` | " + shown + " | "
                        + one.path("description").asText() + choices + " |");
            } else {
                collect(name, one, defaults, rows);
            }
        }
    }

    private static List<String> names(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(item -> all.add("`" + item.asText() + "`"));
        return all;
    }

    @Test
    void theProfilesPagesSayWhatTheProfilesSay() {
        for (String name : Profile.names(Charts.PROFILES)) {
            Profile profile = Profile.read(Charts.PROFILES.resolve(name));
            StringBuilder page = new StringBuilder(
                    "# " + name + "\n\n" + profile.summary()
                            + "\n\nMade from `profile.yaml`, like every page here: see [hexr-runtime](../../charts/hexr-runtime/README.md).\n");
            page.append("\nPromises:\n\n");
            profile.promises()
                    .forEach(promise -> page.append("- ").append(promise).append('\n'));
            if (!profile.bans().isEmpty()) {
                page.append("\nRefuses:\n\n| key | why | what to do |\n|---|---|---|\n");
                profile.bans()
                        .forEach(ban -> page.append("| `")
                                .append(ban.key())
                                .append("` | ")
                                .append(ban.rule())
                                .append(" | ")
                                .append(ban.remedy())
                                .append(" |\n"));
            }
            if (!profile.rules().isEmpty() && profile.rules().size() < Rule.values().length) {
                page.append("\nDoes not hold to:\n\n");
                Stream.of(Rule.values())
                        .filter(rule -> !profile.rules().contains(rule))
                        .forEach(rule -> page.append("- `")
                                .append(rule.id())
                                .append("`: ")
                                .append(rule.meaning())
                                .append('\n'));
            }
            if (!profile.planned().isEmpty()) {
                page.append("\nPlanned, and refused by name until then: ");
                page.append(String.join(
                                ", ",
                                new java.util.TreeSet<>(profile.planned().keySet())
                                        .stream().map(key -> "`" + key + "`").toList()))
                        .append(".\n");
            }
            Golden.check(Charts.PROFILES.resolve(name).resolve("README.md"), page.toString());
        }
    }
}
