package io.hexr.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
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
        assertThat(said).contains("tool is left out: it stands on lib");
    }

    /** As if it had been compiled, by a Go that is the pinned one or not here. */
    private void keepAProgram() throws IOException {
        build();
        Path before = kept("tool");
        file("tool/recipe.yaml", RECIPE + "go: [{package: example.org/server, to: /usr/bin/server}]\n");
        file("tool/go.mod", "module example.org/wrap\n");
        file("sources.lock", "toolchain go go1.0 sha256:" + "0".repeat(64) + "\n");
        ImageBuilder builder = new ImageBuilder(
                bench(Tier.FULL, Workbench.Reuse.CACHED), SourcesLock.read(folder.resolve("sources.lock")));
        String key = builder.inputs(
                        Recipe.read(folder.resolve("tool")),
                        builder.inputs(Recipe.read(folder.resolve("ground")), null))
                .key();
        Descriptor manifest = manifest(before);
        Bill bill = Bill.read(before.resolve("bill"), ImageBuilder.binding(key(before), manifest));
        Files.write(before.resolve("bill"), bill.bytes(ImageBuilder.binding(key, manifest)));
        Files.move(before, before.resolveSibling(key));
    }

    @Test
    void leavesOutACompiledImageThatIsDamaged() throws IOException {
        keepAProgram();
        Workbench bench = bench(Tier.FULL, Workbench.Reuse.WITHOUT_COMPILING);
        assertThat(build("whole", bench).contents().planned()).isEmpty();

        Path bill = kept("tool").resolve("bill");
        Files.writeString(bill, Files.readString(bill) + " ");
        assertThat(build("damaged", bench).contents().planned()).containsExactly("tool");
        assertThat(said)
                .anyMatch(sentence -> sentence.startsWith("the kept image of tool is removed"))
                .contains("tool is left out: it would have to be compiled, and is not kept");
    }

    @Test
    void needsNoCompilerWhereNothingIsCompiled() throws IOException, InterruptedException {
        keepAProgram();
        assertThat(onAHostWithoutTools()).contains("has ground, tool");

        WorkFolder.remove(kept("tool"));
        assertThat(onAHostWithoutTools())
                .contains("tool is left out: it would have to be compiled, and is not kept", "has ground");
    }

    @Test
    void namesAPackageThatTheListsOfTheHostLack() throws IOException, InterruptedException {
        file("tool/recipe.yaml", RECIPE + "debian: [{package: redis-server}]\n");
        file("sources.lock", "debian redis-server 5:1.0-1 amd64 sha256:" + "0".repeat(64) + "\n");
        file("bin/apt-cache", "#!/bin/sh\necho 'E: No packages found' >&2\nexit 100\n");
        Files.setPosixFilePermissions(folder.resolve("bin/apt-cache"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(onAHostWithoutTools())
                .last()
                .asString()
                .isEqualTo(
                        "SourceUnavailable: Debian package redis-server: the package lists of this host do not have it:"
                                + " E: No packages found");
    }

    /** What a build with neither compilers nor package clients says, but for those in {@code bin/}; drift is taken, nothing compiled. */
    private List<String> onAHostWithoutTools() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BareHost.class.getName(),
                folder.toString());
        builder.environment().put("PATH", folder.resolve("bin").toString());
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            List<String> lines = new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }

    /** In the process of such a host. */
    public static final class BareHost {
        private BareHost() {}

        public static void main(String[] words) {
            RecipeFolder here = new RecipeFolder();
            here.folder = Path.of(words[0]);
            String outcome;
            try {
                outcome = "has "
                        + here
                                .build("bare", here.drifting(Workbench.Reuse.WITHOUT_COMPILING))
                                .lock()
                                .artifacts()
                                .stream()
                                .map(Artifact::name)
                                .sorted()
                                .collect(Collectors.joining(", "));
            } catch (AssemblyException e) {
                outcome = e.getClass().getSimpleName() + ": " + e.getMessage();
            }
            here.said.forEach(System.out::println);
            System.out.println(outcome);
        }
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
                        .anyMatch(sentence -> sentence.startsWith("the kept image of tool is removed"));
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
        assertThat(said).anyMatch(sentence -> sentence.startsWith("the kept image of tool is removed"));
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
