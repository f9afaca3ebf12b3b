package io.hexr.format;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ReleaseSpecTest {
    static final String SPEC = """
            release: hexr
            version: "0.10"
            sequence: 12
            images:
              - name: auto-registrar
                layout: images/auto-registrar
                reference: v0.2.2
                platform: linux/amd64
                tags: [v0.2.2]
                loadTags: [latest]
                groups: [core]
                licence: Apache-2.0
            files:
              - name: policies
                path: policies
                tags: ["1"]
                groups: [core]
            planned: [agent-operator]
            dataDates:
              cve-database: "2026-11-20"
            """;

    private static ReleaseSpec parse(String text) {
        return ReleaseSpec.parse("release.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatPeopleWrite() {
        ReleaseSpec spec = parse(SPEC);
        assertThat(spec.version()).isEqualTo("0.10");
        assertThat(spec.sequence()).isEqualTo(12);
        assertThat(spec.images().getFirst().names().pushName()).isEqualTo("auto-registrar");
        assertThat(spec.files().getFirst().path()).isEqualTo("policies");
        assertThat(spec.planned()).containsExactly("agent-operator");
    }

    /** YAML would make of it 0.1, another version. */
    @Test
    void refusesAVersionThatYamlReadsAsANumber() {
        assertThatThrownBy(() -> parse(SPEC.replace("\"0.10\"", "0.10")))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining("version");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sequence: 12      | sequence: many    | whole number
            sequence: 12      | sequence: 1.5     | whole number
            licence:          | license:          | license
            name: policies    | title: policies   | name is missing
            linux/amd64       | linux             | platform
            """)
    void refuses(String from, String to, String says) {
        assertThatThrownBy(() -> parse(SPEC.replace(from, to)))
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining(says);
    }

    @Test
    void refusesAKeyTwiceABombAndForeignTypes() {
        assertThatThrownBy(() -> parse(SPEC + "release: other\n")).isInstanceOf(BundleException.Invalid.class);
        assertThatThrownBy(() -> parse("a: " + "[".repeat(5000))).isInstanceOf(BundleException.Invalid.class);
        assertThatThrownBy(() -> parse("!!java.net.URL [\"http://x\"]")).isInstanceOf(BundleException.Invalid.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(BundleException.Invalid.class);
    }
}
