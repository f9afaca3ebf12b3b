package io.hexr.registry;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ProxySettingsTest {
    private static boolean goesThroughProxy(String noProxy, String host, int port) {
        return ProxySettings.of(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", noProxy))
                .towards(Scheme.HTTPS, new HostPort(host, port))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|registry.example|443|true",
                "*|registry.example|443|false",
                "registry.example|registry.example|443|false",
                "Registry.Example|registry.example|443|false",
                "registry.example|sub.registry.example|443|false",
                "registry.example|notregistry.example|443|true",
                ".example|registry.example|443|false",
                ".registry.example|registry.example|443|true",
                "*.example|registry.example|443|false",
                "registry.example:5000|registry.example|443|true",
                "registry.example:5000|registry.example|5000|false",
                "10.0.0.0/8|10.1.2.3|443|false",
                "10.0.0.0/8|11.1.2.3|443|true",
                "10.0.0.0/99|10.1.2.3|443|true",
                "10.1.2.3|10.1.2.3|443|false",
                "fd00::/8|fd00::1|443|false",
                "[fd00::1]:5000|fd00::1|5000|false",
                "a, b ,registry.example|registry.example|443|false",
                "''|localhost|443|false",
                "''|127.0.0.1|443|false",
                "''|::1|443|false"
            })
    void leavesOutWhatNoProxyNames(String noProxy, String host, int port, boolean through) {
        assertThat(goesThroughProxy(noProxy, host, port)).isEqualTo(through);
    }

    @Test
    void keepsTheSchemesApartAndPrefersLowerCase() {
        ProxySettings settings = ProxySettings.of(Map.of(
                "http_proxy",
                "first.example",
                "HTTP_PROXY",
                "second.example",
                "https_proxy",
                "http://u:p%40@p.example:1/"));
        HostPort target = new HostPort("registry.example", 443);
        assertThat(settings.towards(Scheme.HTTP, target).orElseThrow().at()).hasToString("first.example:80");
        ProxySettings.Proxy secure = settings.towards(Scheme.HTTPS, target).orElseThrow();
        assertThat(secure.at()).hasToString("p.example:1");
        assertThat(secure.toString()).doesNotContain("p%40").doesNotContain("dTpw");
        assertThat(secure.authorization().orElseThrow().<String>reveal(String::new))
                .isEqualTo("Basic dTpwQA==");
        assertThat(settings.proxies()).hasSize(2);
    }

    @Test
    void refusesProxiesItCannotSpeakTo() {
        assertThatThrownBy(() -> ProxySettings.of(Map.of("HTTPS_PROXY", "socks5://u:secret@p.example")))
                .isInstanceOf(RegistryException.BadCredentials.class)
                .hasMessageNotContaining("secret");
    }
}
