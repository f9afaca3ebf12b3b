package site

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func TestSecretsAreMadeOnceAndFitTogether(t *testing.T) {
	folder := t.TempDir()
	kept := map[string]string{}
	for range 2 {
		if err := WriteSecrets(folder, "site.test", []string{"registry", "postgres"}); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"ca.crt", "ca.key", "registry.password", "postgres.password"} {
			content := read(t, filepath.Join(folder, name))
			if before, made := kept[name]; made && before != content {
				t.Errorf("%s has been made anew", name)
			}
			kept[name] = content
		}
	}
	user, hash, _ := strings.Cut(strings.TrimSpace(read(t, filepath.Join(folder, "htpasswd"))), ":")
	if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(kept["registry.password"])); err != nil || user != RegistryUser {
		t.Errorf("%s: %v", user, err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM([]byte(kept["ca.crt"]))
	block, _ := pem.Decode([]byte(read(t, filepath.Join(folder, "registry.crt"))))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: trusted, DNSName: "registry.site.test"}); err != nil {
		t.Error(err)
	}
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: trusted, DNSName: "postgres.site.test"}); err == nil {
		t.Error("the registry could pass for PostgreSQL")
	}
}

func TestSecretsAreForTheirOwnerOnly(t *testing.T) {
	folder := t.TempDir()
	if err := WriteSecrets(folder, "site.test", []string{"registry"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", file.Name(), info.Mode())
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
