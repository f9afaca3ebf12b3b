// Package netpol enforces NetworkPolicy on the test cluster's only node. It promises that a pod's policies are in
// force before the pod's first process runs (a CNI plugin waits for them), that packets of pods it does not know are
// dropped, and that what it cannot enforce it reports and answers with isolation. It leaves OUTPUT alone, so the
// kubelet's probes always arrive, and it refuses to be more than a test tool: one node, IPv4, everything recomputed on
// each change.
package netpol

import (
	"cmp"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Pod is what the rules need to know of a pod.
type Pod struct {
	Namespace string
	Name      string
	IP        netip.Addr
	Labels    labels.Set
	Ports     []NamedPort
}

// NamedPort is a container port a policy can name.
type NamedPort struct {
	Name     string
	Protocol corev1.Protocol
	Port     uint16
}

// Policy is a NetworkPolicy, or the reason why its spec could not be read as one.
type Policy struct {
	Namespace  string
	Name       string
	Spec       networkingv1.NetworkPolicySpec
	Unreadable string
}

// World is everything the rules are computed from.
type World struct {
	Pods       []Pod
	Namespaces map[string]labels.Set
	Policies   []Policy
}

// Unsupported is a part of a policy that is not enforced as written. A test run with one of these is red.
type Unsupported struct {
	Policy string `json:"policy"`
	Reason string `json:"reason"`
}

// Ruleset says, per pod address, what may come in and go out. A pod that is missing from a map is not isolated in that
// direction; a pod with no Allow is cut off.
type Ruleset struct {
	Pods    []netip.Addr
	Ingress map[netip.Addr][]Allow
	Egress  map[netip.Addr][]Allow
}

// Allow lets traffic pass when the other side is one of the peers and the destination port one of the ports.
type Allow struct {
	AnyPeer bool
	Peers   []netip.Prefix
	Except  []netip.Prefix
	AnyPort bool
	Ports   []PortRange
}

// PortRange is an inclusive range of destination ports of one protocol.
type PortRange struct {
	Protocol corev1.Protocol
	First    uint16
	Last     uint16
}

// Permits is the meaning of a ruleset, against which the rendered rules can be judged.
func (r Ruleset) Permits(from, to netip.Addr, protocol corev1.Protocol, port uint16) bool {
	if from == to {
		return true
	}
	if allows, isolated := r.Egress[from]; isolated && !anyPermits(allows, to, protocol, port) {
		return false
	}
	allows, isolated := r.Ingress[to]
	return !isolated || anyPermits(allows, from, protocol, port)
}

func anyPermits(allows []Allow, peer netip.Addr, protocol corev1.Protocol, port uint16) bool {
	for _, allow := range allows {
		if allow.permitsPeer(peer) && allow.permitsPort(protocol, port) {
			return true
		}
	}
	return false
}

func (a Allow) permitsPeer(peer netip.Addr) bool {
	return a.AnyPeer || contains(a.Peers, peer) && !contains(a.Except, peer)
}

func (a Allow) permitsPort(protocol corev1.Protocol, port uint16) bool {
	if a.AnyPort {
		return true
	}
	for _, r := range a.Ports {
		if r.Protocol == protocol && r.First <= port && port <= r.Last {
			return true
		}
	}
	return false
}

func contains(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, prefix := range prefixes {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// sorted makes equal worlds yield equal rules, so that the kernel is only asked to change when something has.
func sorted(world World) World {
	slices.SortFunc(world.Pods, func(a, b Pod) int { return a.IP.Compare(b.IP) })
	slices.SortFunc(world.Policies, func(a, b Policy) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return world
}
