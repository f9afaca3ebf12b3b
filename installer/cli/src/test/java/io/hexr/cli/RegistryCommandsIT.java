package io.hexr.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.hexr.console.ExitStatus;
import io.hexr.format.SampleRelease;
import io.hexr.signing.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class RegistryCommandsIT {
    private static final Pattern AT = Pattern.compile("serving (https?://[0-9.]+:[0-9]+)");

    @TempDir
    private Path folder = Path.of("");

    private Child serving(String options) {
        Child child = Child.hexr(
                Map.of(), "registry serve --listen 127.0.0.1:0 --dir '" + folder.resolve("store") + "' " + options);
        child.err().await("Ctrl-C stops it");
        return child;
    }

    private static URI at(Child child) {
        Matcher at = AT.matcher(child.err().text());
        assertThat(at.find()).isTrue();
        return URI.create(at.group(1) + "/v2/");
    }

    private static int get(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void servesUntilASignalThenEndsWell() throws IOException, InterruptedException {
        try (Child child = serving("--access-log --output json");
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, at(child))).isEqualTo(200);
            child.err().await("GET /v2/ 200");
            child.signal("TERM");

            assertThat(child.exit()).isZero();
            assertThat(child.out().text()).contains("hexr.io/registry-served/v1", "\"answers\": 1");
        }
    }

    @Test
    void itsOwnAuthorityStaysTheSameAndItsKeyIsKeptPrivate() throws Exception {
        Path tls = folder.resolve("store-tls");
        String authority;
        try (Child child = serving("--tls-generate");
                HttpClient client = trusting(tls.resolve("ca.pem"))) {
            assertThat(get(client, at(child))).isEqualTo(200);
            authority = Files.readString(tls.resolve("ca.pem"));
            child.signal("INT");
            assertThat(child.exit()).isZero();
        }
        for (String secret : new String[] {"ca.key", "ca.passphrase", "server.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        try (Child child = serving("--tls-generate");
                HttpClient client = trusting(tls.resolve("ca.pem"))) {
            assertThat(get(client, at(child))).isEqualTo(200);
            assertThat(tls.resolve("ca.pem")).hasContent(authority);
            child.signal("TERM");
            assertThat(child.exit()).isZero();
        }
    }

    private static HttpClient trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void aBundleIsServedWithoutUnpackingItOnceItWasVerified() throws Exception {
        SampleRelease sample = SampleRelease.of(7);
        Path bundle = sample.write(folder.resolve("hexr-bundle.tar.gz"));
        Path policy = folder.resolve("trust.json");
        TrustPolicy.update(policy, _ -> sample.trust().policy());
        String serve = "bundle serve --listen 127.0.0.1:0 --trust '" + policy + "' '" + bundle + "'";
        try (Child child = Child.hexr(Map.of(), serve);
                HttpClient client = HttpClient.newHttpClient()) {
            child.err().await("Ctrl-C stops it");
            URI at = at(child);
            String digest =
                    sample.contents().artifacts().getFirst().content().digest().toString();
            assertThat(get(client, at.resolve("auto-registrar/manifests/v1.2.0")))
                    .isEqualTo(200);
            assertThat(get(client, at.resolve("auto-registrar/manifests/" + digest)))
                    .isEqualTo(200);
            assertThat(get(client, at.resolve("hexr-gateway/manifests/" + digest)))
                    .isEqualTo(404);
            assertThat(client.send(
                                    HttpRequest.newBuilder(at.resolve("auto-registrar/blobs/uploads/"))
                                            .POST(HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(405);
            child.signal("TERM");
            assertThat(child.exit()).isZero();
        }
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length / 2] ^= 1;
        Files.write(bundle, bytes);
        try (Child child = Child.hexr(Map.of(), serve)) {
            assertThat(child.exit()).isEqualTo(4);
            assertThat(child.err().text()).doesNotContain("serving");
        }
    }

    @Test
    void refusesToStandOpenToOtherHosts() {
        InProcess run = InProcess.run(
                "registry",
                "serve",
                "--listen",
                "0.0.0.0:0",
                "--dir",
                folder.resolve("store").toString());

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("listen-insecure");
    }

    @Test
    void refusesHalfACertificate() {
        InProcess run = InProcess.run(
                "registry",
                "serve",
                "--tls-cert",
                "a.pem",
                "--dir",
                folder.resolve("store").toString());

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("--tls-key");
    }

    @Test
    void collectsOnlyWhenToldToAndOnlyInAStore() throws Exception {
        try (Child child = serving("");
                HttpClient client = HttpClient.newHttpClient()) {
            URI uploads = at(child).resolve("/v2/app/blobs/uploads/");
            String digest = "sha256:" + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
            HttpResponse<Void> put = client.send(
                    HttpRequest.newBuilder(uploads.resolve("?digest=" + digest))
                            .POST(HttpRequest.BodyPublishers.ofString("abc"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(put.statusCode()).isEqualTo(201);
            child.signal("TERM");
            assertThat(child.exit()).isZero();
        }
        String store = folder.resolve("store").toString();

        InProcess careful = InProcess.run("registry", "gc", "--dir", store);
        assertThat(careful.out()).doesNotContain("ba7816bf");

        InProcess dry = InProcess.run("registry", "gc", "--dir", store, "--older-than", "0");
        assertThat(dry.status()).isEqualTo(ExitStatus.DONE);
        assertThat(dry.out()).contains("ba7816bf");
        assertThat(dry.err()).contains("nothing was removed");

        String list = folder.resolve("gc.json").toString();
        InProcess.run("registry", "gc", "--dir", store, "--older-than", "0", "--plan", list);
        assertThat(InProcess.run("registry", "gc", "--dir", store, "--apply", list, "--untagged")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
        InProcess applied = InProcess.run("registry", "gc", "--dir", store, "--apply", list);
        assertThat(applied.status()).isEqualTo(ExitStatus.DONE);
        assertThat(InProcess.run("registry", "gc", "--dir", store, "--apply", store + "/layout")
                        .status())
                .isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(InProcess.run("registry", "gc", "--dir", store, "--older-than", "0")
                        .out())
                .doesNotContain("ba7816bf");

        InProcess elsewhere =
                InProcess.run("registry", "gc", "--dir", folder.resolve("none").toString());
        assertThat(elsewhere.status()).isEqualTo(ExitStatus.INPUT_INVALID);
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
