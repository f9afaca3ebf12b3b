package io.hexr.airgaptests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a scenario leaves behind: a file for programs, a section for people, and the page of all sections in the folder. */
final class Evidence {
    static final Path FOLDER = Path.of("target", "evidence");

    private static final int SAID = 4000;

    private final String id;
    private final String title;
    private final List<Integer> claims;
    private final Instant began = Instant.now();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, String> checks = new LinkedHashMap<>();

    /** A command somebody typed, and what it came to. */
    record Step(String where, String command, Script.Outcome outcome, Duration took) {
        String seconds() {
            return String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0);
        }

        /** The end of what it said: evidence is for reading. */
        String said() {
            String text = Place.withoutPaths(outcome.output() + outcome.narration());
            return text.length() <= SAID ? text : "…" + text.substring(text.length() - SAID);
        }
    }

    Evidence(String id, String title, int... claims) {
        this.id = id;
        this.title = title;
        this.claims = IntStream.of(claims).boxed().toList();
    }

    void step(Step step) {
        steps.add(step);
    }

    void fact(String name, String value) {
        facts.put(name, Place.withoutPaths(value));
    }

    void check(String name, String result) {
        checks.put(name, Place.withoutPaths(result));
    }

    String secondsOfTheLastStep() {
        return steps.getLast().seconds() + " s";
    }

    boolean isBegun() {
        return !steps.isEmpty();
    }

    /** What was not run says so in its own line and is no failure of what was; but nothing passed where nothing ran. */
    private String result() {
        if (count("FAILED") > 0) {
            return "FAILED";
        }
        // the site's own check is one of them
        if (count("seen") < 2) {
            return "NOT RUN";
        }
        return count("NOT RUN") == 0 ? "passed" : "passed, " + count("NOT RUN") + " not run";
    }

    private long count(String outcome) {
        return checks.values().stream()
                .filter(check -> check.startsWith(outcome))
                .count();
    }

    void write(SortedMap<String, String> versions, String site) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(id + ".json"), json(versions, site));
            Files.writeString(FOLDER.resolve(id + ".section.html"), section(versions, site));
            Files.writeString(FOLDER.resolve("index.html"), page());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to " + FOLDER, e);
        }
    }

    private String json(SortedMap<String, String> versions, String site) {
        String walked = steps.stream()
                .map(step -> "    {\"where\": %s, \"command\": %s, \"exit\": %d, \"seconds\": %s, \"said\": %s}"
                        .formatted(
                                quoted(step.where()),
                                quoted(step.command()),
                                step.outcome().status(),
                                step.seconds(),
                                quoted(step.said())))
                .collect(Collectors.joining(",\n"));
        return """
                {
                  "schema": "hexr.io/scenario-evidence/v1",
                  "scenario": %s,
                  "title": %s,
                  "claims": %s,
                  "result": %s,
                  "began": %s,
                  "ended": %s,
                  "versions": %s,
                  "facts": %s,
                  "checks": %s,
                  "steps": [
                %s
                  ],
                  "site": %s
                }
                """.formatted(
                        quoted(id),
                        quoted(title),
                        claims,
                        quoted(result()),
                        quoted(began.truncatedTo(ChronoUnit.SECONDS).toString()),
                        quoted(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
                        object(versions),
                        object(facts),
                        object(checks),
                        walked,
                        quoted(site));
    }

    private static String object(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> "\n    " + quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
                .collect(Collectors.joining(",", "{", "\n  }"));
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    private String section(SortedMap<String, String> versions, String site) {
        StringBuilder html = new StringBuilder();
        html.append("<section><h2>Scenario %s: %s <b class='%s'>%s</b></h2>\n"
                .formatted(
                        escaped(id),
                        escaped(title),
                        result().replaceFirst("[ ,].*", "").toLowerCase(Locale.ROOT),
                        result()));
        html.append("<p>Claims of SECURITY.md: %s. %s to %s.</p>\n"
                .formatted(
                        claims.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                        began.truncatedTo(ChronoUnit.SECONDS),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        html.append("<h3>What was checked</h3>").append(table(checks));
        html.append("<h3>What ran</h3>").append(table(versions)).append(table(facts));
        html.append("<h3>Steps</h3>\n");
        for (Step step : steps) {
            html.append(
                    "<details><summary><i>%s</i> <code>%s</code> <span>exit %d, %s s</span></summary><pre>%s</pre></details>\n"
                            .formatted(
                                    escaped(step.where()),
                                    escaped(step.command()),
                                    step.outcome().status(),
                                    step.seconds(),
                                    escaped(step.said())));
        }
        return html.append("<h3>The site</h3><pre>%s</pre></section>\n".formatted(escaped(site)))
                .toString();
    }

    private static String table(Map<String, String> rows) {
        return rows.entrySet().stream()
                .map(row -> "<tr><th>%s</th><td>%s</td></tr>".formatted(escaped(row.getKey()), escaped(row.getValue())))
                .collect(Collectors.joining("\n", "<table>", "</table>\n"));
    }

    private static String page() throws IOException {
        StringBuilder sections = new StringBuilder();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".section.html"))
                    .sorted()
                    .toList()) {
                sections.append(Files.readString(file));
            }
        }
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Hexr on a severed cluster</title>
                <style>
                body{font:16px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
                h2{border-top:2px solid #1a1a1a;padding-top:1rem} b.passed{color:#176617} b.failed{color:#a30f0f}
                th{text-align:left;font-weight:normal;padding:.15rem 1rem .15rem 0;vertical-align:top} td{white-space:pre-wrap;overflow-wrap:anywhere}
                pre{background:#f4f4f2;padding:.6rem;overflow:auto;font-size:13px} summary code{overflow-wrap:anywhere} summary span{color:#666}
                </style><h1>Hexr on a severed cluster</h1>
                %s</html>
                """.formatted(sections);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
