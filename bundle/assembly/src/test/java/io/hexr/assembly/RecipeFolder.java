package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A release of two images whose recipes need nothing from elsewhere: one stands on the other. */
class RecipeFolder {
    static final String RECIPE = """
            name: tool
            version: "1.0"
            tier: ci
            base: ../ground
            title: Tool
            description: A tool
            licence: Apache-2.0
            homepage: https://example.invalid
            why: it is small
            files: [{from: rootfs, to: /opt}]
            links: {/opt/link: tool}
            folders: {/opt/data: "0755"}
            entrypoint: [/opt/tool]
            smoke: [{arguments: [version], expect: "1.0"}]
            """;

    @TempDir
    Path folder;

    final List<String> said = new ArrayList<>();

    @BeforeEach
    void furnish() {
        file(
                "ground/recipe.yaml",
                RECIPE.replace("name: tool", "name: ground")
                        .replace("base: ../ground\n", "")
                        .replace("tier: ci", "tier: base")
                        .replace("links: {/opt/link: tool}\n", "")
                        .replace("to: /opt}", "to: /etc}"));
        file("ground/rootfs/passwd", "nonroot:x:65532:65532::/:/sbin/nologin\n");
        file("tool/recipe.yaml", RECIPE);
        file("tool/rootfs/tool", "#!/opt/other\n");
        file("sources.lock", "# nothing from elsewhere\n");
        file("release.yaml", """
                release: hexr
                version: 0.8.0
                sequence: 1
                images:
                  - {name: tool, recipe: tool, tags: ["1.0"], groups: [core]}
                  - {name: ground, recipe: ground, tags: ["1.0"], groups: [core]}
                """);
    }

    void file(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Workbench bench(Tier tier, Workbench.Reuse reuse, String... only) {
        return new Workbench(
                folder.resolve("cache"),
                folder.resolve("jdk"),
                tier,
                Set.of(only),
                2,
                Workbench.Drift.REFUSED,
                reuse,
                said::add,
                () -> {});
    }

    Workbench drifting(Workbench.Reuse reuse) {
        return new Workbench(
                folder.resolve("cache"),
                folder.resolve("jdk"),
                Tier.FULL,
                Set.of(),
                2,
                Workbench.Drift.TAKEN_AND_SAID,
                reuse,
                said::add,
                () -> {});
    }

    ReleaseBuilder.Built build(String to, Workbench bench) {
        return ReleaseBuilder.build(folder.resolve("release.yaml"), folder.resolve(to), bench, Workshop.CHARTS);
    }

    ReleaseBuilder.Built build() {
        return build("release", bench(Tier.FULL, Workbench.Reuse.CACHED));
    }

    void assertRefused(String saying) {
        assertThatThrownBy(this::build).isInstanceOf(AssemblyException.class).hasMessageContaining(saying);
        assertThat(folder.resolve("release").resolve(ReleaseBuilder.LOCK)).doesNotExist();
    }
}
