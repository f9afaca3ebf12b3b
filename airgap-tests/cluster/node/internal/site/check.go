package site

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Check looks at the site's servers as a client inside it: each must be there, prove itself by the private authority,
// and turn away whoever has no credentials.
func Check(folder, domain string) error {
	ca, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		return err
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(ca) {
		return errors.New("ca.crt holds no certificate")
	}
	secret, err := os.ReadFile(filepath.Join(folder, "registry.password"))
	if err != nil {
		return err
	}
	return errors.Join(
		checkRegistry("https://registry."+domain+"/v2/", trusted, string(secret)),
		checkPostgres("postgres."+domain, trusted),
		checkNames())
}

func checkRegistry(address string, trusted *x509.CertPool, secret string) error {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}}}
	for _, expected := range []int{http.StatusUnauthorized, http.StatusOK} {
		request, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		if expected == http.StatusOK {
			request.SetBasicAuth(RegistryUser, secret)
		}
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		if err := answer.Body.Close(); err != nil {
			return err
		}
		if answer.StatusCode != expected {
			return fmt.Errorf("%s answered %s, expected %d", address, answer.Status, expected)
		}
	}
	stranger := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}}}
	if answer, err := stranger.Get(address); err == nil {
		return errors.Join(fmt.Errorf("%s proves itself to who does not know the private CA", address), answer.Body.Close())
	}
	return nil
}

// checkPostgres asks for TLS the way a client of PostgreSQL does: the server answers S, then the handshake begins.
func checkPostgres(host string, trusted *x509.CertPool) error {
	connection, err := net.DialTimeout("tcp", host+":5432", 5*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	if _, err := connection.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47}); err != nil {
		return err
	}
	answer := make([]byte, 1)
	if _, err := io.ReadFull(connection, answer); err != nil {
		return err
	}
	if answer[0] != 'S' {
		return fmt.Errorf("%s offers no TLS", host)
	}
	secured := tls.Client(connection, &tls.Config{RootCAs: trusted, ServerName: host, MinVersion: tls.VersionTLS12})
	return secured.Handshake()
}

// checkNames holds the site's resolver to knowing nothing beyond the site.
func checkNames() error {
	if found, err := net.LookupHost("provoking.invalid"); err == nil {
		return fmt.Errorf("the site's resolver knows a name outside: %v", found)
	}
	return nil
}
