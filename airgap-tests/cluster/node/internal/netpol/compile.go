package netpol

import (
	"fmt"
	"math"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Compile computes the rules. Whatever it cannot express narrows: an unreadable policy cuts off its whole namespace,
// an unusable peer or port matches nothing.
func Compile(world World) (Ruleset, []Unsupported) {
	c := compiler{world: world, rules: Ruleset{
		Ingress: map[netip.Addr][]Allow{},
		Egress:  map[netip.Addr][]Allow{},
	}}
	for _, pod := range world.Pods {
		c.rules.Pods = append(c.rules.Pods, pod.IP)
	}
	slices.SortFunc(c.rules.Pods, netip.Addr.Compare)
	for _, policy := range world.Policies {
		c.apply(policy)
	}
	return c.rules, c.unsupported
}

type compiler struct {
	world       World
	rules       Ruleset
	unsupported []Unsupported
}

func (c *compiler) refuse(policy Policy, reason string, arguments ...any) {
	found := Unsupported{policy.Namespace + "/" + policy.Name, fmt.Sprintf(reason, arguments...)}
	if !slices.Contains(c.unsupported, found) {
		c.unsupported = append(c.unsupported, found)
	}
}

func (c *compiler) apply(policy Policy) {
	if policy.Unreadable != "" {
		c.refuse(policy, "%s", policy.Unreadable)
		policy.Spec = networkingv1.NetworkPolicySpec{PolicyTypes: bothDirections}
	}
	types := policy.Spec.PolicyTypes
	for _, direction := range types {
		if !slices.Contains(bothDirections, direction) {
			c.refuse(policy, "policy type %q", direction)
			types = bothDirections
		}
	}
	selector, err := metav1.LabelSelectorAsSelector(&policy.Spec.PodSelector)
	if err != nil {
		c.apply(Policy{Namespace: policy.Namespace, Name: policy.Name, Unreadable: fmt.Sprintf("podSelector: %v", err)})
		return
	}
	for _, pod := range c.world.Pods {
		if pod.Namespace != policy.Namespace || !selector.Matches(pod.Labels) {
			continue
		}
		if slices.Contains(types, networkingv1.PolicyTypeIngress) {
			c.rules.Ingress[pod.IP] = append(c.rules.Ingress[pod.IP], c.ingress(policy, pod)...)
		}
		if slices.Contains(types, networkingv1.PolicyTypeEgress) {
			c.rules.Egress[pod.IP] = append(c.rules.Egress[pod.IP], c.egress(policy)...)
		}
	}
}

var bothDirections = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}

func (c *compiler) ingress(policy Policy, pod Pod) []Allow {
	allows := []Allow{}
	for _, rule := range policy.Spec.Ingress {
		ports, anyPort := c.ports(policy, rule.Ports, pod.Ports)
		if !anyPort && len(ports) == 0 {
			continue
		}
		for _, allow := range c.peers(policy, rule.From) {
			allow.Ports, allow.AnyPort = ports, anyPort
			allows = append(allows, allow)
		}
	}
	return allows
}

// egress resolves named ports at the other end: each destination pod may mean another number by the same name.
func (c *compiler) egress(policy Policy) []Allow {
	allows := []Allow{}
	for _, rule := range policy.Spec.Egress {
		numbered, named := splitPorts(rule.Ports)
		for _, peer := range c.peers(policy, rule.To) {
			if len(rule.Ports) == 0 || len(numbered) > 0 {
				allow := peer
				allow.Ports, allow.AnyPort = c.ports(policy, numbered, nil)
				allows = append(allows, allow)
			}
			for _, destination := range c.world.Pods {
				if len(named) == 0 || !peer.permitsPeer(destination.IP) {
					continue
				}
				if ports, _ := c.ports(policy, named, destination.Ports); len(ports) > 0 {
					only := []netip.Prefix{single(destination.IP)}
					allows = append(allows, Allow{Peers: only, Ports: ports})
				}
			}
		}
	}
	return allows
}

func splitPorts(ports []networkingv1.NetworkPolicyPort) (numbered, named []networkingv1.NetworkPolicyPort) {
	for _, port := range ports {
		if port.Port != nil && port.Port.Type == intstr.String {
			named = append(named, port)
		} else {
			numbered = append(numbered, port)
		}
	}
	return numbered, named
}

func (c *compiler) ports(
	policy Policy, wanted []networkingv1.NetworkPolicyPort, names []NamedPort) (ranges []PortRange, anyPort bool) {
	if len(wanted) == 0 {
		return nil, true
	}
	for _, port := range wanted {
		protocol := corev1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		switch {
		case protocol != corev1.ProtocolTCP && protocol != corev1.ProtocolUDP:
			c.refuse(policy, "protocol %s", protocol)
		case port.Port == nil:
			ranges = append(ranges, PortRange{protocol, 0, math.MaxUint16})
		case port.Port.Type == intstr.String:
			for _, name := range names {
				if name.Name == port.Port.StrVal && name.Protocol == protocol {
					ranges = append(ranges, PortRange{protocol, name.Port, name.Port})
				}
			}
		default:
			first := uint16(port.Port.IntVal)
			last := first
			if port.EndPort != nil {
				last = uint16(*port.EndPort)
			}
			ranges = append(ranges, PortRange{protocol, first, last})
		}
	}
	return ranges, false
}

func (c *compiler) peers(policy Policy, wanted []networkingv1.NetworkPolicyPeer) []Allow {
	if len(wanted) == 0 {
		return []Allow{{AnyPeer: true}}
	}
	var allows []Allow
	for _, peer := range wanted {
		allow := Allow{}
		if peer.IPBlock != nil {
			allow = c.block(policy, *peer.IPBlock)
		} else {
			allow.Peers = c.selected(policy, peer)
		}
		if len(allow.Peers) > 0 {
			allows = append(allows, allow)
		}
	}
	return allows
}

func (c *compiler) block(policy Policy, block networkingv1.IPBlock) Allow {
	allow := Allow{}
	for index, text := range append([]string{block.CIDR}, block.Except...) {
		prefix, err := netip.ParsePrefix(text)
		if err != nil || !prefix.Addr().Is4() {
			// Without one of its exceptions the block would be too wide, so none of it may stay.
			c.refuse(policy, "address block %q (only IPv4 is enforced)", text)
			return Allow{}
		}
		if index == 0 {
			allow.Peers = []netip.Prefix{prefix.Masked()}
		} else {
			allow.Except = append(allow.Except, prefix.Masked())
		}
	}
	return allow
}

func (c *compiler) selected(policy Policy, peer networkingv1.NetworkPolicyPeer) []netip.Prefix {
	pods, namespaces := labels.Everything(), labels.Nothing()
	if peer.PodSelector != nil {
		pods = c.selector(policy, peer.PodSelector)
	}
	if peer.NamespaceSelector != nil {
		namespaces = c.selector(policy, peer.NamespaceSelector)
	}
	var found []netip.Prefix
	for _, pod := range c.world.Pods {
		inNamespace := namespaces.Matches(c.world.Namespaces[pod.Namespace])
		if peer.NamespaceSelector == nil {
			inNamespace = pod.Namespace == policy.Namespace
		}
		if inNamespace && pods.Matches(pod.Labels) {
			found = append(found, single(pod.IP))
		}
	}
	return found
}

func (c *compiler) selector(policy Policy, selector *metav1.LabelSelector) labels.Selector {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		c.refuse(policy, "selector: %v", err)
		return labels.Nothing()
	}
	return parsed
}

func single(address netip.Addr) netip.Prefix { return netip.PrefixFrom(address, address.BitLen()) }
