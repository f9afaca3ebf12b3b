// Package boot starts a single-node Kubernetes inside a container and keeps it running. It honours the parts of the
// rancher/k3s container contract that the tests lean on (command line, paths, kubeconfig, registries.yaml, folders of
// images and manifests, the log line that says the node is up) and refuses options it does not know, because an
// option that is silently ignored makes a test pass for the wrong reason.
package boot

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// Options is what the command line decides.
type Options struct {
	NodeName        string
	NodeIP          string
	TLSNames        []string
	Disabled        []string
	PodRange        netip.Prefix
	ServiceRange    netip.Prefix
	Kubeconfig      string
	ResolvConf      string
	Registries      string
	Extra           map[string][]string // component -> additional arguments
	NoNetworkPolicy bool
}

// withoutMeaning are options of k3s for parts this cluster does not have.
var withoutMeaning = []string{"--flannel-backend", "--snapshotter", "--write-kubeconfig-mode", "--token",
	"--disable-cloud-controller", "--disable-helm-controller", "--disable-kube-proxy-cleanup", "--debug"}

// Parse reads the arguments after "server".
func Parse(arguments []string, hostname string) (Options, error) {
	options := Options{
		NodeName:     hostname,
		PodRange:     netip.MustParsePrefix("10.42.0.0/16"),
		ServiceRange: netip.MustParsePrefix("10.43.0.0/16"),
		Kubeconfig:   "/etc/rancher/k3s/k3s.yaml",
		Registries:   "/etc/rancher/k3s/registries.yaml",
		Extra:        map[string][]string{},
	}
	for len(arguments) > 0 {
		name, value, joined := strings.Cut(arguments[0], "=")
		arguments = arguments[1:]
		if name == "--disable-network-policy" {
			options.NoNetworkPolicy = true
			continue
		}
		if !joined && len(arguments) > 0 && !strings.HasPrefix(arguments[0], "--") {
			value, arguments = arguments[0], arguments[1:]
		}
		if err := options.set(name, value); err != nil {
			return Options{}, fmt.Errorf("%s=%s: %w", name, value, err)
		}
	}
	return options, nil
}

func (o *Options) set(name, value string) (err error) {
	switch name {
	case "--node-name":
		o.NodeName = value
	case "--node-ip", "--advertise-address":
		if net.ParseIP(value) == nil {
			return fmt.Errorf("not an address")
		}
		o.NodeIP = value
	case "--tls-san":
		o.TLSNames = append(o.TLSNames, strings.Split(value, ",")...)
	case "--disable":
		o.Disabled = append(o.Disabled, strings.Split(value, ",")...)
	case "--cluster-cidr":
		o.PodRange, err = ipv4Range(value)
	case "--service-cidr":
		o.ServiceRange, err = ipv4Range(value)
	case "--write-kubeconfig":
		o.Kubeconfig = value
	case "--resolv-conf":
		o.ResolvConf = value
	case "--private-registry":
		o.Registries = value
	case "--kube-apiserver-arg", "--kube-controller-manager-arg", "--kube-scheduler-arg", "--kubelet-arg":
		component := strings.TrimSuffix(strings.TrimPrefix(name, "--"), "-arg")
		o.Extra[component] = append(o.Extra[component], "--"+value)
	default:
		if !slices.Contains(withoutMeaning, name) {
			return fmt.Errorf("this cluster does not know the option")
		}
		fmt.Fprintf(os.Stderr, "hexr-node: %s has no meaning here\n", name)
	}
	return err
}

func ipv4Range(text string) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	if err == nil && (!prefix.Addr().Is4() || prefix.Bits() > 24) {
		err = fmt.Errorf("an IPv4 range of at least 256 addresses is needed")
	}
	return prefix.Masked(), err
}

// address is the n-th address of a range.
func address(prefix netip.Prefix, n int) string {
	found := prefix.Addr()
	for range n {
		found = found.Next()
	}
	return found.String()
}

func (o Options) apiServiceIP() string { return address(o.ServiceRange, 1) }

func (o Options) dnsIP() string { return address(o.ServiceRange, 10) }

// nodePodRange is the node's share of the pod range: the first /24, as the controller manager hands it out.
func (o Options) nodePodRange() netip.Prefix { return netip.PrefixFrom(o.PodRange.Addr(), 24) }
