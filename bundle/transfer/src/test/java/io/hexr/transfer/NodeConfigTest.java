package io.hexr.transfer;

import java.util.Map;
import java.util.Optional;

import io.hexr.registry.RegistryAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class NodeConfigTest {
    private static final RegistryAddress REGISTRY = RegistryAddress.parse("registry.site:5000/hexr");
    private static final String PEM = "-----BEGIN CERTIFICATE-----\n";

    @Test
    void k3sPullsFromTheRegistryAndTrustsItsAuthority() {
        Map<String, String> files = NodeConfig.K3S.files(REGISTRY, Optional.of(PEM));

        assertThat(files.keySet())
                .containsExactly("/etc/rancher/k3s/registries.yaml", "/etc/rancher/k3s/hexr-registry-ca.pem");
        assertThat(files.get("/etc/rancher/k3s/registries.yaml"))
                .contains("\"registry.site:5000\":\n    endpoint:\n      - \"https://registry.site:5000\"")
                .contains("ca_file: \"/etc/rancher/k3s/hexr-registry-ca.pem\"");
        assertThat(files).containsValue(PEM);
    }

    @Test
    void rke2HasItsOwnFolder() {
        assertThat(NodeConfig.RKE2.files(REGISTRY, Optional.empty()).keySet())
                .containsExactly("/etc/rancher/rke2/registries.yaml");
    }

    @Test
    void containerdReadsAFolderPerHost() {
        Map<String, String> files = NodeConfig.CONTAINERD.files(REGISTRY, Optional.of(PEM));

        assertThat(files.get("/etc/containerd/certs.d/registry.site:5000/hosts.toml"))
                .contains("server = \"https://registry.site:5000\"")
                .contains("capabilities = [\"pull\", \"resolve\"]")
                .contains("ca = \"/etc/containerd/certs.d/registry.site:5000/ca.crt\"");
        assertThat(files.get("/etc/containerd/config.toml")).contains("io.containerd.cri.v1.images");
    }

    @Test
    void clearTextIsWrittenAsSuch() {
        RegistryAddress plain = RegistryAddress.parse("http://registry.site:5000");

        assertThat(NodeConfig.CONTAINERD.files(plain, Optional.empty()))
                .extractingByKey("/etc/containerd/certs.d/registry.site:5000/hosts.toml")
                .asString()
                .contains("[host.\"http://registry.site:5000\"]");
    }
}
