package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexr.format.Artifact;
import io.hexr.format.BundleException;
import io.hexr.format.ImageArtifact;
import io.hexr.oci.ImageManifest;
import io.hexr.oci.LayoutStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images made of recipes whose ingredients need no network: folders beside the recipe. */
final class RecipeImagesTest extends RecipeFolder {
    @Test
    void standsOnItsBaseAndSaysWhatItIs() {
        ReleaseBuilder.Built built = build();

        ImageArtifact tool = (ImageArtifact) built.contents().artifacts().getFirst();
        LayoutStore store = LayoutStore.open(built.folder());
        ImageManifest image = (ImageManifest) store.manifest(tool.content());
        JsonNode config = ImageWriter.config(store, image);
        Map<String, String> paths = new TreeMap<>();
        LayerPaths.walk(
                store,
                tool.content(),
                (path, entry, content) -> paths.put(
                        path,
                        Integer.toOctalString(entry.getMode()) + " " + entry.getLongUserId() + " "
                                + entry.getLastModifiedTime().toMillis() + " " + entry.getLinkName()));
        assertThat(image.layers()).hasSize(2);
        assertThat(paths)
                .containsEntry("/etc/passwd", "644 0 0 ")
                .containsEntry("/opt/tool", "644 0 0 ")
                .containsEntry("/opt/link", "777 0 0 tool")
                .containsEntry("/opt/data", "755 0 0 ");
        assertThat(config.path("config").path("User").asText()).isEqualTo("65532:65532");
        assertThat(config.path("config")
                        .path("Labels")
                        .path("org.opencontainers.image.version")
                        .asText())
                .isEqualTo("1.0");
        assertThat(config.path("rootfs").path("diff_ids")).hasSize(2);
        assertThat(tool.delivery().origin().licence()).contains("Apache-2.0");
        assertThat(tool.delivery().origin().sbom()).isPresent();
    }

    @Test
    void makesTheSameImagesWithTheCacheBypassed() {
        ReleaseBuilder.Built first = build();
        ReleaseBuilder.Built again = build("again", bench(Tier.FULL, Workbench.Reuse.NEVER));

        assertThat(again.lock().bytes()).isEqualTo(first.lock().bytes());
        assertThat(again.contents()).isEqualTo(first.contents());
        assertThat(said).filteredOn(sentence -> sentence.startsWith("built ")).hasSize(4);
    }

