package boot

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// pki is the cluster's certificate folder. Authorities and the service-account key survive a restart of the node,
// leaf certificates are made anew at each start, because the container's address may have changed.
type pki struct{ dir string }

type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func (p pki) path(name string) string { return filepath.Join(p.dir, name) }

// create writes everything the components read.
func (p pki) create(options Options) error {
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return err
	}
	cluster, err := p.authority("ca", "hexr-test-cluster-ca")
	if err != nil {
		return err
	}
	frontProxy, err := p.authority("front-proxy-ca", "hexr-test-front-proxy-ca")
	if err != nil {
		return err
	}
	if err := p.serviceAccountKey(); err != nil {
		return err
	}
	serverNames := append([]string{"kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1", "0.0.0.0", options.apiServiceIP(),
		options.NodeIP, options.NodeName}, options.TLSNames...)
	node := []string{options.NodeName, options.NodeIP, "127.0.0.1"}
	leaves := []struct {
		file, name, group string
		hosts             []string
		issuer            authority
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
		if err := p.leaf(leaf.file, leaf.name, leaf.group, leaf.hosts, leaf.issuer); err != nil {
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

func (p pki) authority(file, name string) (authority, error) {
	if made, err := p.load(file); !errors.Is(err, fs.ErrNotExist) {
		return made, err
	}
	template, err := template(name, 10*365*24*time.Hour)
	if err != nil {
		return authority{}, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	if err := p.issue(file, template, key, authority{template, key}); err != nil {
		return authority{}, err
	}
	return p.load(file)
}

func (p pki) leaf(file, name, group string, hosts []string, issuer authority) error {
	template, err := template(name, 2*365*24*time.Hour)
	if err != nil {
		return err
	}
	if group != "" {
		template.Subject.Organization = []string{group}
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return p.issue(file, template, key, issuer)
}

func template(name string, validity time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	// The scenarios move the clock by minutes; the certificates of the cluster itself are not what they test.
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}, nil
}

func (p pki) issue(file string, template *x509.Certificate, key *ecdsa.PrivateKey, issuer authority) error {
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.certificate, key.Public(), issuer.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := p.writePEM(file+".key", "EC PRIVATE KEY", private); err != nil {
		return err
	}
	return p.writePEM(file+".crt", "CERTIFICATE", der)
}

func (p pki) load(file string) (authority, error) {
	certificate, err := p.readPEM(file + ".crt")
	if err != nil {
		return authority{}, err
	}
	key, err := p.readPEM(file + ".key")
	if err != nil {
		return authority{}, err
	}
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return authority{}, err
	}
	private, err := x509.ParseECPrivateKey(key)
	return authority{parsed, private}, err
}

func (p pki) serviceAccountKey() error {
	if _, err := os.Stat(p.path("sa.pub")); err == nil {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := p.writePEM("sa.key", "EC PRIVATE KEY", private); err != nil {
		return err
	}
	return p.writePEM("sa.pub", "PUBLIC KEY", public)
}

func (p pki) writePEM(file, kind string, content []byte) error {
	return os.WriteFile(p.path(file), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600)
}

func (p pki) readPEM(file string) ([]byte, error) {
	content, err := os.ReadFile(p.path(file))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: not a PEM file", p.path(file))
	}
	return block.Bytes, nil
}

func (p pki) kubeconfig(user string) error {
	var text bytes.Buffer
	encode := func(file string) (string, error) {
		content, err := os.ReadFile(p.path(file))
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
	return os.WriteFile(p.path(user+".kubeconfig"), text.Bytes(), 0o600)
}
