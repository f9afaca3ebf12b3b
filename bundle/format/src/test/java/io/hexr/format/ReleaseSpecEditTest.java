package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A spec is edited as a person would edit it. */
final class ReleaseSpecEditTest {
    private static final String SPEC = """
            # what travels
            release: acme   # ours
            version: "1.10"
            sequence: 4

            files:
              # the notes
              - name: notes
                path: notes.txt # short
                tags: ["1.10"]
                groups: [docs]
              # the last word

            # not yet
            planned: [vault]
            """;

    private static SequencedMap<String, Object> model(String name) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("pushName", "models/" + name);
        fields.put("path", "models/" + name);
        fields.put("tags", List.of("1.10"));
        fields.put("groups", List.of("llm"));
        fields.put("licence", "MIT AND \"mine\"");
        return fields;
    }

    private static String add(String spec, ReleaseSpecEdit.Section section, SequencedMap<String, Object> fields) {
        byte[] edited = ReleaseSpecEdit.add("release.yaml", spec.getBytes(StandardCharsets.UTF_8), section, fields);
        return new String(edited, StandardCharsets.UTF_8);
    }

    private static String withModel(String spec) {
        return add(spec, ReleaseSpecEdit.Section.MODELS, model("tiny"));
    }

    @Test
    void putsANewSectionBehindTheOthersAndChangesNothingElse() {
        assertThat(withModel(SPEC)).isEqualTo(SPEC.replace("""
                    groups: [docs]
                """, """
                    groups: [docs]

                models:
                  - name: tiny
                    pushName: models/tiny
                    path: models/tiny
                    tags: ["1.10"]
                    groups: [llm]
                    licence: "MIT AND \\"mine\\""
                """));
    }

    @Test
    void putsTheNextBehindTheLastOfItsSectionInItsIndentation() {
        String two = add(withModel(SPEC), ReleaseSpecEdit.Section.MODELS, model("small"));
        assertThat(two.indexOf("name: small")).isGreaterThan(two.indexOf("licence: \"MIT"));
        assertThat(ReleaseSpec.parse("release.yaml", two.getBytes(StandardCharsets.UTF_8))
                        .models())
                .extracting(content -> content.names().name())
                .containsExactly("tiny", "small");

        String flat =
                "release: a\nversion: v\nsequence: 1\nmodels:\n- {name: x, path: x, tags: [v], groups: [g], licence: MIT}\n";
        assertThat(withModel(flat)).contains("licence: MIT}\n- name: tiny\n  pushName: models/tiny\n");
    }

    @Test
    void beginsASpecThatDeliversNothingYetAndAnEmptyList() {
        String head = "release: acme\nversion: v1\nsequence: 1";
        assertThat(withModel(head)).startsWith(head + "\n\nmodels:\n  - name: tiny\n");
        assertThat(withModel(head + "\nmodels: [] # none yet\nplanned: [x]\n"))
                .startsWith(head + "\nmodels: # none yet\n  - name: tiny\n")
                .endsWith("\nplanned: [x]\n");
    }

    @Test
    void keepsTheLineEndingsOfTheFile() {
        String spec = withModel(SPEC.replace("\n", "\r\n"));
        assertThat(spec.replace("\r\n", "\n")).isEqualTo(withModel(SPEC));
        assertThat(spec.replace("\r\n", "")).doesNotContain("\n");
    }

    @Test
    void keepsEachLineEndWhereAFileHoldsBothKinds() {
        String mixed =
                "release: acme\r\nversion: v1\nsequence: 1\r\n# a\nfiles:\n  - {name: x, path: x, tags: [v], groups: [g]}\r\nplanned: [x]\n";

        String edited = withModel(mixed);

        assertThat(edited)
                .startsWith(mixed.substring(0, mixed.indexOf("planned")))
                .endsWith("\nplanned: [x]\n")
                .contains("\r\n\r\nmodels:\r\n  - name: tiny\r\n");
        for (String other : List.of("\r", "\u0085", "\u2028")) {
            assertThatThrownBy(() -> withModel("release: acme # a" + other + "# b\nversion: v1\nsequence: 1\n"))
                    .isInstanceOf(BundleException.Invalid.class);
        }
    }

    @Test
    void fillsASectionThatSomebodyBegan() {
        String head = "release: acme\nversion: v1\nsequence: 1\n";
        for (String bare : List.of("models:", "models: # those we tried", "models:   ")) {
            assertThat(withModel(head + bare + "\nplanned: [x]\n"))
                    .startsWith(head + bare + "\n  - name: tiny\n")
                    .endsWith("\nplanned: [x]\n");
            assertThat(withModel(head + bare)).startsWith(head + bare + "\n  - name: tiny\n");
        }
        assertThatThrownBy(() -> withModel(head + "models: ''\n")).isInstanceOf(BundleException.Invalid.class);
    }

    @Test
    void theSameAgainChangesNothing() {
        String once = withModel(SPEC);
        assertThat(withModel(once)).isEqualTo(once);
        assertThat(withModel(once.replace(
                        "    tags: [\"1.10\"]\n    groups: [llm]\n",
                        "    groups: [\"llm\"] # all\n    tags:\n      - '1.10'\n")))
                .contains("# all")
                .containsOnlyOnce("name: tiny");
    }

    @Test
    void refusesANameThatSomethingElseHas() {
        SequencedMap<String, Object> other = model("tiny");
        other.put("path", "elsewhere");
        assertThatThrownBy(() -> add(withModel(SPEC), ReleaseSpecEdit.Section.MODELS, other))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("models has a \"tiny\" already");
        SequencedMap<String, Object> notes = model("notes");
        assertThatThrownBy(() -> add(SPEC, ReleaseSpecEdit.Section.WHEELS, notes))
                .hasMessageContaining("files has a \"notes\" already");
    }

    @Test
    void refusesWhatIsNoSpecBeforeOrAfter() {
        assertThatThrownBy(() -> withModel("release: [")).isInstanceOf(BundleException.Invalid.class);
        assertThatThrownBy(() -> withModel("release: acme\n")).hasMessageContaining("version is missing");
        SequencedMap<String, Object> latest = model("tiny");
        latest.put("tags", List.of("latest"));
        assertThatThrownBy(() -> add(SPEC, ReleaseSpecEdit.Section.MODELS, latest))
                .hasMessageContaining("the tag latest is never pushed");
        assertThatThrownBy(
                        () -> withModel(
                                "release: a\nversion: v\nsequence: 1\nmodels: [{name: x, path: x, tags: [v], groups: [g], licence: MIT}]\n"))
                .hasMessageContaining("in one line, in brackets");
    }
}
