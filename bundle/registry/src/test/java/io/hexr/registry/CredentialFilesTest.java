package io.hexr.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class CredentialFilesTest {
    private static final HostPort REGISTRY = new HostPort("registry.example", 443);

    @TempDir
    Path home;

    private static String auth(String pair) {
        return "\"auth\":\"" + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    private CredentialFiles docker(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
        return CredentialFiles.of(Map.of("PATH", home.resolve("bin").toString()), home);
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.createDirectories(home.resolve("bin")).resolve("docker-credential-" + name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static void assertBasic(Credentials found, String user, String password) {
        assertThat(found).isInstanceOf(Credentials.Basic.class);
        Credentials.Basic basic = (Credentials.Basic) found;
        assertThat(basic.user()).isEqualTo(user);
        assertThat(basic.password().<String>reveal(String::new)).isEqualTo(password);
        assertThat(basic.toString()).doesNotContain(password);
    }

    private static void assertToken(Credentials found, Credentials.Token.Kind kind, String value) {
        assertThat(found).isInstanceOf(Credentials.Token.class);
        Credentials.Token token = (Credentials.Token) found;
        assertThat(token.kind()).isEqualTo(kind);
        assertThat(token.value().<String>reveal(String::new)).isEqualTo(value);
    }

    @Test
    void isNobodyWhereThereAreNoFiles() {
        assertThat(CredentialFiles.of(Map.of(), home).find(REGISTRY, "a/b")).isEqualTo(Credentials.ANONYMOUS);
    }

    @Test
    void readsUserAndPassword() throws IOException {
        CredentialFiles files =
                docker("{\"auths\":{\"registry.example\":{" + auth("me:pass:word") + "},\"other\":{}}}");
        assertBasic(files.find(REGISTRY, "a/b"), "me", "pass:word");
        assertThat(files.find(new HostPort("registry.example", 5000), "a/b")).isEqualTo(Credentials.ANONYMOUS);
        assertThat(files.find(new HostPort("example", 443), "a/b")).isEqualTo(Credentials.ANONYMOUS);
    }

    @Test
    void takesOldAddressesForTheirHost() throws IOException {
        CredentialFiles files = docker("{\"auths\":{\"https://registry.example/v1/\":{" + auth("me:x") + "}}}");
        assertBasic(files.find(REGISTRY, "a/b"), "me", "x");
    }

    @Test
    void readsBothKindsOfTokens() throws IOException {
        CredentialFiles files = docker("{\"auths\":{\"registry.example\":{" + auth("me:")
                + ",\"identitytoken\":\"id\"}," + "\"registry.example:5000\":{\"registrytoken\":\"bearer\"}}}");
        assertToken(files.find(REGISTRY, "a"), Credentials.Token.Kind.IDENTITY, "id");
        assertToken(files.find(new HostPort("registry.example", 5000), "a"), Credentials.Token.Kind.BEARER, "bearer");
    }

    @Test
    void picksTheEntryThatNamesMostOfTheRepository() throws IOException {
        Path file = home.resolve("auth.json");
        Files.writeString(
                file,
                "{\"auths\":{\"registry.example\":{" + auth("all:1") + "},\"registry.example/team\":{" + auth("team:2")
                        + "},\"registry.example/team/app\":{" + auth("app:3") + "}}}");
        CredentialFiles files = CredentialFiles.of(Map.of("REGISTRY_AUTH_FILE", file.toString()), home);
        assertBasic(files.find(REGISTRY, "team/app"), "app", "3");
        assertBasic(files.find(REGISTRY, "team/application"), "team", "2");
        assertBasic(files.find(REGISTRY, "teams/app"), "all", "1");
    }

    @Test
    void asksTheFilesInOrder() throws IOException {
        Path config = Files.createDirectories(home.resolve("elsewhere"));
        Files.writeString(
                config.resolve("config.json"), "{\"auths\":{\"registry.example\":{" + auth("docker:1") + "}}}");
        Path run = home.resolve("run");
        Files.createDirectories(run.resolve("containers"));
        Files.writeString(
                run.resolve("containers/auth.json"),
                "{\"auths\":{\"registry.example\":{" + auth("run:2") + "},\"second.example\":{" + auth("run:2")
                        + "}}}");
        CredentialFiles files =
                CredentialFiles.of(Map.of("DOCKER_CONFIG", config.toString(), "XDG_RUNTIME_DIR", run.toString()), home);
        assertBasic(files.find(REGISTRY, "a"), "docker", "1");
        assertBasic(files.find(new HostPort("second.example", 443), "a"), "run", "2");
    }

    @Test
    void asksTheProgramOfTheRegistryOnce() throws IOException {
        Path asked = home.resolve("asked");
        program(
                "vault",
                "cat >> " + asked + "\necho >> " + asked + "\n[ \"$1\" = get ] || exit 9\n"
                        + "echo '{\"ServerURL\":\"x\",\"Username\":\"me\",\"Secret\":\"s3cret\"}'\n");
        CredentialFiles files =
                docker("{\"credHelpers\":{\"registry.example\":\"vault\"},\"auths\":{\"registry.example\":{"
                        + auth("not:this") + "}}}");
        assertBasic(files.find(REGISTRY, "a"), "me", "s3cret");
        assertBasic(files.find(REGISTRY, "b"), "me", "s3cret");
        assertThat(Files.readString(asked)).isEqualTo("registry.example\n");
    }

    @Test
    void takesATokenFromAProgram() throws IOException {
        program("store", "echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'\n");
        CredentialFiles files = docker("{\"credsStore\":\"store\",\"auths\":{\"registry.example\":{}}}");
        assertToken(files.find(REGISTRY, "a"), Credentials.Token.Kind.IDENTITY, "refresh");
    }

    @Test
    void isNobodyWhereTheProgramKnowsNothing() throws IOException {
        program("store", "echo 'credentials not found in native keychain'\nexit 1\n");
        assertThat(docker("{\"credsStore\":\"store\"}").find(REGISTRY, "a")).isEqualTo(Credentials.ANONYMOUS);
    }

    @Test
    void saysWhatIsWrongWithAProgram() throws IOException {
        program("broken", "echo 'the vault is sealed'\nexit 1\n");
        program("talker", "echo 'password: hunter2'\n");
        refuses("{\"credsStore\":\"broken\"}", "the vault is sealed");
        refuses("{\"credsStore\":\"missing\"}", "not in the search path");
        refuses("{\"credsStore\":\"../evil\"}", "not a program's name");
        assertThatThrownBy(() -> docker("{\"credsStore\":\"talker\"}").find(REGISTRY, "a"))
                .isInstanceOf(RegistryException.BadCredentials.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void endsAProgramThatTakesTooLong() throws IOException {
        program("asleep", "exec sleep 600\n");
        Path file = home.resolve("config.json");
        Files.writeString(file, "{\"credsStore\":\"asleep\"}");
        CredentialFiles files =
                new CredentialFiles(List.of(file), List.of(home.resolve("bin")), Duration.ofMillis(200));
        assertThatThrownBy(() -> files.find(REGISTRY, "a"))
                .isInstanceOf(RegistryException.BadCredentials.class)
                .hasMessageContaining("did not answer within");
    }

    @Test
    void refusesFilesItCannotReadWithoutQuotingThem() throws IOException {
        refuses("{\"auths\": hunter2}", "not the JSON expected");
        assertThatThrownBy(() -> docker("{\"auths\": hunter2}").find(REGISTRY, "a"))
                .hasMessageNotContaining("hunter2");
        refuses("{\"auths\":{\"registry.example\":{\"auth\":\"%%%\"}}}", "not base64");
        refuses("{\"auths\":{\"registry.example\":{" + auth("nocolon") + "}}}", "not user:password");
        assertThatThrownBy(() -> CredentialFiles.in(home.resolve("none.json"), Map.of()))
                .isInstanceOf(RegistryException.BadCredentials.class);
    }

    private void refuses(String json, String why) {
        assertThatThrownBy(() -> docker(json).find(REGISTRY, "a"))
                .isInstanceOf(RegistryException.BadCredentials.class)
                .hasMessageContaining(why);
    }
}
