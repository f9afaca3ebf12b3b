package io.hexr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hexr.rules.Golden;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** The committed reference and man pages say what the commands are. */
final class ReferenceTest {
    private static final Path DOCS = Path.of("..", "..", "docs", "reference");

    @Test
    void theReferenceIsWhatTheParserKnows() {
        Golden.check(DOCS.resolve("commands.md"), ReferencePages.markdown());
    }

    @Test
    void eachCommandHasItsManPageAndNoPageIsLeftOver() throws IOException {
        Set<String> wanted = new TreeSet<>();
        ReferencePages.commands().forEach((name, command) -> {
            String page = name.replace(' ', '-') + ".1";
            wanted.add(page);
            Golden.check(DOCS.resolve("man").resolve(page), ReferencePages.man(command));
        });
        try (Stream<Path> pages = Files.list(DOCS.resolve("man"))) {
            assertThat(pages.map(page -> String.valueOf(page.getFileName())).collect(Collectors.toSet()))
                    .as("remove the page of a command that is gone")
                    .isEqualTo(wanted);
        }
    }

    @Test
    void manReadsThePagesWithoutWarnings() {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/groff")))
                .as("NOT RUN: groff: /usr/bin/groff is not here")
                .isTrue();
        try (Child child = Child.shell(
                Map.of(), "cat '" + DOCS.resolve("man").toAbsolutePath() + "'/*.1 | groff -man -ww -Tutf8 -P-c -z")) {
            assertThat(child.exit()).isZero();
            assertThat(child.err().text()).isEmpty();
        }
    }
}
