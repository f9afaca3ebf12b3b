package io.hexr.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.oci.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Who we are to a registry, and to nobody else. */
final class AuthIT {
    private static final Descriptor BLOB = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[] {1, 2, 3});

    @TempDir
    Path folder;

    private static Credentials basic(String user, String password) {
        return new Credentials.Basic(user, Secret.of(password.toCharArray()));
    }

    private static RegistryClient client(ClientSettings settings, HostPort at, Credentials given) {
        return Clients.open(settings.with(CredentialSource.NONE.with(at, given)));
    }

    @Test
    void provesItselfByPasswordToDistribution() throws IOException {
        Path users = folder.resolve("htpasswd");
        Files.writeString(users, "pusher:" + BCrypt.withDefaults().hashToString(4, "right".toCharArray()) + "\n");
        try (ForeignRegistry registry =
                ForeignRegistry.distribution(folder, "auth:", "  htpasswd:", "    realm: test", "    path: " + users)) {
            HostPort at = registry.at();
            try (RegistryClient client = client(Clients.plain(at), at, basic("pusher", "right"))) {
                client.ping(registry.address());
                RegistryStore store = client.store(registry.address(), "auth/a");
                store.upload(BLOB, Body.of(new byte[] {1, 2, 3}), UploadJournal.NONE, Optional.empty());
                assertThat(store.has(BLOB)).isTrue();
            }
            try (RegistryClient client = client(Clients.plain(at), at, basic("pusher", "wrong"))) {
                assertThatThrownBy(() -> client.ping(registry.address()))
                        .hasMessageContaining("credentials of pusher")
                        .hasMessageNotContaining("wrong")
                        .asInstanceOf(type(RegistryException.Unauthorized.class))
                        .extracting(RegistryException.Unauthorized::user)
                        .isEqualTo(Optional.of("pusher"));
            }
            try (RegistryClient client = client(Clients.plain(at), at, Credentials.ANONYMOUS)) {
                assertThatThrownBy(() -> client.store(registry.address(), "a").has(BLOB))
                        .isInstanceOf(RegistryException.Unauthorized.class)
                        .hasMessageContaining("credentials are needed");
            }
        }
    }

    @Test
    void fetchesOneTokenPerScopeAndKeepsIt() throws IOException {
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"));
                RegistryServer server = RegistryServer.start(store, ServerOptions.loopback(0));
                ForeignHost foreign = new ForeignHost();
                FaultyRegistry registry = new FaultyRegistry(server.address(), foreign.at())) {
            HostPort at = registry.at();
            Credentials right = basic(FaultyRegistry.USER, FaultyRegistry.PASSWORD);
            try (RegistryClient client = client(Clients.plain(at), at, right)) {
                RegistryStore content = client.store(new RegistryAddress(at, false, ""), "a/b");
                for (int i = 0; i < 3; i++) {
                    assertThat(content.has(BLOB)).isFalse();
                }
                content.upload(BLOB, Body.of(new byte[] {1, 2, 3}), UploadJournal.NONE, Optional.empty());
                List<String> tokens = registry.seen().stream()
                        .filter(line -> line.startsWith("GET /token"))
                        .toList();
                assertThat(tokens).hasSize(2);
                assertThat(tokens.get(0))
                        .contains("scope=repository%3Aa%2Fb%3Apull&")
                        .contains("account=pusher");
                assertThat(tokens.get(1)).contains("scope=repository%3Aa%2Fb%3Apull%2Cpush&");
                // one refusal, then what is wanted is known
                assertThat(registry.seen().stream().filter(line -> line.startsWith("HEAD")))
                        .hasSize(4);
            }
            try (RegistryClient client = client(Clients.plain(at), at, basic("pusher", "wrong"))) {
                assertThatThrownBy(() -> client.ping(new RegistryAddress(at, false, "")))
                        .isInstanceOf(RegistryException.Unauthorized.class);
            }
        }
    }

    @Test
    void sendsNoCredentialsToATokenServiceThatWasNotNamed() throws IOException {
        try (ForeignHost foreign = new ForeignHost();
                ScriptedServer registry = new ScriptedServer(
                        request -> ScriptedServer.unauthorized("http://" + foreign.at() + "/token"))) {
            HostPort at = registry.at();
            // named as another registry, with a password of its own: still no token service
            ClientSettings settings = Clients.plain(at, foreign.at());
            try (RegistryClient client = client(settings, at, basic("me", "secret"))) {
                assertThatThrownBy(() -> client.ping(new RegistryAddress(at, false, "")))
                        .isInstanceOf(RegistryException.RedirectRefused.class)
                        .hasMessageContaining(foreign.at().toString());
                assertThat(client.egress().refused()).containsExactly(foreign.at());
            }
            assertThat(foreign.visits()).isZero();
        }
    }

    @Test
    void asksATokenServiceThatWasNamed() throws IOException {
        try (ScriptedServer tokens = new ScriptedServer(
                        request -> ScriptedServer.json("{\"access_token\":\"t\",\"expires_in\":300}"));
                ScriptedServer registry = new ScriptedServer(request -> request.has("Authorization: Bearer t")
                        ? ScriptedServer.json("{}")
                        : ScriptedServer.unauthorized("http://" + tokensAt(tokens) + "/token"))) {
            HostPort at = registry.at();
            ClientSettings settings = Clients.plain(at, tokens.at());
            ClientSettings named = new ClientSettings(
                    settings.egress().naming(tokens.at(), EgressPolicy.Purpose.TOKEN_SERVICE),
                    settings.hosts(),
                    settings.proxies(),
                    settings.credentials(),
                    settings.timeouts(),
                    settings.retries(),
                    settings.chunks());
            Credentials identity =
                    new Credentials.Token(Credentials.Token.Kind.IDENTITY, Secret.of("re fresh".toCharArray()));
            try (RegistryClient client = client(named, at, identity)) {
                assertThatCode(() -> client.ping(new RegistryAddress(at, false, "")))
                        .doesNotThrowAnyException();
            }
            assertThat(tokens.seen()).hasSize(1);
            assertThat(tokens.seen().getFirst())
                    .startsWith("POST /token")
                    .contains("grant_type=refresh_token&refresh_token=re%20fresh");
        }
    }

    private static HostPort tokensAt(ScriptedServer tokens) {
        return tokens.at();
    }

    @Test
    void followsARedirectOnlyWhereThatWasAllowedAndWithoutCredentials() throws IOException {
        byte[] content = {1, 2, 3};
        try (ScriptedServer storage = new ScriptedServer(request -> ScriptedServer.bytes(content));
                ScriptedServer registry = new ScriptedServer(request -> !request.has("Authorization: Basic ")
                        ? "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)
                        : ScriptedServer.redirect("http://" + tokensAt(storage) + "/bucket/blob?signature=s"))) {
            HostPort at = registry.at();
            ClientSettings settings = Clients.plain(at, storage.at());
            RegistryAddress address = new RegistryAddress(at, false, "");
            try (RegistryClient client = client(settings, at, basic("me", "secret"))) {
                assertThatThrownBy(() -> client.store(address, "a").open(BLOB))
                        .isInstanceOf(RegistryException.RedirectRefused.class)
                        .hasMessageContaining(storage.at().toString());
            }
            assertThat(storage.seen()).isEmpty();
            ClientSettings allowed = new ClientSettings(
                    settings.egress().naming(storage.at(), EgressPolicy.Purpose.REDIRECT_TARGET),
                    settings.hosts(),
                    settings.proxies(),
                    settings.credentials(),
                    settings.timeouts(),
                    settings.retries(),
                    settings.chunks());
            try (RegistryClient client = client(allowed, at, basic("me", "secret"))) {
                assertThat(client.store(address, "a").open(BLOB).readAllBytes()).isEqualTo(content);
            }
            assertThat(storage.seen()).hasSize(1).first().asString().doesNotContain("Authorization");
        }
    }
}
