// Package site prepares and checks the surroundings of a disconnected cluster: what a site's own people would have
// made before the product arrives. It promises that no secret is printed and that a second call keeps what is there.
package site

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/crypto/bcrypt"
	"hexr.io/airgaptests/cluster/node/internal/certs"
)

// RegistryUser may pull and push.
const RegistryUser = "site"

// WriteSecrets makes the private authority, a certificate per host, and the passwords:
//
//	ca.crt ca.key, <host>.crt <host>.key, registry.password htpasswd, postgres.password
func WriteSecrets(folder, domain string, hosts []string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	files := certs.Folder(folder)
	authority, err := files.Authority("ca", "Private CA of "+domain)
	if err != nil {
		return err
	}
	for _, host := range hosts {
		if err := files.Leaf(authority, host, host+"."+domain, "", host+"."+domain, host); err != nil {
			return err
		}
	}
	registry, err1 := password(filepath.Join(folder, "registry.password"))
	_, err2 := password(filepath.Join(folder, "postgres.password"))
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	// The password is random and lives as long as the site; the registry computes this for each of thousands of requests.
	hash, err := bcrypt.GenerateFromPassword([]byte(registry), bcrypt.MinCost)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "htpasswd"), []byte(RegistryUser+":"+string(hash)+"\n"), 0o600)
}

func password(file string) (string, error) {
	if kept, err := os.ReadFile(file); err == nil {
		return string(kept), nil
	}
	made := rand.Text()
	return made, os.WriteFile(file, []byte(made), 0o600)
}
