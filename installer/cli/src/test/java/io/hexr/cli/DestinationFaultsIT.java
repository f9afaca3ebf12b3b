package io.hexr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hexr.console.Environment;
import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.registry.Htpasswd;
import io.hexr.registry.RegistryServer;
import io.hexr.registry.ServerOptions;
import io.hexr.registry.ServerTls;
import io.hexr.registry.StoreFolder;
import io.hexr.signing.TrustPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be wrong with a destination: the doctor has one finding with a remedy for it and ends with 6, a push one message and ends with 7. */
final class DestinationFaultsIT {
    private static final String PASSWORD = "changeit";
    /** bcrypt of the word right. */
    private static final String RIGHT = "$2a$05$81CGrt97DPUYPNZouTHJReoNaiRb3cdQ4D0HvNjR7yUrq05ueuZGy";

    @TempDir
    private Path folder = Path.of("");

    private final SampleRelease sample = SampleRelease.tiny(41);
    private Path bundle = Path.of("");
    private Path trust = Path.of("");
    private @Nullable AutoCloseable running;

    @BeforeEach
    void write() {
        bundle = sample.write(folder.resolve("hexr-bundle.tar.gz"));
        trust = folder.resolve("trust.json");
        TrustPolicy.update(trust, none -> sample.trust().policy());
    }

    @AfterEach
    void stop() throws Exception {
        AutoCloseable server = running;
        if (server != null) {
            server.close();
        }
    }

    /** What one fault must be called by both commands. */
    private record Expected(String finding, String remedy, String code) {}

    private InProcess run(List<Object> words, Object... more) {
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return InProcess.run(
                new Environment(Map.of("HOME", folder.resolve("home").toString()), folder),
                folder.resolve("no-system"),
                all.stream().map(String::valueOf).toArray(String[]::new));
    }

    private void both(Expected expected, String registry, Object... options) {
        InProcess doctor = run(List.of("doctor", "--output", "json", "--registry", registry), options);
        assertThat(doctor.status()).as(doctor.out() + doctor.err()).isEqualTo(ExitStatus.PREFLIGHT_BLOCKED);
        assertThat(doctor.out())
                .contains("a push will fail", "\"id\": \"" + expected.finding() + "\"", expected.remedy())
                .containsOnlyOnce("\"severity\": \"blocker\"");

        InProcess push = run(List.of("bundle", "push", bundle, "--trust", trust, "--registry", registry), options);
        assertThat(push.status()).as(push.err()).isEqualTo(ExitStatus.REGISTRY);
        assertThat(push.err()).containsOnlyOnce("code: ").contains("code: " + expected.code(), "next: ");
    }

    // --- TLS

