package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.hexr.oci.Descriptor;
import io.hexr.oci.MediaTypes;
import io.hexr.registry.RegistryException.TlsRefused;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What the client makes of the certificates real servers show it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientTlsIT {
    private static final GeneralName LOOPBACK = new GeneralName(GeneralName.iPAddress, "127.0.0.1");

    private final Path folder;
    private final TestCertificates certificates;
    private final TestCertificates.Issued authority;
    private final StoreFolder store;

    ClientTlsIT(@TempDir Path folder) {
        this.folder = folder;
        certificates = new TestCertificates(folder);
        authority = certificates.authority("site-ca");
        store = StoreFolder.open(folder.resolve("store"));
    }

    @AfterAll
    void stop() {
        store.close();
    }

    private RegistryServer server(TestCertificates.Issued shown) {
        return RegistryServer.start(
                store, ServerOptions.loopback(0).with(ServerTls.of(shown.store(), TestCertificates.PASSWORD)));
    }

    private RegistryServer server(TestCertificates.Validity validity, GeneralName host) {
        return server(certificates.signed("server", authority, validity, host));
    }

    private static void ping(HostPort at, UnaryOperator<HostSettings> how) {
        ClientSettings settings = ClientSettings.within(
                        EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                .with(Clients.QUICK)
                .with(at, how.apply(HostSettings.USUAL));
        try (RegistryClient client = Clients.open(settings)) {
            client.ping(new RegistryAddress(at, true, ""));
        }
    }

    private void refused(RegistryServer server, TlsRefused.Reason reason, UnaryOperator<HostSettings> how) {
        assertThatThrownBy(() -> ping(at(server), how))
                .asInstanceOf(type(TlsRefused.class))
                .extracting(TlsRefused::reason)
                .isEqualTo(reason);
    }

    private static HostPort at(RegistryServer server) {
        return new HostPort("127.0.0.1", server.address().getPort());
    }

    private HostSettings trusting(HostSettings usual) {
        return usual.trustingOnly(PemFile.certificates(authority.certificateFile()));
    }

    @Test
    void trustsTheAuthorityGivenForTheHost() {
        try (RegistryServer server = server(certificates.signed("good", authority))) {
            assertThatCode(() -> ping(at(server), this::trusting)).doesNotThrowAnyException();
        }
    }

    @Test
    void carriesFilesBothWays() throws IOException {
        byte[] content = new byte[(3 << 20) + 17];
        new java.util.Random(3).nextBytes(content);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
        Path file = Files.write(folder.resolve("content"), content);
        try (RegistryServer server = server(certificates.signed("carrier", authority));
                FileChannel channel = FileChannel.open(file)) {
            for (Chunks chunks : List.of(Chunks.of(1 << 20), Chunks.USUAL)) {
                carries(at(server), chunks, blob, Body.of(channel, 0, content.length));
            }
        }
    }

    private void carries(HostPort at, Chunks chunks, Descriptor blob, Body body) throws IOException {
        try (RegistryClient client =
                Clients.open(ClientSettings.within(EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY))
                        .with(at, trusting(HostSettings.USUAL))
                        .with(chunks))) {
            RegistryStore carried = client.store(new RegistryAddress(at, true, ""), "tls/file");
            carried.upload(blob, body, UploadJournal.NONE, Optional.empty());
            try (InputStream in = carried.open(blob)) {
                assertThat(Descriptor.of(blob.mediaType(), in.readAllBytes())).isEqualTo(blob);
            }
            assertThat(client.egress().contacts().getFirst().connections()).isEqualTo(1);
        }
    }

    @Test
    void refusesAnAuthorityNobodyGave() {
        Path other = certificates.authority("other-ca").certificateFile();
        try (RegistryServer server = server(certificates.signed("stranger", authority))) {
            refused(server, TlsRefused.Reason.UNKNOWN_AUTHORITY, usual -> usual);
            refused(
                    server,
                    TlsRefused.Reason.UNKNOWN_AUTHORITY,
                    usual -> usual.trustingOnly(PemFile.certificates(other)));
        }
    }

    @Test
    void refusesACertificateThatHasExpired() {
        try (RegistryServer server = server(TestCertificates.Validity.days(-20, -5), LOOPBACK)) {
            refused(server, TlsRefused.Reason.EXPIRED, this::trusting);
        }
    }

    @Test
    void refusesOneThatHasExpiredThoughItIsItsOwnAuthority() {
        TestCertificates.Issued own =
                certificates.signed("own", authority, TestCertificates.Validity.days(-20, -5), LOOPBACK);
        try (RegistryServer server = server(own)) {
            refused(
                    server,
                    TlsRefused.Reason.EXPIRED,
                    usual -> usual.trustingOnly(PemFile.certificates(own.certificateFile())));
        }
    }

    @Test
    void refusesACertificateOfTheFuture() {
        try (RegistryServer server = server(TestCertificates.Validity.days(5, 20), LOOPBACK)) {
            refused(server, TlsRefused.Reason.NOT_YET_VALID, this::trusting);
        }
    }

    @Test
    void refusesACertificateForAnotherName() {
        try (RegistryServer server = server(
                TestCertificates.Validity.days(-1, 5), new GeneralName(GeneralName.dNSName, "registry.example"))) {
            assertThatThrownBy(() -> ping(at(server), this::trusting))
                    .hasMessageContaining("registry.example")
                    .asInstanceOf(type(TlsRefused.class))
                    .extracting(TlsRefused::reason)
                    .isEqualTo(TlsRefused.Reason.NAME_MISMATCH);
        }
    }

    @Test
    void neverTurnsToClearTextByItself() {
        try (RegistryServer plain = RegistryServer.start(store, ServerOptions.loopback(0))) {
            refused(plain, TlsRefused.Reason.NOT_TLS, usual -> usual);
            HostPort at = at(plain);
            ClientSettings settings =
                    ClientSettings.within(EgressPolicy.nothing().naming(at, EgressPolicy.Purpose.REGISTRY));
            try (RegistryClient client = Clients.open(settings)) {
                assertThatThrownBy(() -> client.ping(new RegistryAddress(at, false, "")))
                        .isInstanceOf(RegistryException.PlainHttpRefused.class);
                assertThat(client.egress().contacts()).isEmpty();
            }
        }
    }

    /** The runtime itself offers nothing that old any more, so the answer is written by hand: a fatal alert, in a record of TLS 1.2. */
    @ParameterizedTest
    @ValueSource(ints = {70, 40})
    void saysThatNoVersionOrCipherIsCommon(int alert) throws IOException, InterruptedException {
        ServerSocket old = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread answering = Thread.ofVirtual().start(() -> refuse(old, alert));
        try {
            HostPort at = new HostPort("127.0.0.1", old.getLocalPort());

            assertThatThrownBy(() -> ping(at, usual -> usual))
                    .asInstanceOf(type(TlsRefused.class))
                    .extracting(TlsRefused::reason)
                    .isEqualTo(TlsRefused.Reason.NO_COMMON_VERSION);
        } finally {
            old.close();
            answering.join();
        }
    }

    private static void refuse(ServerSocket old, int alert) {
        while (!old.isClosed()) {
            try (Socket socket = old.accept()) {
                socket.getInputStream().readNBytes(64);
                socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert});
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client went, or the test is over
            }
        }
    }

    @Test
    void presentsTheClientCertificateARegistryWants() throws IOException {
        TestCertificates.Issued mutual = certificates.signed("mutual", authority);
        TestCertificates.Issued pusher = certificates.signed("pusher", authority);
        TestCertificates.Issued intruder = certificates.signed("intruder", certificates.authority("foreign-ca"));
        try (ForeignRegistry registry = ForeignRegistry.distribution(
                folder,
                "http:",
                "  addr: 127.0.0.1:@PORT@",
                "  tls:",
                "    certificate: " + mutual.certificateFile(),
                "    key: " + mutual.keyFile(),
                "    clientcas: [\"" + authority.certificateFile() + "\"]")) {
            HostPort at = registry.at();
            ClientKey own = ClientKey.read(pusher.certificateFile(), pusher.keyFile());
            ClientKey wrong = ClientKey.read(intruder.certificateFile(), intruder.keyFile());
            assertThatCode(() -> ping(at, usual -> trusting(usual).presenting(own)))
                    .doesNotThrowAnyException();
            for (UnaryOperator<HostSettings> without : List.<UnaryOperator<HostSettings>>of(
                    this::trusting, usual -> trusting(usual).presenting(wrong))) {
                assertThatThrownBy(() -> ping(at, without))
                        .asInstanceOf(type(TlsRefused.class))
                        .extracting(TlsRefused::reason)
                        .isEqualTo(TlsRefused.Reason.CLIENT_CERTIFICATE_WANTED);
            }
        }
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() {
        TestCertificates.Issued one = certificates.signed("one", authority);
        TestCertificates.Issued two = certificates.signed("two", authority);
        assertThatThrownBy(() -> ClientKey.read(one.certificateFile(), two.keyFile()))
                .isInstanceOf(RegistryException.BadCertificate.class)
                .hasMessageContaining("is not the key");
        assertThatThrownBy(() -> ClientKey.read(one.certificateFile(), one.certificateFile()))
                .isInstanceOf(RegistryException.BadCertificate.class);
        assertThatThrownBy(() -> PemFile.certificates(one.keyFile()))
                .isInstanceOf(RegistryException.BadCertificate.class);
        assertThatThrownBy(() -> PemFile.certificates(folder.resolve("none")))
                .isInstanceOf(RegistryException.BadCertificate.class);
    }
}
