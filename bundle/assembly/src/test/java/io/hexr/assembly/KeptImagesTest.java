package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.hexr.format.Artifact;
import io.hexr.oci.Descriptor;
import io.hexr.oci.LayoutStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images that an earlier build left in the cache: used when whole, made anew when not, and a judge of what is made anew. */
final class KeptImagesTest extends RecipeFolder {
    private Path kept(String name) throws IOException {
        try (Stream<Path> images = Files.list(folder.resolve("cache/images"))) {
            return images.filter(image -> LayoutStore.open(image).tags().containsKey(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String key(Path image) {
        return String.valueOf(image.getFileName());
    }

    private static Descriptor manifest(Path image) {
        return Objects.requireNonNull(LayoutStore.open(image).tags().get("tool"));
    }

    private static List<Path> files(Path image) throws IOException {
        try (Stream<Path> walk = Files.walk(image)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> Files.exists(file) && !file.toString().contains(".hexr"))
                    .sorted()
                    .toList();
        }
    }

    /** A program that nobody compiled here before, and what stands on it. */
    @Test
    void leavesOutWhatWouldHaveToBeCompiledWhereThatIsAskedFor() throws IOException {
        file("lib/go.mod", "module example.org/wrap\n");
        file("lib/recipe.yaml", RECIPE.replace("name: tool", "name: lib") + """
                go: [{package: example.org/server, to: /usr/bin/server}]
                """);
        file("tool/recipe.yaml", RECIPE.replace("../ground", "../lib"));
        file("sources.lock", "toolchain go go1.0 sha256:" + "0".repeat(64) + "\n");
        Path spec = folder.resolve("release.yaml");
        Files.writeString(
                spec,
                Files.readString(spec)
                        + "  - {name: alone, recipe: alone, tags: [\"1.0\"], groups: [core]}\n"
                        + "  - {name: lib, recipe: lib, tags: [\"1.0\"], groups: [core]}\n");
        file("alone/recipe.yaml", RECIPE.replace("name: tool", "name: alone"));
        file("alone/rootfs/tool", "alone\n");
        file("lib/rootfs/lib", "lib\n");

        ReleaseBuilder.Built built = build("release", bench(Tier.FULL, Workbench.Reuse.WITHOUT_COMPILING));

        assertThat(built.lock().artifacts()).extracting(Artifact::name).containsExactlyInAnyOrder("ground", "alone");
        assertThat(built.contents().planned()).containsExactly("lib", "tool");
        assertThat(said).contains("lib is left out: it would have to be compiled, and is not kept");
        assertThat(said).anyMatch(sentence -> sentence.startsWith("tool is left out"));
    }

    @ParameterizedTest
    @EnumSource(Workbench.Reuse.class)
    void makesAnewWhateverFileIsDamaged(Workbench.Reuse reuse) throws IOException {
        byte[] lock = build().lock().bytes();
        List<Path> files = files(kept("tool"));
        assertThat(files).hasSizeGreaterThan(8);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            said.clear();

            ReleaseBuilder.Built again = build("again", bench(Tier.FULL, reuse));

            assertThat(again.lock().bytes()).as("after damage to " + file).isEqualTo(lock);
            if (!file.endsWith("index.json")) { // which may say of itself what nobody reads
                assertThat(said)
                        .as("after damage to " + file)
                        .anyMatch(sentence -> sentence.startsWith("the kept image of tool is made anew"));
            }
        }
        said.clear();
        build("again", bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(said).noneMatch(sentence -> sentence.startsWith("building"));
    }

    @Test
    void makesAnewWhatLacksAFile() throws IOException {
        byte[] lock = build().lock().bytes();
        for (Path file : files(kept("tool"))) {
            Files.delete(file);
            assertThat(build("again", bench(Tier.FULL, Workbench.Reuse.CACHED))
                            .lock()
                            .bytes())
                    .as("without " + file)
                    .isEqualTo(lock);
        }
    }

    @Test
    void makesAnewWhereAnotherWholeImageLies() throws IOException {
        byte[] lock = build().lock().bytes();
        Path place = kept("tool");
        Path aside = Files.move(place, folder.resolve("aside"));
        file("tool/rootfs/tool", "another\n");
        build("changed", bench(Tier.FULL, Workbench.Reuse.CACHED));
        file("tool/rootfs/tool", "#!/opt/other\n");
        Path other = kept("tool");

        Files.move(aside, place);
        for (Path file : files(other)) {
            Path to = place.resolve(other.relativize(file));
            if (!file.endsWith("bill")) {
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(manifest(place)).as("what the index names").isEqualTo(manifest(other));
        assertMadeAnew(lock);

        WorkFolder.remove(place);
        Files.move(other, place);
        assertMadeAnew(lock);
    }

    private void assertMadeAnew(byte[] lock) {
        said.clear();
        assertThat(build("again", bench(Tier.FULL, Workbench.Reuse.CACHED))
                        .lock()
                        .bytes())
                .isEqualTo(lock);
        assertThat(said).anyMatch(sentence -> sentence.startsWith("the kept image of tool is made anew"));
    }

    @Test
    void refusesAnImageThatCameOutDifferently() throws IOException {
        build();
        Path place = kept("tool");
        file("tool/rootfs/tool", "another\n");
        build("changed", bench(Tier.FULL, Workbench.Reuse.CACHED));
        WorkFolder.remove(place);
        Path other = kept("tool");
        Descriptor manifest = manifest(other);
        Bill bill = Bill.read(other.resolve("bill"), ImageBuilder.binding(key(other), manifest));
        Files.write(other.resolve("bill"), bill.bytes(ImageBuilder.binding(key(place), manifest)));
        Files.move(other, place);
        file("tool/rootfs/tool", "#!/opt/other\n");

        assertThatThrownBy(() -> build("again", bench(Tier.FULL, Workbench.Reuse.NEVER)))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("two builds of the same inputs differ");
        assertThat(folder.resolve("again").resolve(ReleaseBuilder.LOCK)).doesNotExist();
    }

    @Test
    void tellsWhatIsMissingBeforeAnythingIsBuilt() throws IOException {
        String spec = Files.readString(folder.resolve("release.yaml"));
        file("release.yaml", spec + "files: [{name: notes, path: nowhere.txt, tags: [v], groups: [core]}]\n");
        assertRefused("nowhere.txt is not there");
        assertThat(said).isEmpty();

        file("release.yaml", spec);
        file("tool/recipe.yaml", RECIPE + "debian: [{package: redis-server}]\n");
        assertRefused("package redis-server: has no checksum");
        file("tool/recipe.yaml", RECIPE + "pypi: [{artifact: a==1.0, entry: a, to: /a, licence: MIT}]\n");
        assertRefused("pypi a==1.0: has no checksum");

        String sum = " sha256:" + "0".repeat(64) + "\n";
        file("sources.lock", "debian other 1:2.0+ds-1 amd64" + sum + "maven g:a:2.1" + sum + "pypi a==2.2 a.whl" + sum);
        for (String source : List.of(
                "debian: [{package: other}]",
                "'maven': [{artifact: 'g:a:2.1', entry: a, to: /a, licence: MIT}]",
                "pypi: [{artifact: a==2.2, entry: a, to: /a, licence: MIT}]")) {
            file("tool/recipe.yaml", RECIPE + source + "\n");
            assertRefused("pinned is 1.0 in its recipe");
        }
        SourcesLock lock = SourcesLock.read(folder.resolve("sources.lock"));
        file(
                "tool/recipe.yaml",
                RECIPE.replace("version: \"1.0\"", "version: \"2.0\"") + "debian: [{package: other}]\n");
        lock.requireVersion(Recipe.read(folder.resolve("tool")));
        assertThat(said).isEmpty();
    }
}
