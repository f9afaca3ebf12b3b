package boot

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTheCommandOfK3sContainerIsUnderstood(t *testing.T) {
	options, err := Parse([]string{"--disable=traefik", "--tls-san=localhost", "--kube-apiserver-arg=v=2"}, "kube")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(options.TLSNames, []string{"localhost"}) || !slices.Equal(options.Disabled, []string{"traefik"}) ||
		options.NodeName != "kube" || !slices.Equal(options.Extra["kube-apiserver"], []string{"--v=2"}) {
		t.Errorf("%+v", options)
	}
	if options.apiServiceIP() != "10.43.0.1" || options.dnsIP() != "10.43.0.10" {
		t.Errorf("%s %s", options.apiServiceIP(), options.dnsIP())
	}
}

func TestUnknownAndUnusableOptionsAreRefused(t *testing.T) {
	for _, option := range []string{"--no-such-option", "--node-ip=kube", "--cluster-cidr=fd00::/48",
		"--cluster-cidr=10.42.0.0/25", "stray"} {
		if _, err := Parse([]string{option}, "kube"); err == nil {
			t.Errorf("%s: accepted", option)
		}
	}
}

func TestRegistriesBecomeHosts(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "registries.yaml")
	write(t, file, `
mirrors:
  docker.io: {endpoint: ["https://registry.site.test:5000"]}
configs:
  "registry.site.test:5000":
    auth: {username: site, password: 's"cret'}
    tls: {ca_file: /site/ca.crt}
`)
	read, err := readRegistries(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.writeHosts(folder); err != nil {
		t.Fatal(err)
	}
	for host, parts := range map[string][]string{
		"docker.io":               {`server = "https://docker.io"`, `[host."https://registry.site.test:5000"]`, `ca = "/site/ca.crt"`},
		"registry.site.test:5000": {`server = "https://registry.site.test:5000"`, `ca = "/site/ca.crt"`},
	} {
		text, err := os.ReadFile(filepath.Join(folder, host, "hosts.toml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range parts {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s lacks %s:\n%s", host, part, text)
			}
		}
	}
	if text := containerdConfig(read); !strings.Contains(text, `password = "s\"cret"`) {
		t.Error(text)
	}
}

func TestAnUnreadableRegistriesFileIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "registries.yaml")
	for _, text := range []string{"configs: []", "unknown: {}", "mirrors: {docker.io: {rewrite: {a: b}}}"} {
		write(t, file, text)
		if _, err := readRegistries(file); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
