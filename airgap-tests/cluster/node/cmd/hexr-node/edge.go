package main

import (
	"context"
	"errors"
	"flag"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"hexr.io/airgaptests/cluster/node/internal/edge"
)

// watchEdge runs on the host's network, beside the site: it cuts the bridge off and watches it. SIGUSR1 says that the
// provocation is over.
func watchEdge(arguments []string) error {
	flags := flag.NewFlagSet("edge", flag.ContinueOnError)
	bridge := flags.String("bridge", "", "the site's bridge")
	folder := flags.String("report", "/report", "folder for the report")
	inside := flags.String("inside", "", "address ranges of the site, with commas")
	domains := flags.String("domains", "", "domains of the site, with commas")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	var ranges []netip.Prefix
	for _, text := range strings.Split(*inside, ",") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return err
		}
		ranges = append(ranges, prefix)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	proven := make(chan os.Signal, 1)
	signal.Notify(proven, syscall.SIGUSR1)
	watch, err := edge.Open(*bridge, *folder, ranges, strings.Split(*domains, ","))
	if err != nil {
		return err
	}
	return watch.Run(ctx, proven)
}

// provoke runs inside the site.
func provoke(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("usage: hexr-node provoke GATEWAY")
	}
	gateway, err := netip.ParseAddr(arguments[0])
	if err != nil {
		return err
	}
	return edge.Provoke(gateway)
}
