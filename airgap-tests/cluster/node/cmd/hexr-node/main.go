// Command hexr-node is the first process of the test cluster's container, the CNI plugin by which new pods wait for
// their network policies, the watch on the edge of a site, and what prepares and checks the site's surroundings.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"hexr.io/airgaptests/cluster/node/internal/boot"
	"hexr.io/airgaptests/cluster/node/internal/netpol"
)

func main() {
	if filepath.Base(os.Args[0]) == netpol.GateName {
		os.Exit(netpol.RunGate())
	}
	command := ""
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	switch command {
	case "server":
		os.Exit(server())
	case "edge":
		os.Exit(status(watchEdge(os.Args[2:])))
	case "provoke":
		os.Exit(status(provoke(os.Args[2:])))
	case "secrets":
		os.Exit(status(writeSecrets(os.Args[2:])))
	case "check":
		os.Exit(status(checkSite(os.Args[2:])))
	default:
		fmt.Fprintln(os.Stderr, "usage: hexr-node server|edge|provoke|secrets|check ...")
		os.Exit(2)
	}
}

func server() int {
	if os.Getpid() == 1 {
		return boot.AsInit(os.Args)
	}
	hostname, err := os.Hostname()
	if err != nil {
		return failed(err, 1)
	}
	options, err := boot.Parse(os.Args[2:], hostname)
	if err != nil {
		return failed(err, 2)
	}
	if os.Getenv("HEXR_NO_DEFAULT_ROUTE") == "1" {
		if err := boot.DropDefaultRoute(); err != nil {
			return failed(err, 1)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return status(boot.Run(ctx, options))
}

func status(err error) int {
	if err != nil {
		return failed(err, 1)
	}
	return 0
}

func failed(err error, status int) int {
	fmt.Fprintln(os.Stderr, "hexr-node:", err)
	return status
}
