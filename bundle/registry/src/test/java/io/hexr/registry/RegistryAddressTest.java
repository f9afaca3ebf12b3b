package io.hexr.registry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class RegistryAddressTest {
    @ParameterizedTest
    @CsvSource({
        "registry.example,                  registry.example:443,  true,  ''",
        "REGISTRY.example/,                 registry.example:443,  true,  ''",
        "registry.example:5000,             registry.example:5000, true,  ''",
        "https://registry.example,          registry.example:443,  true,  ''",
        "HTTPS://registry.example:8443//,   registry.example:8443, true,  ''",
        "http://registry.example,           registry.example:80,   false, ''",
        "http://registry.example:5000/a/b/, registry.example:5000, false, a/b",
        "registry.example/team/nested/path, registry.example:443,  true,  team/nested/path",
        "localhost:5000,                    localhost:5000,        true,  ''",
        "10.0.0.7,                          10.0.0.7:443,          true,  ''",
        "[fd00::7],                         [fd00::7]:443,         true,  ''",
        "https://[FD00::7]:5000/team,       [fd00::7]:5000,        true,  team"
    })
    void takesWhatPeopleWrite(String text, String at, boolean tls, String path) {
        RegistryAddress address = RegistryAddress.parse(text);
        assertThat(address.at()).hasToString(at);
        assertThat(address.tls()).isEqualTo(tls);
        assertThat(address.path()).isEqualTo(path);
        assertThat(RegistryAddress.parse((tls ? "https://" : "http://") + address))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty",
                "ftp://registry.example|the scheme is https or http",
                "https:///x|the host is missing",
                "registry.example:port|a number",
                "registry.example:0|1 to 65535",
                "registry.example:99999|1 to 65535",
                "registry.example:|a number",
                "fd00::7|in brackets",
                "[fd00::7|bracket",
                "[fd00::zz]|not a host",
                "me:secret@registry.example|credentials do not belong",
                "registry.example/team:1.0|leave out the tag",
                "registry.example/team@sha256:00|nor does a digest",
                "registry.example/Team|lower-case",
                "registry.example/a//b|lower-case",
                "registry.example/../b|lower-case",
                "registry.example/v2/|leave out /v2",
                "registry.example?x=y|no ? or #",
                "registry example|printable ASCII",
                "regístry.example|printable ASCII",
                "-registry.example|not a host"
            })
    void saysWhatIsWrongWithTheRest(String text, String why) {
        assertThatThrownBy(() -> RegistryAddress.parse(text))
                .isInstanceOf(RegistryException.BadAddress.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @Test
    void placesRepositoriesBelowThePath() {
        assertThat(RegistryAddress.parse("registry.example/team").repository("hexr/vault"))
                .isEqualTo("team/hexr/vault");
        assertThat(RegistryAddress.parse("registry.example").repository("hexr/vault"))
                .isEqualTo("hexr/vault");
        assertThat(RegistryAddress.parse("registry.example")
                        .overPlainHttp()
                        .at()
                        .port())
                .isEqualTo(80);
        assertThat(RegistryAddress.parse("registry.example:5000").overPlainHttp())
                .hasToString("registry.example:5000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\r\nX: y", "a b"})
    void refusesHostsThatAreMoreThanHosts(String host) {
        assertThatThrownBy(() -> new HostPort(host, 1)).isInstanceOf(RegistryException.BadAddress.class);
    }
}
