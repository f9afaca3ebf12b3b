package boot

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"

	"hexr.io/airgaptests/cluster/node/internal/certs"
)

// pki is the cluster's certificate folder. Authorities and the service-account key survive a restart of the node,
// leaf certificates are made anew at each start, because the container's address may have changed.
type pki struct{ certs.Folder }

// create writes everything the components read.
func (p pki) create(options Options) error {
	if err := os.MkdirAll(string(p.Folder), 0o700); err != nil {
		return err
	}
	cluster, err1 := p.Authority("ca", "hexr-test-cluster-ca")
	frontProxy, err2 := p.Authority("front-proxy-ca", "hexr-test-front-proxy-ca")
	if err := errors.Join(err1, err2, p.KeyPair("sa")); err != nil {
		return err
	}
	serverNames := append([]string{"kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1", "0.0.0.0", options.apiServiceIP(),
		options.NodeIP, options.NodeName}, options.TLSNames...)
	node := []string{options.NodeName, options.NodeIP, "127.0.0.1"}
	leaves := []struct {
		file, name, group string
		hosts             []string
		issuer            certs.Authority
	}{
		{"apiserver", "kube-apiserver", "", serverNames, cluster},
		{"apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters", nil, cluster},
		{"front-proxy-client", "front-proxy-client", "", nil, frontProxy},
		{"kubelet-serving", options.NodeName, "", node, cluster},
		{"admin", "kubernetes-admin", "system:masters", nil, cluster},
		{"controller-manager", "system:kube-controller-manager", "", nil, cluster},
		{"scheduler", "system:kube-scheduler", "", nil, cluster},
		{"kube-proxy", "system:kube-proxy", "", nil, cluster},
		{"kubelet", "system:node:" + options.NodeName, "system:nodes", nil, cluster},
	}
	for _, leaf := range leaves {
		if err := p.Leaf(leaf.issuer, leaf.file, leaf.name, leaf.group, leaf.hosts...); err != nil {
			return err
		}
	}
	for _, user := range []string{"admin", "controller-manager", "scheduler", "kube-proxy", "kubelet"} {
		if err := p.kubeconfig(user); err != nil {
			return err
		}
	}
	return nil
}

func (p pki) kubeconfig(user string) error {
	var text bytes.Buffer
	encode := func(file string) (string, error) {
		content, err := os.ReadFile(p.Path(file))
		return base64.StdEncoding.EncodeToString(content), err
	}
	ca, err1 := encode("ca.crt")
	certificate, err2 := encode(user + ".crt")
	key, err3 := encode(user + ".key")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	// The names are all "default", as in the kubeconfig of k3s, by which Testcontainers finds the context.
	fmt.Fprintf(&text, `apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: %s
contexts:
- name: default
  context:
    cluster: default
    user: default
current-context: default
users:
- name: default
  user:
    client-certificate-data: %s
    client-key-data: %s
`, ca, certificate, key)
	return os.WriteFile(p.Path(user+".kubeconfig"), text.Bytes(), 0o600)
}
