package io.hexr.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hexr.format.BundleException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs are built from the pinned modules by the pinned toolchains, or not at all. The real compilers are asked; nothing is fetched. */
final class GoBuildTest extends RecipeFolder {
    private static final String SUM = "h1:" + "A".repeat(43) + "=";

    private static final String OTHER = "go1.0 sha256:" + "0".repeat(64);

    private String toolchain = "";

    @BeforeEach
    void furnishWrapper() {
        assumeTrue(onPath("go"), "NOT RUN: go: no toolchain on the PATH");
        toolchain = String.join(" ", GoToolchain.identity(folder, bench(Tier.FULL, Workbench.Reuse.CACHED), "a test"));
        file("wrap/go.mod", "module example.org/wrap\n\ngo 1.26\n\nrequire example.org/server v1.0.0\n");
        file("wrap/go.sum", "example.org/server v1.0.0 " + SUM + "\n");
        lock("example.org/server v1.0.0 " + SUM, toolchain);
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(java.io.File.pathSeparator)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private void lock(String module, String go) {
        file("sources.lock", "go " + module + "\ntoolchain go " + go + "\n");
    }

    private void build(String version) {
        Recipe.GoProgram program = new Recipe.GoProgram(
                folder.resolve("wrap"),
                "example.org/server/cmd",
                java.util.Optional.empty(),
                false,
                List.of(),
                "/usr/bin/server");
        try {
            Path work = Files.createDirectories(folder.resolve("work"));
            SourcesLock lock = SourcesLock.read(folder.resolve("sources.lock"));
            new GoBuild(program, version, lock, bench(Tier.FULL, Workbench.Reuse.CACHED), work)
                    .build(new FileTree("server"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertChanged(String version, String saying) {
        assertThatThrownBy(() -> build(version))
                .isInstanceOf(AssemblyException.SourceChanged.class)
                .hasMessageContaining(saying);
    }

    @Test
    void refusesAnotherCompiler() {
        lock("example.org/server v1.0.0 " + SUM, OTHER);
        assertChanged("1.0.0", "the Go toolchain is " + toolchain + ", pinned is " + OTHER);
        // the same version with another standard library, or another compiler
        lock("example.org/server v1.0.0 " + SUM, toolchain.replaceFirst("sha256:.*", OTHER.replaceFirst(".* ", "")));
        assertChanged("1.0.0", "the Go toolchain is " + toolchain + ", pinned is ");
    }

    @Test
    void refusesAWrapperThatPinsAnotherVersionOrOtherBytes() {
        lock("example.org/server v1.0 " + SUM, toolchain);
        assertChanged("1.0", "another version in");
        lock("example.org/server v1.0.0 h1:" + "B".repeat(43) + "=", toolchain);
        assertChanged("1.0.0", "another sum beside");
        lock("example.org/server v1.0.0 " + SUM, toolchain);
        assertChanged("1.0.1", "is v1.0.1 in the recipe");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replace example.org/server => example.org/fork v1.0.0 | example.org/server: is replaced by example.org/fork",
                "replace (example.org/server v1.0.0 => example.org/server v1.1.0) | example.org/server: is replaced by",
                "replace example.org/other => ./other | example.org/other: is replaced by ./other",
                "replace example.org/other v1.0.0 => ../other | example.org/other: is replaced by ../other",
            })
    void refusesWhatIsCompiledUnderThePinnedName(String line, String saying) {
        String wrapper = "module example.org/wrap\n\ngo 1.26\n\nrequire example.org/server v1.0.0\n\n";
        file("wrap/go.mod", wrapper + line.strip().replace("(", "(\n\t").replace(")", "\n)") + "\n");
        assertThatThrownBy(() -> build("1.0.0"))
                .isInstanceOf(AssemblyException.SourceUnpinned.class)
                .hasMessageContaining("module " + saying.strip());
    }

    @Test
    void namesTheModuleThatGivesTheVersion() {
        file("wrap/go.mod", """
                module example.org/wrap
                require (
                \texample.org/server v1.0.0
                \texample.org/server/cmd v1.1.0 // indirect
                )
                """);
        Recipe.GoProgram program = new Recipe.GoProgram(
                folder.resolve("wrap"), "example.org/server/cmd/x", java.util.Optional.empty(), false, List.of(), "/x");
        assertThat(GoBuild.module(program)).isEqualTo("example.org/server/cmd");
    }

    @Test
    void countsEveryFileOfTheWrapper() {
        Recipe.GoProgram program = new Recipe.GoProgram(
                folder.resolve("wrap"), ".", java.util.Optional.of("example.org/server"), false, List.of(), "/x");
        String before = GoBuild.inputs(program);
        assertThat(GoBuild.inputs(program)).isEqualTo(before);
        for (String path : List.of("embedded.txt", "main.go", "part.s", "below/part.go")) {
            file("wrap/" + path, "x\n");
            String after = GoBuild.inputs(program);
            assertThat(after).as(path).isNotEqualTo(before);
            before = after;
        }
    }

    @Test
    void knowsTheCompilerOfC() throws IOException {
        assumeTrue(onPath("gcc"), "NOT RUN: gcc: no compiler on the PATH");
        Workbench bench = bench(Tier.FULL, Workbench.Reuse.CACHED);
        Path work = Files.createDirectories(folder.resolve("work"));

        List<String> identity = CCompiler.identity(work, bench);

        assertThat(identity).isEqualTo(CCompiler.identity(work, bench)).hasSize(2);
        assertThat(identity.getFirst()).matches("[0-9]+\\.[0-9.]+");
        assertThat(identity.getLast()).startsWith("sha256:");
    }

    @Test
    void takesAnotherToolchainOnlyWhereThatIsAskedFor() {
        Workbench strict = bench(Tier.FULL, Workbench.Reuse.CACHED);
        assertThatThrownBy(() -> strict.requireToolchain("the C compiler", List.of("12", "a"), List.of("12", "b")))
                .isInstanceOf(AssemblyException.SourceChanged.class)
                .hasMessage("the C compiler is 12 b, pinned is 12 a");
        strict.requireToolchain("the C compiler", List.of("12", "a"), List.of("12", "a"));
        assertThat(said).isEmpty();

        drifting(Workbench.Reuse.CACHED).requireToolchain("the C compiler", List.of("12", "a"), List.of("13", "b"));
        assertThat(Workbench.drift("the C compiler", List.of("12", "a"), List.of("13", "b")))
                .contains("the C compiler is 13 b, pinned is 12 a");
        assertThat(Workbench.drift("the C compiler", List.of("12", "a"), List.of("12", "a")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "go: [{package: a, to: /a, tag: x}] | unknown field",
                "'go: [{package: a, to: /a, cgo: ''true''}]' | cgo: true is neither 'yes' nor 'no'",
                "debian: [{package: a, takes: [x]}] | unknown field",
                "pypi: [{artifact: a, entry: a, to: /a, licence: MIT}] | does not name one version as NAME==VERSION",
                "pypi: [{artifact: a==latest, entry: a, to: /a, licence: MIT}] | does not name one version as",
                "'maven: [{artifact: ''a:b:LATEST'', entry: a, to: /a, licence: MIT}]' | does not name one version",
                "smokes: [] | unknown field",
            })
    void refusesARecipeThatFloatsOrHasAFieldThatNobodyReads(String line, String saying) {
        file("tool/recipe.yaml", RECIPE + line.strip() + "\n");
        assertThatThrownBy(this::build)
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining(saying.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 80 | a port needs either a path or words to send",
                "port: 80, path: /, send: x | a port needs either a path or words to send",
                "extra: x | unknown field",
            })
    void refusesASmokeCheckThatAsksNothing(String fields, String saying) {
        file("tool/recipe.yaml", RECIPE.replace("arguments: [version]", fields.strip()));
        assertThatThrownBy(this::build)
                .isInstanceOf(BundleException.Invalid.class)
                .hasMessageContaining(saying.strip());
    }
}
