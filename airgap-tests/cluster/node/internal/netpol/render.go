package netpol

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

const table = "hexr_netpol"

// Render writes the ruleset as one nftables transaction, so the kernel changes from the old rules to the new ones at
// once. The table only ever drops: it stands beside the chains of kube-proxy and the CNI plugins and never reads or
// changes them. It runs after destination NAT, and so sees pods where policies speak of pods.
func Render(rules Ruleset, podRange netip.Prefix) string {
	var text strings.Builder
	line := func(format string, arguments ...any) { fmt.Fprintf(&text, format+"\n", arguments...) }
	// Adding before deleting makes the deletion succeed on the first run, too.
	line("add table ip %s", table)
	line("delete table ip %s", table)
	line("table ip %s {", table)
	line("  set known { type ipv4_addr; %s}", elements(each(rules.Pods, netip.Addr.String)))
	line("  set itself { type ipv4_addr . ipv4_addr; %s}", elements(each(rules.Pods, func(pod netip.Addr) string {
		return pod.String() + " . " + pod.String()
	})))
	var verdicts = map[string][]string{}
	for _, direction := range []string{"egress", "ingress"} {
		isolated, peerField := rules.Egress, "daddr"
		if direction == "ingress" {
			isolated, peerField = rules.Ingress, "saddr"
		}
		for _, pod := range sortedKeys(isolated) {
			chain := direction + "_" + strings.ReplaceAll(pod.String(), ".", "_")
			verdicts[direction] = append(verdicts[direction], fmt.Sprintf("%s : jump %s", pod, chain))
			line("  chain %s {", chain)
			for _, allow := range isolated[pod] {
				for _, match := range matches(allow, peerField) {
					line("    %sreturn", match)
				}
			}
			line("    counter drop")
			line("  }")
		}
	}
	line("  map egress { type ipv4_addr : verdict; %s}", elements(verdicts["egress"]))
	line("  map ingress { type ipv4_addr : verdict; %s}", elements(verdicts["ingress"]))
	line("  chain enforce {")
	line("    ct state established,related accept")
	line("    ip saddr %s ip saddr != @known counter drop", podRange)
	line("    ip saddr . ip daddr @itself accept")
	line("    ip saddr vmap @egress")
	line("    ip daddr vmap @ingress")
	line("  }")
	line("  chain forward { type filter hook forward priority 10; policy accept; jump enforce; }")
	line("  chain input { type filter hook input priority 10; policy accept; jump enforce; }")
	line("}")
	return text.String()
}

// matches renders the conditions of one Allow: one line per protocol, because a port belongs to a protocol.
func matches(allow Allow, peerField string) []string {
	peer := ""
	if !allow.AnyPeer {
		peer = fmt.Sprintf("ip %s { %s } ", peerField, joined(allow.Peers))
		if len(allow.Except) > 0 {
			peer += fmt.Sprintf("ip %s != { %s } ", peerField, joined(allow.Except))
		}
	}
	if allow.AnyPort {
		return []string{peer}
	}
	var lines []string
	for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP} {
		for _, ports := range allow.Ports {
			if ports.Protocol == protocol {
				name := strings.ToLower(string(protocol))
				lines = append(lines, fmt.Sprintf("%s%s dport %d-%d ", peer, name, ports.First, ports.Last))
			}
		}
	}
	return lines
}

// joined merges prefixes that overlap: an nftables set refuses an interval inside another.
func joined(prefixes []netip.Prefix) string {
	sorted := slices.Clone(prefixes)
	slices.SortFunc(sorted, func(a, b netip.Prefix) int {
		if order := a.Bits() - b.Bits(); order != 0 {
			return order
		}
		return a.Addr().Compare(b.Addr())
	})
	var kept []netip.Prefix
	for _, prefix := range sorted {
		if !contains(kept, prefix.Addr()) {
			kept = append(kept, prefix)
		}
	}
	return strings.Join(each(kept, netip.Prefix.String), ", ")
}

func elements(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return "elements = { " + strings.Join(values, ", ") + " } "
}

func each[T any](values []T, text func(T) string) []string {
	texts := make([]string, 0, len(values))
	for _, value := range values {
		texts = append(texts, text(value))
	}
	return texts
}

func sortedKeys[V any](values map[netip.Addr]V) []netip.Addr {
	keys := make([]netip.Addr, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, netip.Addr.Compare)
	return keys
}
