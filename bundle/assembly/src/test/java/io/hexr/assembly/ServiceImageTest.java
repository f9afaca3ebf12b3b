package io.hexr.assembly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hexr.oci.Descriptor;
import io.hexr.oci.Digest;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images of our own services: libraries below, our code above, nothing that the lock does not pin. */
final class ServiceImageTest {
    private static final String RECIPE = """
            name: own
            version: "1.0"
            tier: ci
            title: t
            description: d
            licence: Apache-2.0
            homepage: https://example.org
            why: w
            service:
              - jar: target/own.jar
                libraries: target/libraries
                licences: {org.example: MIT}
            entrypoint: [/opt/java/bin/java, -cp, "/app/own.jar:/app/libraries/*", Main]
            smoke: [{arguments: [help], expect: own}]
            """;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void furnish() throws IOException {
        file("own/recipe.yaml", RECIPE);
        file("own/target/own.jar", "our code\n");
        file("own/target/libraries/org/example/part/2.1/part-2.1.jar", "a library\n");
        file("own/target/libraries/org/example/part/maven-metadata-local.xml", "of the build host\n");
        lock("a library\n");
        file("release.yaml", """
                release: hexr
                version: 0.8.0
                sequence: 1
                images: [{name: own, recipe: own, tags: ["1.0"], groups: [core]}]
                """);
    }

    private void lock(String library) throws IOException {
        Digest digest = Digest.of(library.getBytes(StandardCharsets.UTF_8));
        file("sources.lock", "maven org.example:part:2.1 " + digest + "\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ReleaseBuilder.Built build(String to) {
        return ReleaseBuilder.build(
                folder.resolve("release.yaml"), folder.resolve(to), Workshop.bench(folder), Workshop.CHARTS);
    }

    private List<Descriptor> layers(String to) {
        Descriptor image = build(to).contents().artifacts().getFirst().content();
        return ((ImageManifest) LayoutStore.open(folder.resolve(to)).manifest(image)).layers();
    }

    @Test
    void theLibrariesLieInALayerThatStaysWhileOurCodeChanges() throws IOException {
        List<Descriptor> before = layers("before");
        assertThat(before).hasSize(2);
        file("own/target/own.jar", "our code, changed\n");
        List<Descriptor> after = layers("after");
        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(after.getLast()).isNotEqualTo(before.getLast());
        assertThat(layers("again")).isEqualTo(after);
    }

    @Test
    void theBillNamesOurCodeAndEachLibraryWithItsLicence() {
        build("release");
        ReleaseCheck.Checked checked = ReleaseCheck.check(folder.resolve("release"), () -> {});
        assertThat(checked.findings()).isEmpty();
        assertThat(checked.images()).singleElement().satisfies(image -> assertThat(image.parts())
                .isEqualTo(2));
    }

    @Test
    void aLibraryThatIsAnotherThanThePinnedOneIsRefused() throws IOException {
        lock("another library\n");
        assertThatThrownBy(() -> build("release"))
                .isInstanceOf(AssemblyException.SourceChanged.class)
                .hasMessageContaining("maven org.example:part:2.1");
        file("sources.lock", "# nothing\n");
        assertThatThrownBy(() -> build("release")).isInstanceOf(AssemblyException.SourceUnpinned.class);
    }

    @Test
    void aLibraryWithoutALicenceIsRefused() throws IOException {
        file("own/recipe.yaml", RECIPE.replace("org.example: MIT", "org.other: MIT"));
        assertThatThrownBy(() -> build("release")).hasMessageContaining("states no licence for org.example");
    }

    @Test
    void whatWasNotBuiltIsSaidWithTheCommandThatBuildsIt() throws IOException {
        Files.delete(folder.resolve("own/target/own.jar"));
        assertThatThrownBy(() -> build("release"))
                .isInstanceOf(AssemblyException.SourceMissing.class)
                .hasMessageContaining("mvn -Dquick -DskipTests -pl components/own -am package");
    }
}
