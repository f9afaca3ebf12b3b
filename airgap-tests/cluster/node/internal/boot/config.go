package boot

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hexr.io/airgaptests/cluster/node/internal/netpol"
	"sigs.k8s.io/yaml"
)

// The paths of k3s, so that what mounts or reads them works with either.
const (
	data             = "/var/lib/rancher/k3s"
	containerdSocket = "/run/k3s/containerd/containerd.sock"
	certificateHosts = data + "/agent/etc/containerd/certs.d"
	imageFolder      = data + "/agent/images"
	manifestFolder   = data + "/server/manifests"
	storageFolder    = data + "/storage"
)

// Where the image keeps what it brings along.
const (
	share   = "/usr/local/share/hexr-node"
	cniBin  = "/opt/cni/bin"
	cniConf = data + "/agent/etc/cni/net.d"
	etc     = data + "/agent/etc"
)

// PauseImage is the sandbox image, imported from the node's own image and never pulled.
const PauseImage = "hexr.test/pause:1"

// writeConfigs writes the files that containerd, the CNI plugins, the kubelet and kube-proxy read.
func writeConfigs(options Options, keys pki, cgroups string) error {
	registries, err := readRegistries(options.Registries)
	if err != nil {
		return err
	}
	if err := registries.writeHosts(certificateHosts); err != nil {
		return err
	}
	resolvConf := options.ResolvConf
	if resolvConf == "" {
		// The engine's own resolver lives on the container's loopback, where pods cannot reach it.
		resolvConf = filepath.Join(etc, "resolv.conf")
		if err := writeFile(resolvConf, ""); err != nil {
			return err
		}
	}
	files := map[string]any{
		"kubelet.yaml":    kubeletConfig(options, keys, cgroups, resolvConf),
		"kube-proxy.yaml": proxyConfig(options, keys),
	}
	for name, content := range files {
		text, err := yaml.Marshal(content)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(etc, name), string(text)); err != nil {
			return err
		}
	}
	network, err := json.MarshalIndent(networkConfig(options), "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(cniConf, "10-hexr.conflist"), string(network)); err != nil {
		return err
	}
	return writeFile(filepath.Join(etc, "containerd.toml"), containerdConfig(registries))
}

func writeFile(name, content string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(content), 0o600)
}

type object = map[string]any

func kubeletConfig(options Options, keys pki, cgroups, resolvConf string) object {
	return object{
		"apiVersion":               "kubelet.config.k8s.io/v1beta1",
		"kind":                     "KubeletConfiguration",
		"containerRuntimeEndpoint": "unix://" + containerdSocket,
		"cgroupDriver":             "cgroupfs",
		"cgroupRoot":               cgroups,
		"failSwapOn":               false,
		"failCgroupV1":             false,
		// Tolerates a host that withholds sysctls and CAP_SYS_RESOURCE.
		"featureGates":  object{"KubeletInUserNamespace": true},
		"oomScoreAdj":   0,
		"clusterDNS":    []string{options.dnsIP()},
		"clusterDomain": "cluster.local",
		"resolvConf":    resolvConf,
		"authentication": object{
			"anonymous": object{"enabled": false},
			"webhook":   object{"enabled": true},
			"x509":      object{"clientCAFile": keys.Path("ca.crt")},
		},
		"authorization":     object{"mode": "Webhook"},
		"tlsCertFile":       keys.Path("kubelet-serving.crt"),
		"tlsPrivateKeyFile": keys.Path("kubelet-serving.key"),
		// A severed node could not pull again what it had collected.
		"imageGCHighThresholdPercent": 100,
		"imageGCLowThresholdPercent":  99,
		"evictionHard": object{"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%",
			"nodefs.inodesFree": "1%"},
		"nodeStatusUpdateFrequency": "5s",
		"serializeImagePulls":       false,
	}
}

func proxyConfig(options Options, keys pki) object {
	return object{
		"apiVersion":       "kubeproxy.config.k8s.io/v1alpha1",
		"kind":             "KubeProxyConfiguration",
		"mode":             "iptables",
		"hostnameOverride": options.NodeName,
		"clusterCIDR":      options.PodRange.String(),
		"clientConnection": object{"kubeconfig": keys.Path("kube-proxy.kubeconfig")},
		// The connection table belongs to the machine, not to this container.
		"conntrack":   object{"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
		"oomScoreAdj": 0,
	}
}

// networkConfig routes every packet of a pod, also between pods of this node: ptp has no bridge that would switch
// frames past the policies.
func networkConfig(options Options) object {
	plugins := []object{
		{
			"type": "ptp", "ipMasq": true,
			"ipam": object{
				"type": "host-local", "dataDir": "/run/hexr-node/ipam",
				"ranges": [][]object{{{"subnet": options.nodePodRange().String()}}},
				"routes": []object{{"dst": "0.0.0.0/0"}},
			},
		},
		{"type": "portmap", "capabilities": object{"portMappings": true}},
	}
	if !options.NoNetworkPolicy {
		plugins = append(plugins, object{"type": netpol.GateName})
	}
	return object{"cniVersion": "1.0.0", "name": "hexr", "plugins": plugins}
}

func containerdConfig(registries registries) string {
	var text strings.Builder
	fmt.Fprintf(&text, `version = 3
root = %q
state = "/run/k3s/containerd"

[grpc]
  address = %q

[plugins."io.containerd.cri.v1.images"]
  snapshotter = %q
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = %q
  [plugins."io.containerd.cri.v1.images".registry]
    config_path = %q

[plugins."io.containerd.cri.v1.runtime"]
  disable_apparmor = true
  # Without CAP_SYS_RESOURCE nobody may lower a score, and every sandbox would fail.
  restrict_oom_score_adj = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = [%q]
    conf_dir = %q
  [plugins."io.containerd.cri.v1.runtime".containerd]
    default_runtime_name = "runc"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
        SystemdCgroup = false
`, data+"/agent/containerd", containerdSocket, "overlayfs", PauseImage, certificateHosts, cniBin, cniConf)
	for host, entry := range registries.Configs {
		if entry.Auth == nil {
			continue
		}
		fmt.Fprintf(&text, "\n[plugins.\"io.containerd.cri.v1.images\".registry.configs.%q.auth]\n", host)
		for _, field := range [][2]string{{"username", entry.Auth.Username}, {"password", entry.Auth.Password},
			{"auth", entry.Auth.Auth}, {"identitytoken", entry.Auth.IdentityToken}} {
			if field[1] != "" {
				fmt.Fprintf(&text, "  %s = %q\n", field[0], field[1])
			}
		}
	}
	return text.String()
}
