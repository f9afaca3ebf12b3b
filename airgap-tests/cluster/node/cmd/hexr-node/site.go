package main

import (
	"errors"

	"hexr.io/airgaptests/cluster/node/internal/site"
)

// writeSecrets prepares a site's certificates and passwords.
func writeSecrets(arguments []string) error {
	if len(arguments) < 3 {
		return errors.New("usage: hexr-node secrets FOLDER DOMAIN HOST...")
	}
	return site.WriteSecrets(arguments[0], arguments[1], arguments[2:])
}

// checkSite runs inside the site.
func checkSite(arguments []string) error {
	if len(arguments) != 2 {
		return errors.New("usage: hexr-node check FOLDER DOMAIN")
	}
	return site.Check(arguments[0], arguments[1])
}
