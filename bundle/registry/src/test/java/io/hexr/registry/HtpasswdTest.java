package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class HtpasswdTest {
    private static final String LINE = Htpasswd.line("carol", "correct horse".toCharArray());

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("htpasswd"), text);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void knowsTheRightPasswordAndRemembersIt() throws IOException {
        Htpasswd users = Htpasswd.read(file(LINE + "\n"));
        assertThat(users.user(basic("carol:correct horse"))).contains("carol");
        assertThat(users.user(basic("carol:correct horse"))).contains("carol");
        assertThat(users.user(basic("carol:correct horsf"))).isEmpty();
        assertThat(users.user(basic("dave:correct horse"))).isEmpty();
        assertThat(users.user(basic("carol:" + "x".repeat(73)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nocolon | is not user:hash",
                ":$2y$05$abc | is not user:hash",
                "ada:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M= | not bcrypt",
                "ada:$apr1$x$y | not bcrypt",
                "ada:$2y$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | cost is above 16",
                "# nobody | names no user",
            })
    void refusesALineItCannotUse(String line, String why) throws IOException {
        Path file = file(line);
        assertThatThrownBy(() -> Htpasswd.read(file))
                .isInstanceOf(RegistryException.BadHtpasswd.class)
                .hasMessageContaining(why)
                .hasMessageContaining("line 1");
    }

    @Test
    void refusesAUserThatStandsTwiceAndAFileThatIsMissing() throws IOException {
        Path twice = file(LINE + "\n" + LINE);
        assertThatThrownBy(() -> Htpasswd.read(twice)).hasMessageContaining("line 2: the user stands twice");
        assertThatThrownBy(() -> Htpasswd.read(folder.resolve("none")))
                .isInstanceOf(RegistryException.BadHtpasswd.class);
    }
}
