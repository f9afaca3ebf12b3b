// Package certs issues the certificates of test clusters and test sites. Authorities are kept, leaves are made anew;
// everything is written as PEM files that only the owner may read.
package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
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

// Folder is where the files lie.
type Folder string

// Authority can issue.
type Authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// Path of a file in the folder.
func (f Folder) Path(name string) string { return filepath.Join(string(f), name) }

// Authority loads the authority NAME.crt and NAME.key, or makes it.
func (f Folder) Authority(file, commonName string) (Authority, error) {
	if made, err := f.load(file); !errors.Is(err, fs.ErrNotExist) {
		return made, err
	}
	made, err := template(commonName, 10*365*24*time.Hour)
	if err != nil {
		return Authority{}, err
	}
	made.IsCA, made.BasicConstraintsValid = true, true
	made.KeyUsage |= x509.KeyUsageCertSign
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Authority{}, err
	}
	if err := f.issue(file, made, key, Authority{made, key}); err != nil {
		return Authority{}, err
	}
	return f.load(file)
}

// Leaf writes NAME.crt and NAME.key for a server, a client or both. The group becomes the organization, if there is one.
func (f Folder) Leaf(issuer Authority, file, commonName, group string, hosts ...string) error {
	made, err := template(commonName, 2*365*24*time.Hour)
	if err != nil {
		return err
	}
	if group != "" {
		made.Subject.Organization = []string{group}
	}
	made.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			made.IPAddresses = append(made.IPAddresses, ip)
		} else if host != "" {
			made.DNSNames = append(made.DNSNames, host)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return f.issue(file, made, key, issuer)
}

// KeyPair writes NAME.key and NAME.pub, unless they are there.
func (f Folder) KeyPair(file string) error {
	if _, err := os.Stat(f.Path(file + ".pub")); err == nil {
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
	return errors.Join(f.write(file+".key", "EC PRIVATE KEY", private), f.write(file+".pub", "PUBLIC KEY", public))
}

func template(name string, validity time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	// Scenarios move the clock by minutes; the certificates of the surroundings are not what they test.
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}, nil
}

func (f Folder) issue(file string, template *x509.Certificate, key *ecdsa.PrivateKey, issuer Authority) error {
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.certificate, key.Public(), issuer.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return errors.Join(f.write(file+".key", "EC PRIVATE KEY", private), f.write(file+".crt", "CERTIFICATE", der))
}

func (f Folder) load(file string) (Authority, error) {
	certificate, err := f.read(file + ".crt")
	if err != nil {
		return Authority{}, err
	}
	key, err := f.read(file + ".key")
	if err != nil {
		return Authority{}, err
	}
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return Authority{}, err
	}
	private, err := x509.ParseECPrivateKey(key)
	return Authority{parsed, private}, err
}

func (f Folder) write(file, kind string, content []byte) error {
	return os.WriteFile(f.Path(file), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600)
}

func (f Folder) read(file string) ([]byte, error) {
	content, err := os.ReadFile(f.Path(file))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: not a PEM file", f.Path(file))
	}
	return block.Bytes, nil
}
