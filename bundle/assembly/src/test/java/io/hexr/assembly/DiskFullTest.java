package io.hexr.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.hexr.oci.OciException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A disk that is full halfway, a real one: what was begun is told, nothing half-made is taken for whole, and with room the same comes out. */
final class DiskFullTest extends RecipeFolder {
    private Path small = Path.of("unset");
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException {
        small = Files.createDirectories(folder.resolve("small"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=512k", "none", small.toString());
        assumeTrue(mounted, "NOT RUN: mount: this user may not mount a small disk");
        for (String recipe : List.of("tool/recipe.yaml", "ground/recipe.yaml")) {
            // or it would be refused before it began
            Files.writeString(folder.resolve(recipe), "diskMegabytes: 0\n", StandardOpenOption.APPEND);
        }
        byte[] noise = new byte[600_000];
        new Random(7).nextBytes(noise);
        Files.write(folder.resolve("tool/rootfs/noise"), noise);
    }

    @AfterEach
    void unmount() {
        if (mounted) {
            run("umount", small.toString());
        }
    }

    private boolean run(String... command) {
        try {
            new Tool(folder, "a test", () -> {}).run(folder, Map.of(), List.of(command));
            return true;
        } catch (AssemblyException e) {
            return false;
        }
    }

    private void grow() {
        assertThat(run("mount", "-o", "remount,size=64m", small.toString())).isTrue();
    }

    @Test
    void ofTheCache() {
        assertThatThrownBy(() -> build("release", bench(small)))
                .isInstanceOfAny(AssemblyException.class, OciException.StoreFailed.class)
                .hasStackTraceContaining("No space left on device");
        assertThat(folder.resolve("release").resolve(ReleaseBuilder.LOCK)).doesNotExist();

        grow();

        assertThat(build("release", bench(small)).contents())
                .isEqualTo(build("other", bench(folder.resolve("cache"))).contents());
        assertThat(small.resolve("work")).isEmptyDirectory();
    }

    @Test
    void ofTheReleaseItself() {
        assertThatThrownBy(() -> build("small/release", bench(folder.resolve("cache"))))
                .isInstanceOf(AssemblyException.IntakeFailed.class)
                .hasMessageMatching(".* needs [0-9]+ bytes, [0-9]+ are free");
        assertThat(small.resolve("release").resolve(ReleaseBuilder.LOCK)).doesNotExist();

        grow();

        ReleaseBuilder.Built completed = build("small/release", bench(folder.resolve("cache")));
        ReleaseBuilder.Built undisturbed = build("other", bench(folder.resolve("cache")));
        assertThat(completed.contents().manifests())
                .isEqualTo(undisturbed.contents().manifests());
        assertThat(completed.contents()).isEqualTo(undisturbed.contents());
    }

    private Workbench bench(Path cache) {
        Workbench usual = bench(Tier.FULL, Workbench.Reuse.CACHED);
        return new Workbench(
                cache, usual.jdk(), usual.tier(), usual.only(), 1, usual.drift(), usual.reuse(), said::add, () -> {});
    }
}
