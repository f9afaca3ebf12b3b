package io.hexr.format;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

import io.hexr.oci.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReleaseSpecTest {
    static final String HEAD = "release: hexr\nversion: \"0.8\"\nsequence: 3\n";
    static final String FILE = "files: [{name: notes, path: notes.txt, tags: [\"1.0\"], groups: [docs]}]\n";

    private static ReleaseSpec parse(String yaml) {
        return ReleaseSpec.parse("release.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String yaml, String saying) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageStartingWith("release.yaml")
                .hasMessageContaining(saying);
    }

    @Test
    void readsEveryField() {
        ReleaseSpec spec = parse(HEAD + """
                minimumReader: 0.8.0
                images:
                  - name: vault
                    pushName: hexr-vault
                    layout: images/vault
                    reference: v0.3.0
                    platform: linux/arm64
                    tags: [v0.3.0]
                    loadTags: [latest]
                    groups: [core, edge]
                    licence: Apache-2.0
                    usedBy: installer
                    waiver: {reason: its chart comes next, until: "2027-01-31"}
                charts:
                  - {name: hexr-runtime, path: charts/hexr-runtime, profiles: profiles, tags: ["1.0"], groups: [core]}
                files:
                  - {name: notes, path: ../notes.txt, platform: linux/amd64, tags: ["1.0"], groups: [docs]}
                expires: {vex: "2027-05-01"}
                dataDates: {cve-database: "2026-11-20"}
                planned: [gateway]
                """);

        assertThat(spec.version()).isEqualTo("0.8");
        assertThat(spec.sequence()).isEqualTo(3);
        assertThat(spec.images()).singleElement().satisfies(image -> {
            assertThat(image.names().pushName()).isEqualTo("hexr-vault");
            assertThat(image.names().groups()).containsExactly("core", "edge");
            assertThat(image.names().licence()).contains("Apache-2.0");
            assertThat(image.platform()).isEqualTo(Platform.parse("linux/arm64"));
            assertThat(image.loadTags()).containsExactly("latest");
            assertThat(image.usedBy()).contains("installer");
            assertThat(image.waiver())
                    .contains(new ReleaseSpec.Waiver("its chart comes next", LocalDate.of(2027, 1, 31)));
        });
        assertThat(spec.charts()).singleElement().satisfies(chart -> {
            assertThat(chart.names().pushName()).isEqualTo("hexr-runtime");
            assertThat(chart.path()).isEqualTo("charts/hexr-runtime");
            assertThat(chart.profiles()).isEqualTo("profiles");
        });
        assertThat(spec.files().getFirst().platform()).contains(Platform.LINUX_AMD64);
        assertThat(spec.expires()).containsEntry("vex", "2027-05-01");
        assertThat(spec.dataDates()).containsEntry("cve-database", "2026-11-20");
        assertThat(spec.planned()).containsExactly("gateway");
    }

    @Test
    void assumesOnlyWhatIsSafeToAssume() {
        ReleaseSpec spec = parse(HEAD + FILE);

        assertThat(spec.files().getFirst().names().pushName()).isEqualTo("notes");
        assertThat(spec.files().getFirst().platform()).isEmpty();
        assertThat(spec.images()).isEmpty();
        assertThat(spec.minimumReader()).isEqualTo(FormatVersion.FIRST_READER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{reason: soon}",
                "{until: \"2027-01-31\"}",
                "{reason: \" \", until: \"2027-01-31\"}",
                "{reason: soon, until: \"2027-01-31\", by: me}",
                "{reason: soon, until: \"2027-02-30\"}",
                "{reason: soon, until: later}",
            })
    void refusesAWaiverWithoutReasonOrEnd(String waiver) {
        assertRefused(
                HEAD + "images: [{name: a, layout: x, reference: y, tags: [\"1\"], groups: [core], waiver: " + waiver
                        + "}]\n",
                "waiver");
    }

    @Test
    void refusesTextThatYamlTakesForSomethingElse() {
        assertRefused(
                "release: hexr\nversion: 1.10\nsequence: 3\n" + FILE, "version is no text to YAML; put it in quotes");
        assertRefused(HEAD + FILE.replace("\"1.0\"", "1.0"), "tags is no text to YAML");
        assertRefused(HEAD + FILE + "expires: {vex: 2027-05-01}", "expires is no text to YAML");
        assertRefused(HEAD + FILE.replace("notes.txt", "no"), "path is no text to YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "3.0", "-1", "0", "99999999999999999999", "9007199254740993", "[3]", "", "true"})
    void refusesASequenceThatIsNoWholeNumberInRange(String sequence) {
        assertRefused("release: hexr\nversion: \"0.8\"\nsequence: " + sequence + "\n" + FILE, "sequence");
    }

    @Test
    void refusesUnknownRepeatedAndEmptyFields() {
        assertRefused(HEAD + FILE + "colour: blue\n", "unknown field: \"colour\"");
        assertRefused(HEAD + FILE.replace("path", "paht"), "release.yaml: notes: path is missing");
        assertRefused(HEAD + FILE.replace("tags", "mode: \"644\", tags"), "unknown field: \"mode\"");
        assertRefused(HEAD + FILE + "release: other\n", "duplicate key");
        assertRefused(HEAD + FILE + "planned:\n", "planned is empty");
        assertRefused(HEAD + FILE + "1: one\n", "unknown field: \"1\"");
    }

    @Test
    void refusesAnchorsAliasesMergesAndTags() {
        assertRefused(HEAD + FILE + "planned: &p [a]\n", "anchor or alias in line 5");
        assertRefused(HEAD + "planned: [&a x, *a]\n" + FILE, "anchor or alias in line 4");
        assertRefused(HEAD + FILE + "planned: !!java.net.URL [\"http://localhost/\"]\n", "has a tag in line 5");
        assertRefused("release: !!str hexr\nversion: \"0.8\"\nsequence: 3\n" + FILE, "has a tag in line 1");
    }

    @Test
    void refusesBombsBeforeTheyGoOff() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertRefused(laughs.toString(), "anchor or alias in line 1");
        assertRefused("release: " + "[".repeat(1_000_000), "nested deeper than 8");
        assertRefused("planned: [" + "a,".repeat(400_000) + "a]\n" + HEAD + FILE, "planned is not a list of at most");
        assertRefused("#".repeat(Caps.DOCUMENT_BYTES + 1), "at most " + Caps.DOCUMENT_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hexr", "[a, b]", "a: b: c", "{", "--- a\n--- b", "\t- x", "\u0000"})
    void refusesWhatIsNoSpec(String yaml) {
        assertRefused(yaml, "release.yaml");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> ReleaseSpec.parse("release.yaml", new byte[] {'a', ':', ' ', (byte) 0xff}))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void refusesWhatItsContentsWouldBeRefusedFor() {
        assertRefused(HEAD.replace("hexr", "Hexr") + FILE, "release is not a name");
        assertRefused(HEAD.replace("0.8", "0 8") + FILE, "the version is not one");
        assertRefused("minimumReader: eight\n" + HEAD + FILE, "minimum reader");
        assertRefused(HEAD, "names nothing to deliver");
        assertRefused(HEAD + FILE.replace("\"1.0\"", ""), "has 0 tags");
        assertRefused(HEAD + FILE.replace("\"1.0\"", "latest"), "latest is never pushed");
        assertRefused(HEAD + FILE.replace("[docs]", "[Docs]"), "the group");
        assertRefused(HEAD + FILE.replace("name: notes", "name: ../notes"), "the name is not a name");
        assertRefused(HEAD + FILE.replace("tags", "platform: linux, tags"), "platform");
        assertRefused(HEAD + FILE.replace("tags", "licence: \"\", tags"), "printable characters");
        assertRefused(HEAD + FILE + "expires: {vex: \"soon\"}\n", "not a date");
        assertRefused(HEAD + FILE + "planned: [a, a]\n", "there twice");
        for (String path : List.of("/etc/passwd", "\"\"", "\"a\\0b\"")) {
            assertRefused(HEAD + FILE.replace("notes.txt", path), "not a path relative to the document");
        }
    }

    private static String image(String place) {
        return HEAD + "images: [{name: a, " + place + ", tags: [\"1\"], groups: [core]}]\n";
    }

    @Test
    void anImageComesFromALayoutARecipeOrUpstream() {
        assertThat(parse(image("recipe: third-party/opa")).images().getFirst().place())
                .isEqualTo(new ReleaseSpec.Recipe("third-party/opa"));
        assertThat(parse(image("upstream: \"docker.io/library/redis:8\""))
                        .images()
                        .getFirst()
                        .place())
                .isInstanceOfSatisfying(
                        ReleaseSpec.Upstream.class,
                        upstream -> assertThat(upstream.reference()).hasToString("docker.io/library/redis:8"));
        assertThat(parse(image("layout: images, reference: a")).images().getFirst())
                .satisfies(image -> {
                    assertThat(image.place()).isEqualTo(new ReleaseSpec.Layout("images", "a"));
                    assertThat(image.platform()).isEqualTo(Platform.LINUX_AMD64);
                    assertThat(image.names().pushName()).isEqualTo("a");
                });
        assertRefused(image("upstream: \"UPPER case\""), "release.yaml: a: upstream: ");
        assertRefused(image("recipe: a, layout: b"), "unknown field: \"layout\"");
        assertRefused(image("recipe: a, tags: []"), "duplicate key");
    }

    @Test
    void modelsAndWheelsAreContentOnTerms() {
        String model = "models: [{name: m, path: models/m, tags: [\"1\"], groups: [llm], licence: MIT}]\n";
        String wheels = "wheels: [{name: w, path: wheels, tags: [\"1\"], groups: [sdk]}]\n";
        ReleaseSpec spec = parse(HEAD + model + wheels);
        assertThat(spec.models()).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("models/m");
            assertThat(one.names().licence()).contains("MIT");
            assertThat(one.platform()).isEmpty();
        });
        assertThat(spec.wheels())
                .singleElement()
                .satisfies(one -> assertThat(one.path()).isEqualTo("wheels"));
        assertThat(parse(HEAD + wheels).wheels()).hasSize(1);
        assertRefused(HEAD + model.replace(", licence: MIT", ""), "release.yaml: m: licence is missing");
        assertRefused(HEAD + model.replace("licence", "platform: linux/amd64, licence"), "unknown field: \"platform\"");
        assertRefused(HEAD + model.replace("[llm]", "[]"), "is in 0 groups");
        assertRefused(HEAD + wheels.replace("[sdk]", "[]"), "is in 0 groups");
        assertRefused(HEAD + wheels.replace("tags", "reference: x, tags"), "unknown field: \"reference\"");
    }

    @Test
    void imagesAndChartsAreJudgedLikeFiles() {
        assertRefused(image("recipe: a, colour: blue"), "unknown field: \"colour\"");
        assertRefused(image("recipe: a, pushName: /a"), "release.yaml: a: ");
        assertRefused(image("recipe: a, loadTags: [a/b]"), "release.yaml: a: ");
        String chart =
                HEAD + "charts: [{name: c, path: charts/c, profiles: profiles, tags: [\"1\"], groups: [core]}]\n";
        assertThat(parse(chart).charts()).hasSize(1);
        assertRefused(chart.replace("tags", "platform: linux/amd64, tags"), "unknown field: \"platform\"");
        assertRefused(chart.replace("[core]", "[]"), "is in 0 groups");
        assertRefused(chart.replace("profiles: profiles, ", ""), "profiles is missing");
    }

    @Test
    void listsAndNumbersGoUpToTheirLimits() {
        String planned = java.util.stream.IntStream.range(0, Caps.NOTES)
                .mapToObj(number -> "p" + number)
                .collect(java.util.stream.Collectors.joining(", ", "planned: [", "]\n"));
        assertThat(parse(HEAD + FILE + planned).planned()).hasSize(Caps.NOTES);
        assertRefused(
                HEAD + FILE + planned.replace("]", ", one-more]"),
                "planned has " + (Caps.NOTES + 1) + " entries, at most");
        assertRefused(HEAD + FILE + "planned: [Gateway]\n", "planned is not a name");
        assertRefused(HEAD + FILE + "dataDates: {\"CVE database\": \"2026-11-20\"}\n", "dataDates is not a name");
        assertRefused(HEAD + FILE + "dataDates: {cve: \"20 November\"}\n", "dataDates cve is not a date");
        assertThat(parse(HEAD.replace("3", "9007199254740991") + FILE).sequence())
                .isEqualTo((1L << 53) - 1);
        assertThat(parse(HEAD.replace("sequence: 3", "sequence: 1") + FILE).sequence())
                .isEqualTo(1);
    }
}
