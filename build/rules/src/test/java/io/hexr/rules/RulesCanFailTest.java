package io.hexr.rules;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** One broken class per rule: a rule that lets its own breach pass is fiction. */
class RulesCanFailTest {
    @TempDir
    Path folder;

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach("one flat package", "package io.hexr.oci.deep; class A {}"),
                breach(
                        "only the modules the house allows",
                        "package io.hexr.oci; class A { io.hexr.cli.B b; }",
                        "package io.hexr.cli; public class B {}"),
                breach(
                        "only the modules the house allows",
                        "package io.hexr.vault; class A { io.hexr.oci.B b; }",
                        "package io.hexr.oci; public class B {}"),
                breach(
                        "its one importer",
                        "package io.hexr.oci; class A { org.bouncycastle.X x; }",
                        "package org.bouncycastle; public class X {}"),
                breach(
                        "its one importer",
                        "package io.hexr.install; class A { io.fabric8.kubernetes.X x; }",
                        "package io.fabric8.kubernetes; public class X {}"),
                breach("open connections", "package io.hexr.format; class A { Object s = new java.net.Socket(); }"),
                breach(
                        "open connections",
                        "package io.hexr.format; class A { Object s(java.net.URL u) throws Exception { return u.openStream(); } }"),
                breach(
                        "open connections",
                        "package io.hexr.signing; class A { Object s = java.net.http.HttpClient.newHttpClient(); }"),
                breach(
                        "print, read the environment",
                        "package io.hexr.oci; class A { void a() { System.out.print(1); } }"),
                breach("print, read the environment", "package io.hexr.oci; class A { void a() { System.exit(1); } }"),
                breach(
                        "print, read the environment",
                        "package io.hexr.oci; class A { String a = System.getenv(\"X\"); }"),
                breach(
                        "Java serialization",
                        "package io.hexr.oci; class A { Object a(java.io.ObjectInputStream i) throws Exception { return i.readObject(); } }"),
                breach("filler words", "package io.hexr.oci; class BlobManager {}"),
                breach("no boolean", "package io.hexr.oci; public class A { public void a(boolean verify) {} }"),
                breach("unchecked", "package io.hexr.oci; class A { static final class Odd extends Exception {} }"),
                breach("unchecked", "package io.hexr.oci; class Odd extends RuntimeException {}"));
    }

    private static Arguments breach(String rule, String... sources) {
        return Arguments.of(rule, List.of(sources));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaches")
    void refusesTheBreach(String named, List<String> sources) throws IOException {
        JavaClasses classes = compiled(sources);
        List<ArchRule> rules = ClassRules.all().stream()
                .filter(rule -> rule.getDescription().contains(named))
                .toList();
        assertThat(rules).as("rules whose description says: " + named).hasSize(1);
        assertThat(rules.getFirst().evaluate(classes).hasViolation()).isTrue();
    }

    @Test
    void passesAHarmlessClass() throws IOException {
        JavaClasses classes = compiled(List.of(
                "package io.hexr.format; class A { io.hexr.oci.B b; }", "package io.hexr.oci; public class B {}"));
        for (ArchRule rule : ClassRules.all()) {
            assertThat(rule.allowEmptyShould(true)
                            .evaluate(classes)
                            .getFailureReport()
                            .getDetails())
                    .isEmpty();
        }
    }

    @Test
    void refusesALongFileALongMethodManyParametersAndASilentPackage() throws IOException {
        Path tree = folder.resolve("src/main/java");
        Path source = tree.resolve("io/hexr/odd/Odd.java");
        Files.createDirectories(Objects.requireNonNull(source.getParent()));
        Files.writeString(
                source,
                "package io.hexr.odd;\nclass Odd {\n  void six(int a, int b, int c, int d, int e, int f) {}\n  void tall() {"
                        + "\n".repeat(SourceRules.METHOD_LINES)
                        + "}\n"
                        + "\n".repeat(SourceRules.FILE_LINES)
                        + "}\n");
        assertThat(SourceRules.violations(tree))
                .anyMatch(line -> line.contains("six takes 6 parameters"))
                .anyMatch(line -> line.contains("tall has 61 lines"))
                .anyMatch(line -> line.matches(".*Odd.java: 46\\d lines, at most 400"))
                .anyMatch(line -> line.contains("package-info.java"))
                .hasSize(4);
    }

    private JavaClasses compiled(List<String> sources) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        Path out = folder.resolve("classes");
        boolean done = compiler.getTask(
                        null,
                        null,
                        null,
                        List.of("-d", out.toString(), "-proc:none"),
                        null,
                        sources.stream().map(Source::new).toList())
                .call();
        assertThat(done).as("the breach itself compiles").isTrue();
        return new ClassFileImporter().importPath(out);
    }

    private static final class Source extends javax.tools.SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            String[] words = text.replaceAll(".*?(class) ", "").split("[ {]", 2);
            return text.replaceAll("package ([a-z.0-9]+);.*", "$1").replace('.', '/') + "/" + words[0];
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
