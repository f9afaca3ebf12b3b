package io.hexr.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.hexr.format.Artifact;
import io.hexr.format.Contents;
import io.hexr.format.Presence;
import io.hexr.format.SampleRelease;
import io.hexr.registry.RegistryAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The script, run by this machine's shell; docker is a script that writes down what it is asked. A real engine runs it in build/interop/run. */
final class LoadScriptTest {
    private static final String BUNDLE = "the bundle's $1.tar.gz";
    /** Of a policy in a file whose name has two lines: no line of it may be run. */
    private static final String LOCK = "hexr bundle lock BUNDLE --trust 'a\ndocker came through'";

    @TempDir
    private Path folder = Path.of("");

    private final Contents contents = SampleRelease.of(13).contents();

    private LoadScript script(String registry, Presence presence) {
        return new LoadScript(contents, presence, contents.groups(), RegistryAddress.parse(registry), LOCK);
    }

    /** How it ended, and what docker was asked. */
    private record Ran(int status, List<String> asked, String said) {}

    /** Lets docker fail at what has the words. */
    private Ran run(LoadScript script, String failing, String... arguments) throws IOException, InterruptedException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Path docker = tools.resolve("docker");
        Path asked = folder.resolve("asked");
        Files.deleteIfExists(asked);
        Files.writeString(
                docker,
                "#!/bin/sh\nprintf '%s\\n' \"$*\" >>'" + asked + "'\ncase \"$*\" in *" + failing
                        + "*) exit 3 ;; esac\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));
        Path file = folder.resolve("load-and-push.sh");
        script.write(file);
        List<String> command = new java.util.ArrayList<>(List.of("sh", file.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), Files.exists(asked) ? Files.readAllLines(asked) : List.of(), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.site:5000/hexr", "[fd00::1]:5000/hexr", "registry.site/deep/er/path"})
    void loadsThenTagsAndPushesEachImage(String registry) throws Exception {
        Ran ran = run(script(registry, Presence.complete(contents)), "nothing", BUNDLE);

        assertThat(ran.status()).as(ran.said()).isZero();
        assertThat(ran.asked())
                .containsExactly(
                        "load -i " + BUNDLE,
                        "tag hexr-auto-registrar:v1.2.0 " + registry + "/auto-registrar:v1.2.0",
                        "push " + registry + "/auto-registrar:v1.2.0",
                        "tag hexr-gateway:v1.2.1 " + registry + "/hexr-gateway:v1.2.1",
                        "push " + registry + "/hexr-gateway:v1.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "tag hexr-auto", "push registry.site/auto"})
    void stopsAtTheFirstFailure(String failing) throws Exception {
        Ran ran = run(script("registry.site", Presence.complete(contents)), failing.replace(" ", "\\ "), BUNDLE);

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.asked().getLast()).startsWith(failing);
    }

    @Test
    void leavesOutWhatIsNotWholeInAPartialBundle() throws Exception {
        Artifact gateway = contents.artifacts().get(1);
        Presence some = Presence.of(contents, blob -> contents.closure(gateway).contains(blob.digest()));

        Ran ran = run(script("registry.site", some), "nothing", BUNDLE);

        assertThat(ran.status()).isZero();
        assertThat(ran.asked()).hasSize(3).noneMatch(line -> line.contains("auto-registrar"));
        assertThat(folder.resolve("load-and-push.sh"))
                .content()
                .contains("# not whole in this bundle: 'hexr-auto-registrar:v1.2.0'");
    }

    @Test
    void saysHowItIsUsed() throws Exception {
        Ran ran = run(script("registry.site", Presence.complete(contents)), "nothing");

        assertThat(ran.status()).isNotZero();
        assertThat(ran.said()).contains("usage: sh load-and-push.sh BUNDLE");
        assertThat(ran.asked()).isEmpty();
    }
}
