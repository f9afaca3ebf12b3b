package boot

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// registries is the content of registries.yaml: where a site says by which hosts, authority and credentials its nodes
// pull. The file has the shape k3s documents.
type registries struct {
	Mirrors map[string]mirror   `json:"mirrors"`
	Configs map[string]registry `json:"configs"`
}

type mirror struct {
	Endpoints []string          `json:"endpoint"`
	Rewrites  map[string]string `json:"rewrite"`
}

type registry struct {
	Auth *credentials `json:"auth"`
	TLS  *trust       `json:"tls"`
}

type credentials struct {
	Username      string `json:"username"`
	Password      string `json:"password"`
	Auth          string `json:"auth"`
	IdentityToken string `json:"identity_token"`
}

type trust struct {
	CAFile             string `json:"ca_file"`
	CertFile           string `json:"cert_file"`
	KeyFile            string `json:"key_file"`
	InsecureSkipVerify bool   `json:"insecure_skip_verify"`
}

func readRegistries(file string) (registries, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return registries{}, nil
	}
	if err != nil {
		return registries{}, err
	}
	var read registries
	if err := yaml.UnmarshalStrict(content, &read); err != nil {
		return registries{}, fmt.Errorf("%s: %w", file, err)
	}
	for host, mirror := range read.Mirrors {
		if len(mirror.Rewrites) > 0 {
			return registries{}, fmt.Errorf("%s: mirrors.%s.rewrite is not supported here", file, host)
		}
	}
	return read, nil
}

// writeHosts turns the file into containerd's folder of hosts.
func (r registries) writeHosts(folder string) error {
	hosts := map[string][]string{}
	for host, mirror := range r.Mirrors {
		hosts[host] = mirror.Endpoints
	}
	for host := range r.Configs {
		if _, mirrored := hosts[host]; !mirrored && host != "*" {
			hosts[host] = nil
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, host := range slices.Sorted(maps.Keys(hosts)) {
		text, err := r.hostFile(host, hosts[host])
		if err != nil {
			return err
		}
		name := strings.Replace(host, "*", "_default", 1)
		if err := writeFile(filepath.Join(folder, name, "hosts.toml"), text); err != nil {
			return err
		}
	}
	return nil
}

func (r registries) hostFile(host string, endpoints []string) (string, error) {
	var text strings.Builder
	if host != "*" {
		fmt.Fprintf(&text, "server = %q\n", "https://"+host)
		endpoints = append(slices.Clone(endpoints), "https://"+host)
	}
	for _, endpoint := range slices.Compact(endpoints) {
		parsed, err := url.Parse(endpoint)
		if err != nil || parsed.Host == "" {
			return "", fmt.Errorf("registries: %q is not an address", endpoint)
		}
		fmt.Fprintf(&text, "\n[host.%q]\n  capabilities = [\"pull\", \"resolve\", \"push\"]\n", endpoint)
		trusted := r.Configs[parsed.Host].TLS
		if trusted == nil {
			name, _, _ := net.SplitHostPort(parsed.Host)
			trusted = r.Configs[name].TLS
		}
		if trusted == nil {
			continue
		}
		if trusted.CAFile != "" {
			fmt.Fprintf(&text, "  ca = %q\n", trusted.CAFile)
		}
		if trusted.CertFile != "" {
			fmt.Fprintf(&text, "  client = [[%q, %q]]\n", trusted.CertFile, trusted.KeyFile)
		}
		if trusted.InsecureSkipVerify {
			fmt.Fprintf(&text, "  skip_verify = true\n")
		}
	}
	return text.String(), nil
}
