package io.hexr.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of {@link SourceRules} against the sources of the module the build stands in. */
public final class SourceRulesTest {
    @TestFactory
    Stream<DynamicTest> theModulesSourcesStaySmallAndExplained() {
        return Stream.of(Path.of("src", "main", "java"), Path.of("src", "test", "java"))
                .filter(Files::isDirectory)
                .map(tree -> DynamicTest.dynamicTest(tree.toString(), () -> check(tree)));
    }

    private static void check(Path tree) {
        List<String> violations = SourceRules.violations(tree);
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("\n", violations));
        }
    }
}
