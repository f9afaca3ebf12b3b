package io.hexr.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ValuesTest {
    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void mapsMergeAndTheRestReplaces() {
        Values values = Values.none()
                .under("one", Documents.read("one", "a: {b: 1, c: [1, 2]}\nd: x\n"))
                .under("two", Documents.read("two", "a: {c: [3]}\ne: {}\n"));
        assertThat(values.tree()).isEqualTo(json("{\"a\":{\"b\":1,\"c\":[3]},\"d\":\"x\",\"e\":{}}"));
        assertThat(values.origins())
                .containsEntry("a.b", "one")
                .containsEntry("a.c", "two")
                .containsEntry("e", "two");
    }

    @Test
    void aValueThatReplacesAMapTakesItsOriginsAway() {
        Values values = Values.none()
                .under("one", Documents.read("one", "a: {b: 1}\n"))
                .under("two", Documents.read("two", "a: 2\n"));
        assertThat(values.origins()).containsOnlyKeys("a").containsEntry("a", "two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1          | {\"a\":1}",
                "a.b=true     | {\"a\":{\"b\":true}}",
                "a.b=x=y      | {\"a\":{\"b\":\"x=y\"}}",
                "a={x,2}      | {\"a\":[\"x\",2]}",
                "a={}         | {\"a\":[]}",
                "a=           | {\"a\":\"\"}",
                "a=007        | {\"a\":\"007\"}",
            })
    void assignmentsAreWhatTheyLookLike(String assignment, String tree) {
        assertThat(Values.set(assignment)).isEqualTo(json(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=1", "a[0]=1", "a..b=1", ""})
    void whatIsNoAssignmentIsRefused(String assignment) {
        assertThatThrownBy(() -> Values.set(assignment)).isInstanceOf(HelmException.ValuesRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: 1\na: 2\n", "- 1\n", "a: !!java.net.URL [x]\n", "a: [\n", "a: 1\n---\nb: 2\n", "a: ._\n"})
    void documentsThatAreNoPlainValuesAreRefused(String yaml) {
        assertThatThrownBy(() -> Documents.read("values", yaml)).isInstanceOf(HelmException.DocumentInvalid.class);
    }

    @Test
    void aDateIsText() {
        assertThat(Documents.read("values", "a: 2026-01-02\n").path("a")).isEqualTo(json("\"2026-01-02\""));
    }

    @Test
    void aSchemaThatSaysMoreThanIsUnderstoodIsRefused() {
        assertThatThrownBy(() -> ValuesSchema.of("schema", json("{\"properties\":{\"a\":{\"oneOf\":[]}}}")))
                .isInstanceOf(HelmException.DocumentInvalid.class)
                .hasMessageContaining("oneOf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: p\nkind: profile\nsummary: s\nsurprise: 1\n",
                "name: q\nkind: profile\nsummary: s\n",
                "name: p\nkind: profile\n",
                "name: p\nkind: profile\nsummary: s\nrules: [no-such-rule]\n",
                "name: p\nkind: profile\nsummary: s\nforbids: [{key: a, rule: r, remedy: m}]\n",
            })
    void aProfileThatMachinesCannotReadIsRefused(String page, @org.junit.jupiter.api.io.TempDir java.nio.file.Path temp)
            throws java.io.IOException {
        java.nio.file.Path folder = java.nio.file.Files.createDirectories(temp.resolve("p"));
        java.nio.file.Files.writeString(folder.resolve("profile.yaml"), page);
        java.nio.file.Files.writeString(folder.resolve("values.yaml"), "{}");
        assertThatThrownBy(() -> Profile.read(folder)).isInstanceOf(HelmException.DocumentInvalid.class);
    }
}
