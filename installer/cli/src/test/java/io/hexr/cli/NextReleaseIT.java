package io.hexr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hexr.console.ExitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The release after one that was published: what stayed keeps its names, and what came out otherwise from the same sources has a revision of its own. */
final class NextReleaseIT extends ReleaseCycle {
    /** Two images on a base and one that stands alone. */
    @BeforeEach
    void furnishRecipes() throws IOException {
        spec("1.0.0", 4, "1.0");
        write("sources.lock", "# nothing from elsewhere\n".getBytes(StandardCharsets.UTF_8));
        for (String name : new String[] {"ground", "engine", "server", "alone"}) {
            recipe(name, "");
            write(name + "/rootfs/" + name, ("this is " + name + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void spec(String version, int sequence, String tag) throws IOException {
        write("release.yaml", """
                release: hexr
                version: %s
                sequence: %d
                images:
                  - {name: ground, recipe: ground, tags: ["%3$s"], groups: [core]}
                  - {name: engine, recipe: engine, tags: ["%3$s"], groups: [core]}
                  - {name: server, recipe: server, tags: ["%3$s"], groups: [core]}
                  - {name: alone, recipe: alone, tags: ["1.0"], groups: [core]}
                """.formatted(version, sequence, tag).getBytes(StandardCharsets.UTF_8));
    }

    private void recipe(String name, String more) throws IOException {
        String base = name.equals("engine") || name.equals("server") ? "base: ../ground" : "";
        write(name + "/recipe.yaml", ("""
                name: %1$s
                version: "1.0"
                tier: ci
                %2$s
                title: A part
                description: A part of the release
                licence: Apache-2.0
                homepage: https://example.invalid
                why: it is small
                files: [{from: rootfs, to: /opt/%1$s}]
                smoke: [{arguments: [version], expect: "1.0"}]
                """.formatted(name, base) + more).getBytes(StandardCharsets.UTF_8));
    }

    private void release(String to, Object... more) {
        Object[] words = {"release", "build", "--spec", at("release.yaml"), "--to", at(to), "--cache", at("cache")};
        done(java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more))
                .toArray());
        done("release", "sign", at(to), "--key", at("release.key"), "--unencrypted");
    }

    private InProcess publish(String name) {
        return trusting("release", "publish", at(name), "--to", registry("vendor"), "--plain-http");
    }

    private void newBase() throws IOException {
        write("ground/rootfs/ground", "certificates of another year\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCameOutOtherwiseUnderItsOldTagIsNamedBeforeAndAtThePublication() throws IOException {
        release("first");
        assertThat(publish("first").status()).isEqualTo(ExitStatus.DONE);
        newBase();
        spec("1.0.1", 5, "1.0");
        release("second");

        assertThat(done("release", "diff", at("first"), at("second")).out())
                .contains("taken", "ground:1.0", "engine:1.0", "server:1.0")
                .doesNotContain("alone:1.0");
        InProcess refused = publish("second");

        assertThat(refused.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(refused.err()).contains("version-taken", "/engine:1.0 is sha256:", "a revision in its recipe");
        assertThat(refused.err()).doesNotContain("/alone:1.0 is");
    }

    @Test
    void withARevisionTheNextReleaseStandsBesideTheFirst() throws IOException {
        release("first");
        publish("first");
        newBase();
        spec("1.0.1", 5, "1.0-1");
        for (String name : new String[] {"ground", "engine", "server"}) {
            recipe(name, "revision: 1\n");
        }
        release("second");
        assertThat(done("release", "diff", at("first"), at("second")).out()).doesNotContain("engine:1.0");
        asked.clear();

        InProcess published = publish("second");

        assertThat(published.status()).as(published.err()).isEqualTo(ExitStatus.DONE);
        assertThat(asked)
                .as("what stayed is not written again")
                .noneMatch(line -> line.toString().contains("/alone/")
                        && !line.method().equals("HEAD")
                        && !line.method().equals("GET"));
        for (String version : new String[] {"1.0.0", "1.0.1"}) {
            Path bundle = folder.resolve(version + ".tar.gz");
            trustingDone(
                    "bundle",
                    "download",
                    "--from",
                    registry("vendor"),
                    "--version",
                    version,
                    "--plain-http",
                    "--output",
                    bundle);
            trustingDone("bundle", "verify", bundle);
        }
        assertThat(trustingDone("bundle", "inspect", folder.resolve("1.0.1.tar.gz"))
                        .out())
                .contains("engine:1.0-1", "alone:1.0");
    }

    @Test
    void aRevisionIsMadeAgainTheSame() throws IOException {
        spec("1.0.0", 4, "1.0-1");
        for (String name : new String[] {"ground", "engine", "server"}) {
            recipe(name, "revision: 1\n");
        }
        release("first");
        done("release", "build", "--spec", at("release.yaml"), "--to", at("again"), "--cache", at("empty"));

        assertThat(folder.resolve("again/release-lock.json"))
                .hasSameBinaryContentAs(folder.resolve("first/release-lock.json"));
        assertThat(Files.readString(folder.resolve("first/release-lock.json"))).contains("\"1.0-1\"");
    }
}
