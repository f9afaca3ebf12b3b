package io.hexr.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.hexr.registry.RegistryAddress;

/** What the nodes of a cluster need in order to pull from a destination: files by their path, ready to be pasted. Holds no credentials. */
public enum NodeConfig {
    K3S("/etc/rancher/k3s", "systemctl restart k3s (on agents: k3s-agent)"),
    RKE2("/etc/rancher/rke2", "systemctl restart rke2-server (on agents: rke2-agent)"),
    CONTAINERD("/etc/containerd", "systemctl restart containerd; later changes of hosts.toml need no restart");

    private final String folder;
    private final String afterwards;

    NodeConfig(String folder, String afterwards) {
        this.folder = folder;
        this.afterwards = afterwards;
    }

    /** What makes a node take the files up. */
    public String afterwards() {
        return afterwards;
    }

    /** The files by path; {@code authority} is the PEM text of whoever issued the registry's certificate, unless the nodes trust it already. */
    public Map<String, String> files(RegistryAddress registry, Optional<String> authority) {
        String host = new RegistryAddress(registry.at(), registry.tls(), "").toString();
        String url = (registry.tls() ? "https://" : "http://") + host;
        return this == CONTAINERD ? hosts(host, url, authority) : registries(host, url, authority);
    }

    private Map<String, String> registries(String host, String url, Optional<String> authority) {
        Map<String, String> files = new LinkedHashMap<>();
        String ca = folder + "/hexr-registry-ca.pem";
        StringBuilder text = new StringBuilder("# pull what is named " + host + "/... from there and nowhere else\n");
        text.append("mirrors:\n  \"")
                .append(host)
                .append("\":\n    endpoint:\n      - \"")
                .append(url)
                .append("\"\n");
        text.append("configs:\n  \"").append(host).append("\":\n");
        text.append("    # auth:              # where pulling needs an account; keep this file mode 0600\n");
        text.append("    #   username: USER\n    #   password: PASSWORD\n");
        if (authority.isPresent()) {
            text.append("    tls:\n      ca_file: \"").append(ca).append("\"\n");
        } else {
            text.append("    # tls:\n    #   ca_file: \"").append(ca).append("\"\n");
        }
        files.put(folder + "/registries.yaml", text.toString());
        authority.ifPresent(pem -> files.put(ca, pem));
        return files;
    }

    private Map<String, String> hosts(String host, String url, Optional<String> authority) {
        Map<String, String> files = new LinkedHashMap<>();
        String certs = folder + "/certs.d";
        String own = certs + "/" + host;
        files.put(
                folder + "/config.toml",
                "# add to the file; the first table is for containerd 2, the second for containerd 1\n"
                        + "[plugins.\"io.containerd.cri.v1.images\".registry]\n  config_path = \"" + certs + "\"\n"
                        + "# [plugins.\"io.containerd.grpc.v1.cri\".registry]\n#   config_path = \"" + certs + "\"\n");
        StringBuilder text = new StringBuilder("server = \"" + url + "\"\n\n");
        text.append("[host.\"").append(url).append("\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
        authority.ifPresent(pem -> text.append("  ca = \"").append(own).append("/ca.crt\"\n"));
        files.put(own + "/hosts.toml", text.toString());
        authority.ifPresent(pem -> files.put(own + "/ca.crt", pem));
        return files;
    }
}
