package io.hexr.rules;

import java.nio.file.Files;
import java.nio.file.Path;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of {@link ClassRules} against the classes of the module the build stands in. */
public final class ArchitectureRulesTest {
    @TestFactory
    java.util.stream.Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        Path classes = Path.of("target", "classes");
        if (!Files.isDirectory(classes)) {
            throw new AssertionError("no compiled classes at " + classes.toAbsolutePath() + ": run the build first");
        }
        JavaClasses module = new ClassFileImporter().importPath(classes);
        return ClassRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> check(rule, module)));
    }

    private static void check(ArchRule rule, JavaClasses module) {
        rule.allowEmptyShould(true).check(module);
    }
}
