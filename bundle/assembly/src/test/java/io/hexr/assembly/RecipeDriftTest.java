package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.hexr.oci.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Images made of another than the pinned: found again only by what they were made of, never without a word, never passed on. The JDK here is a script. */
final class RecipeDriftTest extends RecipeFolder {
    private static final String PINNED = "25+1 " + Digest.of(new byte[0]);

    @BeforeEach
    void furnishJdk() throws IOException {
        file("jdk/release", "JAVA_RUNTIME_VERSION=\"25+1\"\n");
        file("jdk/lib/modules", "first");
        file("jdk/bin/jlink", """
                #!/bin/sh
                for word; do out=$word; done
                mkdir "$out"
                cp "$(dirname "$0")/../lib/modules" "$out/modules"
                """);
        Files.setPosixFilePermissions(folder.resolve("jdk/bin/jlink"), PosixFilePermissions.fromString("rwxr-xr-x"));
        file("ground/recipe.yaml", Files.readString(folder.resolve("ground/recipe.yaml")) + """
                java: [{modules: [java.base], to: /jdk}]
                """);
        file("sources.lock", "toolchain jdk " + PINNED + "\n");
    }

    private String drift() {
        Path modules = folder.resolve("jdk/lib/modules");
        return "the JDK is 25+1 " + SourceStore.digest(modules) + ", pinned is " + PINNED;
    }

    @Test
    void findsADriftedImageOnlyByWhatItWasMadeOf() {
        byte[] first = build("a", drifting(Workbench.Reuse.CACHED)).lock().bytes();
        assertThat(said).contains("drift: " + drift() + "; taken").anyMatch(line -> line.startsWith("building ground"));

        said.clear();
        build("b", drifting(Workbench.Reuse.CACHED));
        assertThat(said)
                .as("kept, and said all the same")
                .contains("drift: " + drift() + "; taken")
                .noneMatch(line -> line.startsWith("building"));

        file("jdk/lib/modules", "second");
        for (Workbench.Reuse reuse : List.of(Workbench.Reuse.CACHED, Workbench.Reuse.NEVER)) {
            said.clear();
            assertThat(build("c" + reuse, drifting(reuse)).lock().bytes()).isNotEqualTo(first);
            assertThat(said).contains("drift: " + drift() + "; taken").anyMatch(line -> line.startsWith("building"));
        }
        assertRefused("the JDK is 25+1");
    }

    @Test
    void saysDriftInWhatIsPassedOnWithTheImageAndItsHeirs() {
        build("drifted", drifting(Workbench.Reuse.CACHED));
        String fact = "was built with drift: " + drift();
        assertThat(ReleaseCheck.check(folder.resolve("drifted"), () -> {}).findings())
                .extracting(ReleaseCheck.Finding::fact)
                .filteredOn(fact::equals)
                .as("of the image with the JDK and of the one that stands on it")
                .hasSize(2);

        file("sources.lock", "toolchain jdk 25+1 " + SourceStore.digest(folder.resolve("jdk/lib/modules")) + "\n");
        build();
        assertThat(ReleaseCheck.check(folder.resolve("release"), () -> {}).findings())
                .extracting(ReleaseCheck.Finding::fact)
                .noneMatch(line -> line.contains("drift"));
    }

    @Test
    void findsAnImageThatWasMadeAsPinnedWhereDriftMayBeTaken() {
        file("sources.lock", "toolchain jdk 25+1 " + SourceStore.digest(folder.resolve("jdk/lib/modules")) + "\n");
        byte[] pinned = build().lock().bytes();
        said.clear();
        assertThat(build("again", drifting(Workbench.Reuse.CACHED)).lock().bytes())
                .isEqualTo(pinned);
        assertThat(said).noneMatch(line -> line.startsWith("building"));
    }

    @Test
    void namesTheCompilers() {
        file(
                "sources.lock",
                "toolchain gcc 12.2.0 " + Digest.of(new byte[0]) + "\ntoolchain go go1.26.8 " + Digest.of(new byte[0])
                        + "\n");
        file("tool/recipe.yaml", RECIPE + "go: [{package: a, to: /a, cgo: 'yes'}]\n");
        Offered offered = Offered.of(
                Recipe.read(folder.resolve("tool")),
                SourcesLock.read(folder.resolve("sources.lock")),
                bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(offered.tools().parts())
                .extracting(Bill.Part::purl)
                .containsExactlyInAnyOrder("pkg:generic/gcc@12.2.0", "pkg:generic/go@go1.26.8");
        assertThat(offered.drift()).isEmpty();
    }
}
