package io.hexr.airgaptests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page says is what is done: nothing is skipped, nothing is added. */
final class GuideTest {
    private static final Path PAGE_FILE = Script.FOLDER.resolve("../docs/guides/air-gap.md");
    private static final Guide PAGE = Guide.read(PAGE_FILE);

    @Test
    void blocksSayWhereAndLinesGoOn() {
        Guide guide = Guide.parse(List.of(
                "text",
                "```sh here",
                "one \\",
                "two",
                "three",
                "```",
                "```",
                "read",
                "```",
                "```yaml f.yaml",
                "a: 1",
                "```"));
        assertThat(guide.blocks())
                .containsExactly(
                        new Guide.Block("sh", "here", List.of("one \\", "two", "three")),
                        new Guide.Block("yaml", "f.yaml", List.of("a: 1")));
        assertThat(guide.blocks().getFirst().commands()).containsExactly("one  two", "three");
    }

    @Test
    void everyCommandOfThePageIsRunSomewhere() throws IOException {
        assertThat(Files.readAllLines(PAGE_FILE).stream()
                        .filter(line -> line.startsWith("```sh"))
                        .distinct())
                .containsExactlyInAnyOrder("```sh connected", "```sh bastion", "```sh helm", "```sh install");
    }

    /** Lines that others have in their hands already. */
    @Test
    void theFourStepsStandInItAsTheyAreKnown() {
        List<String> commands = PAGE.blocks().stream()
                .filter(Guide.Block::isTyped)
                .flatMap(block -> block.commands().stream())
                .toList();
        assertThat(commands)
                .contains(
                        "hexr bundle download --version 0.8.0 --output hexr-bundle.tar.gz",
                        "helm install hexr-runtime ./hexr-runtime -n hexr-system -f values-airgapped.yaml --timeout 10m")
                .anyMatch(line -> line.startsWith(
                        "hexr bundle push --file hexr-bundle.tar.gz --registry registry.internal.example.com/hexr"));
        assertThat(PAGE.blocks())
                .contains(new Guide.Block(
                        "yaml",
                        "values-airgapped.yaml",
                        List.of(
                                "global:",
                                "  registry: registry.internal.example.com/hexr",
                                "  trustDomain: classified.internal",
                                "spire:",
                                "  oidc:",
                                "    enabled: false")));
    }
}