    private static void tool(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key and a certificate that it signed itself. */
    private KeyStore certificate(String host, String start, String days) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("keys.p12");
        tool(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString(),
                "-dname",
                "CN=site",
                "-ext",
                "san=" + host,
                "-startdate",
                start,
                "-validity",
                days);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] der = keys.getCertificate("own").getEncoded();
        Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n");
        return keys;
    }

    private String serving(ServerOptions options) {
        StoreFolder store = StoreFolder.open(folder.resolve("store"));
        RegistryServer server = RegistryServer.start(store, options);
        running = () -> {
            server.close();
            store.close();
        };
        String host = options.address().getAddress().getHostAddress();
        return (host.contains(":") ? "[::1]" : host) + ":" + server.address().getPort();
    }

    private String servingTls(KeyStore keys) {
        return serving(ServerOptions.loopback(0).with(ServerTls.of(keys, PASSWORD.toCharArray())));
    }

    @Test
    void anAuthorityNobodyNamed() throws Exception {
        String at = servingTls(certificate("ip:127.0.0.1", "-1d", "30"));

        both(new Expected("authority", "--ca-file FILE", "tls-refused"), at);
        InProcess named = run(List.of("doctor", "--registry", at, "--ca-file", folder.resolve("ca.pem")));
        assertThat(named.status()).as(named.out()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        both(
                new Expected("certificate-dates", "renew the certificate", "tls-refused"),
                servingTls(certificate("ip:127.0.0.1", "-10d", "5")),
                "--ca-file",
                folder.resolve("ca.pem"));
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        both(
                new Expected("certificate-name", "name the host as its certificate does", "tls-refused"),
                servingTls(certificate("dns:other.site", "-1d", "30")),
                "--ca-file",
                folder.resolve("ca.pem"));
    }

    @Test
    void aRegistryThatWantsAClientCertificate() throws Exception {
        KeyStore keys = certificate("ip:127.0.0.1", "-1d", "30");
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.start();
        running = () -> server.stop(0);

        both(
                new Expected("client-certificate", "--cert-file FILE --key-file FILE", "tls-refused"),
                "127.0.0.1:" + server.getAddress().getPort(),
                "--ca-file",
                folder.resolve("ca.pem"));
    }

    @Test
    void clearTextWhereNobodyAllowedIt() {
        both(new Expected("tls", "--plain-http", "tls-refused"), serving(ServerOptions.loopback(0)));
    }

    // --- who may

    private String servingWithPasswords() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "pusher:" + RIGHT + "\n");
        return serving(ServerOptions.loopback(0).with(Htpasswd.read(users)));
    }

    @Test
    void missingCredentials() throws IOException {
        both(new Expected("auth", "docker login", "credentials-refused"), servingWithPasswords(), "--plain-http");
    }

    @Test
    void aWrongPassword() throws IOException {
        String at = servingWithPasswords();
        String pair = Base64.getEncoder().encodeToString("pusher:wrong".getBytes(StandardCharsets.UTF_8));
        Path login = Files.writeString(
                folder.resolve("login.json"), "{\"auths\":{\"" + at + "\":{\"auth\":\"" + pair + "\"}}}");

        both(
                new Expected("auth", "docker login", "credentials-refused"),
                at,
                "--plain-http",
                "--registry-config",
                login);
    }

    // --- a registry that says no, in the words of others

    /** An answer to some of the requests; anything else is not there. */
    private interface Answer {
        /** Whether it was answered. */
        boolean to(HttpExchange exchange) throws IOException;
    }

    private String answering(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                if (exchange.getRequestURI().getPath().equals("/v2/")) {
                    exchange.sendResponseHeaders(200, -1);
                } else if (!answer.to(exchange)) {
                    exchange.sendResponseHeaders(404, -1);
                }
            }
        });
        server.start();
        running = () -> server.stop(0);
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static boolean say(HttpExchange exchange, int status, String code, String message) throws IOException {
        byte[] body = ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        return true;
    }

    private static boolean begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath() + "1");
        exchange.sendResponseHeaders(202, -1);
        return true;
    }

    @Test
    void aProjectThatDoesNotExist() throws IOException {
        String at = answering(exchange -> exchange.getRequestMethod().equals("POST")
                && say(exchange, 404, "NAME_UNKNOWN", "project site not found"));

        both(
                new Expected("project", "make the project site in Harbor", "repository-missing"),
                at + "/site/hexr",
                "--plain-http");
    }

    @Test
    void aRegistryThatIsReadOnly() {
        both(
                new Expected("writable", "name its writable address", "registry-read-only"),
                serving(ServerOptions.loopback(0).with(ServerOptions.Writes.REFUSED)),
                "--plain-http");
    }

    @Test
    void aRegistryWhoseDiskIsFull() throws IOException {
        String at = answering(exchange -> switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange);
            case "PUT", "PATCH" -> say(exchange, 500, "UNKNOWN", "write /data/upload: no space left on device");
            default -> false;
        });

        both(new Expected("space", "free space", "registry-full"), at, "--plain-http");
    }

    @Test
    void aRegistryThatLiesAboutADigest() throws IOException {
        String at = answering(exchange -> switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange);
            case "PUT" -> {
                exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
                exchange.sendResponseHeaders(201, -1);
                yield true;
            }
            default -> false;
        });

        both(new Expected("digest", "find out what changes content", "registry-digest-wrong"), at, "--plain-http");
    }

    // --- the address

    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "%s/", "http://%s", "http://%s/", "HTTP://%s/site", "%s/site/", "%s/a/deep-er/path_of/x"})
    void anAddressAsPeopleWriteIt(String form) {
        String registry = form.formatted(serving(ServerOptions.loopback(0)));
        worksWith(registry);
    }

    @Test
    void anAddressOfTheSixthVersion() throws IOException {
        Assumptions.assumeTrue(hasIpv6(), "NOT RUN: IPv6: this host has no loopback address ::1");
        String at = serving(ServerOptions.loopback(0).at(new InetSocketAddress(six(), 0)));

        worksWith(at + "/site/hexr");
    }

    private static InetAddress six() throws IOException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    private static boolean hasIpv6() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, six())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void worksWith(String registry) {
        InProcess doctor = run(List.of("doctor", "--registry", registry, "--plain-http"));
        assertThat(doctor.status()).as(doctor.out() + doctor.err()).isEqualTo(ExitStatus.DONE);
        assertThat(doctor.out()).contains("a push will work");

        InProcess push =
                run(List.of("bundle", "push", bundle, "--trust", trust, "--registry", registry, "--plain-http"));
        assertThat(push.status()).as(push.err()).isEqualTo(ExitStatus.DONE);
        try (Stream<Path> tags = Files.walk(folder.resolve("store").resolve("repositories"))) {
            assertThat(tags).anyMatch(path -> path.endsWith(Path.of("hexr-release", "_tags", "0.8.0")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
