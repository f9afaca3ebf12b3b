package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The way through a proxy. Names that only the proxy knows show that nothing is looked up or contacted beside it. */
final class ProxyIT {
    private static final HostPort INSIDE = new HostPort("registry.invalid", 443);

    @TempDir
    Path folder;

    /** Tunnels every CONNECT to one real server, and refuses without the password. */
    private static final class ScriptedProxy implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final int target;

        ScriptedProxy(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket socket = listener.accept();
                        Thread.ofVirtual().start(() -> serve(socket));
                    }
                } catch (IOException e) {
                    // closed
                }
            });
        }

        private void serve(Socket client) {
            try (client;
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                String head = head(client.getInputStream());
                asked.add(head.lines().findFirst().orElse(""));
                // me:secret
                if (!head.contains("Proxy-Authorization: Basic bWU6c2VjcmV0")) {
                    client.getOutputStream()
                            .write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                client.getOutputStream()
                        .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread back = Thread.ofVirtual().start(() -> pump(server, client));
                pump(client, server);
                back.interrupt();
            } catch (IOException e) {
                // one side left
            }
        }

        private static void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException e) {
                // one side left
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            for (int c = in.read(); c >= 0 && head.indexOf("\r\n\r\n") < 0; c = in.read()) {
                head.append((char) c);
                if (head.indexOf("\r\n\r\n") >= 0) {
                    break;
                }
            }
            return head.toString();
        }

        HostPort at() {
            return new HostPort("127.0.0.1", listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static ClientSettings through(ScriptedProxy proxy, String user, TestCertificates.Issued authority) {
        ProxySettings proxies = ProxySettings.of(Map.of("HTTPS_PROXY", "http://" + user + "@" + proxy.at()));
        return ClientSettings.within(EgressPolicy.nothing()
                        .naming(INSIDE, EgressPolicy.Purpose.REGISTRY)
                        .naming(proxy.at(), EgressPolicy.Purpose.PROXY))
                .with(Clients.QUICK)
                .with(proxies)
                .with(INSIDE, HostSettings.USUAL.trustingOnly(List.of(authority.certificate())));
    }

    @Test
    void reachesARegistryOnlyThroughTheProxy() throws IOException {
        TestCertificates certificates = new TestCertificates(folder);
        TestCertificates.Issued authority = certificates.authority("ca");
        TestCertificates.Issued shown = certificates.signed(
                "inside",
                authority,
                TestCertificates.Validity.days(-1, 5),
                new org.bouncycastle.asn1.x509.GeneralName(
                        org.bouncycastle.asn1.x509.GeneralName.dNSName, INSIDE.host()));
        ServerTls tls = ServerTls.of(shown.store(), TestCertificates.PASSWORD);
        RegistryAddress address = new RegistryAddress(INSIDE, true, "");
        try (StoreFolder store = StoreFolder.open(folder.resolve("store"));
                RegistryServer server =
                        RegistryServer.start(store, ServerOptions.loopback(0).with(tls));
                ScriptedProxy proxy = new ScriptedProxy(server.address().getPort())) {
            try (RegistryClient client = Clients.open(through(proxy, "me:secret", authority))) {
                client.ping(address);
                assertThat(client.egress().contacts())
                        .extracting(EgressReport.Contact::host)
                        .containsExactly(proxy.at(), INSIDE);
                assertThat(client.egress().contacts().get(0).addresses()).containsExactly("127.0.0.1");
                assertThat(client.egress().contacts().get(1).addresses()).isEmpty();
            }
            assertThat(proxy.asked).containsExactly("CONNECT registry.invalid:443 HTTP/1.1");
            try (RegistryClient client = Clients.open(through(proxy, "me:wrong", authority))) {
                assertThatThrownBy(() -> client.ping(address))
                        .isInstanceOf(RegistryException.ProxyRefused.class)
                        .hasMessageContaining("407")
                        .hasMessageNotContaining("wrong");
            }
        }
    }

    @Test
    void asksAPlainRegistryThroughTheProxyInWholeAddresses() throws IOException {
        HostPort inside = new HostPort("registry.invalid", 5000);
        try (ScriptedServer proxy = new ScriptedServer(request -> ScriptedServer.json("{}"))) {
            ClientSettings settings = Clients.plain(inside)
                    .with(ProxySettings.of(Map.of("http_proxy", proxy.at().toString())));
            try (RegistryClient client = Clients.open(settings)) {
                assertThatThrownBy(() -> client.ping(new RegistryAddress(inside, false, "")))
                        .as("the proxy was not named to the egress policy")
                        .isInstanceOf(RegistryException.EgressRefused.class);
            }
            ClientSettings named = new ClientSettings(
                    settings.egress().naming(proxy.at(), EgressPolicy.Purpose.PROXY),
                    settings.hosts(),
                    settings.proxies(),
                    settings.credentials(),
                    settings.timeouts(),
                    settings.retries(),
                    settings.chunks());
            try (RegistryClient client = Clients.open(named)) {
                client.ping(new RegistryAddress(inside, false, ""));
            }
            assertThat(proxy.seen()).hasSize(1);
            assertThat(proxy.seen().getFirst())
                    .startsWith("GET http://registry.invalid:5000/v2/ HTTP/1.1\r\nHost: registry.invalid:5000\r\n");
        }
    }
}