    @Test
    void buildsNothingTwiceUntilSomethingChanges() {
        build();
        said.clear();
        build("again", bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(said).noneMatch(sentence -> sentence.startsWith("building"));

        file("tool/rootfs/tool", "another\n");
        build("changed", bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(said).contains("building tool 1.0").doesNotContain("building ground 1.0");
        said.clear();
        file("ground/rootfs/passwd", "other:x:65532:65532::/:/sbin/nologin\n");
        build("rebased", bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(said).contains("building tool 1.0", "building ground 1.0");
    }

    @Test
    void namesWhatATierLeavesOutAsPlanned() {
        ReleaseBuilder.Built base = build("base", bench(Tier.BASE, Workbench.Reuse.CACHED));
        ReleaseBuilder.Built one = build("one", bench(Tier.FULL, Workbench.Reuse.CACHED, "tool"));

        assertThat(base.contents().planned()).containsExactly("tool");
        assertThat(one.contents().planned()).containsExactly("ground");
        assertThatThrownBy(() -> build("none", bench(Tier.FULL, Workbench.Reuse.CACHED, "toool")))
                .hasMessageContaining("the recipe toool among ground, tool");
    }

    @Test
    void passesItsOwnCheckAndDiffersFromNothing() {
        build();
        ReleaseCheck.Checked checked = ReleaseCheck.check(folder.resolve("release"), () -> {});
        assertThat(checked.findings()).isEmpty();
        assertThat(checked.images()).extracting(ReleaseCheck.Image::layers).containsExactly(2, 1);

        file("tool/rootfs/tool", "another\n");
        build("changed", bench(Tier.FULL, Workbench.Reuse.CACHED));
        assertThat(ReleaseDiff.between(folder.resolve("release"), folder.resolve("release"))
                        .lines())
                .isEmpty();
        ReleaseDiff.Difference difference = ReleaseDiff.between(folder.resolve("release"), folder.resolve("changed"));
        assertThat(difference.lines())
                .extracting(line -> line.change() + " " + line.artifact())
                .containsExactly("CHANGED image tool");
        assertThat(difference.newBytes()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: \"1.0\" | version: latest | number of one version",
                "folders: | user: 0:0\\nfolders: | neither of them root",
                "folders: | user: root\\nfolders: | neither of them root",
                "tier: ci | tier: some | none, base, ci, full",
                "tier: ci | tier: ci\\nrevision: 0 | revision is not a number from 1 to 9999",
                "tier: ci | tier: ci\\nrevision: \"1\" | revision is missing or no whole number",
                "why: it is small | reason: none | why is missing",
                "smoke: | smokes: | unknown field",
                "to: /opt} | to: /opt/../etc} | no plain absolute path",
                "0755 | 4755 | is not one like 0755",
            })
    void refusesARecipeThatIsNotSound(String was, String is, String saying) {
        file("tool/recipe.yaml", RECIPE.replace(was.strip(), is.strip().replace("\\n", "\n")));
        assertThatThrownBy(this::build)
                .isInstanceOfAny(BundleException.Invalid.class, AssemblyException.class)
                .hasMessageContaining(saying.strip());
    }

    @Test
    void refusesWhatNoChecksumPins() {
        file("tool/recipe.yaml", RECIPE + "debian: [{package: redis-server}]\n");
        assertRefused("package redis-server: has no checksum");
    }

    @Test
    void refusesAnArchiveThatIsNotThePinnedOne() throws IOException {
        String artifact = "org.example:server:1.0";
        file("sources.lock", "maven " + artifact + " sha256:" + "0".repeat(64) + "\n");
        SourceStore store = new SourceStore(bench(Tier.FULL, Workbench.Reuse.CACHED));
        Path work = Files.createDirectories(folder.resolve("work"));
        file("work/server-1.0.jar", "published anew");
        assertThatThrownBy(() -> store.keep(
                        artifact,
                        work.resolve("server-1.0.jar"),
                        SourcesLock.read(folder.resolve("sources.lock")).maven(artifact)))
                .isInstanceOf(AssemblyException.SourceChanged.class)
                .hasMessageContaining("pinned is sha256:000000");
    }

    @Test
    void refusesAnImageThatLacksWhatItAsksFor() throws IOException {
        file("tool/recipe.yaml", RECIPE.replace("/opt/link: tool", "/opt/link: nowhere"));
        assertRefused("lacks the target of /opt/link");

        file("tool/recipe.yaml", RECIPE);
        Files.copy(
                Path.of(System.getProperty("java.home"), "bin/java"),
                folder.resolve("tool/rootfs/tool"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused("libc.so.6 (for /opt/tool)");
    }

    @Test
    void refusesSecretsAndPackageManagers() {
        file("tool/rootfs/key", "-----BEGIN " + "PRIVATE KEY-----\n" + "QUJD".repeat(16) + "\n");
        assertRefused("/opt/key holds a secret");
        file("tool/rootfs/key", "");
        file("tool/rootfs/bin/apt-get", "x");
        file("tool/recipe.yaml", RECIPE.replace("to: /opt}", "to: /usr}").replace("/opt/link", "/usr/link"));
        assertRefused("/usr/bin/apt-get is a package manager");
        file(
                "tool/recipe.yaml",
                RECIPE.replace("rootfs, to: /opt}", "rootfs, to: /root}").replace("/opt/link", "/root/link"));
        file("tool/rootfs/.netrc", "x");
        assertRefused("/root/.netrc is where credentials are kept");
    }

    @Test
    void refusesAnImageLargerThanItsRecipeAllowsEveryTime() {
        file("tool/recipe.yaml", RECIPE + "maxMegabytes: 0\n");
        assertRefused("its recipe allows 0");
        assertRefused("its recipe allows 0");
    }

    @Test
    void saysHowMuchDiskABuildNeedsBeforeItBegins() {
        file("tool/recipe.yaml", RECIPE + "diskMegabytes: 900000000\n");
        assertThatThrownBy(this::build).isInstanceOfSatisfying(AssemblyException.DiskShort.class, e -> {
            assertThat(e.needed()).isEqualTo(900_000_000_000_000L);
            assertThat(e.free()).isPositive();
        });
    }

    @Test
    void refusesTagsThatLackTheVersionOfTheRecipe() throws IOException {
        String spec = Files.readString(folder.resolve("release.yaml"));
        file("release.yaml", spec.replace("recipe: tool, tags: [\"1.0\"]", "recipe: tool, tags: [\"1.1\"]"));
        assertRefused("lack the version of its recipe, 1.0");
    }

    @Test
    void aRevisionIsPartOfWhatAnImageIsCalledAndOfNothingElse() throws IOException {
        ReleaseBuilder.Built first = build();
        file("tool/recipe.yaml", RECIPE + "revision: 3\n");
        assertThatThrownBy(() -> build("again", bench(Tier.FULL, Workbench.Reuse.CACHED)))
                .isInstanceOf(AssemblyException.ContentRefused.class)
                .hasMessageContaining("lack the version of its recipe, 1.0-3");
        String spec = Files.readString(folder.resolve("release.yaml"));
        file("release.yaml", spec.replace("recipe: tool, tags: [\"1.0\"]", "recipe: tool, tags: [\"1.0-3\"]"));

        ReleaseBuilder.Built second = build("again", bench(Tier.FULL, Workbench.Reuse.CACHED));

        assertThat(second.lock().artifacts().stream()
                        .filter(artifact -> !first.lock().artifacts().contains(artifact))
                        .map(Artifact::name))
                .containsExactly("tool");
        assertThat(ReleaseDiff.between(folder.resolve("release"), folder.resolve("again"))
                        .taken())
                .isEmpty();
    }

    @Test
    void removesWhatAKilledBuildLeft() {
        file("cache/work/build-1/lock", "");
        file("cache/work/build-1/layer.tar.gz", "half");
        build();
        assertThat(folder.resolve("cache/work")).isEmptyDirectory();
    }

    @Test
    void readsALockOfSourcesStrictly() {
        for (String bad : List.of(
                "debian libc6 1 amd64 sha256:0\n",
                "debian libc6 1 sha256:" + "0".repeat(64) + "\n",
                "pypi envoy 1 sha256:" + "0".repeat(64) + "\n",
                "go example.org/a v1 sha256:" + "0".repeat(64) + "\n",
                "toolchain go go1\n",
                "toolchain go go1 sha256:" + "0".repeat(64) + "\ntoolchain go go2 sha256:" + "0".repeat(64) + "\n")) {
            file("sources.lock", bad);
            assertThatThrownBy(() -> SourcesLock.read(folder.resolve("sources.lock")))
                    .isInstanceOf(AssemblyException.SourceUnreadable.class);
        }
        SourcesLock.Debian pin = new SourcesLock.Debian(
                "redis-server", "5:7.0.15-1~deb12u10", "amd64", io.hexr.oci.Digest.of(new byte[0]));
        assertThat(pin.upstream()).isEqualTo("7.0.15");
    }

    @Test
    void knowsLicencesByTheirWords() {
        assertThat(LicenceText.names("   Apache License\n   Version 2.0, January 2004"))
                .containsExactly("Apache-2.0");
        assertThat(LicenceText.names("GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3"))
                .containsExactly("AGPL-3.0-only");
        assertThat(LicenceText.names("All rights reserved.")).isEmpty();
        assertThat(Licences.refusedIn("(MIT OR AGPL-3.0-only) AND Apache-2.0")).containsExactly("AGPL-3.0-only");
    }
}
