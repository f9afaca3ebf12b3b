package netpol

import (
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

const tcp, udp = corev1.ProtocolTCP, corev1.ProtocolUDP

var (
	web     = netip.MustParseAddr("10.42.0.2")
	client  = netip.MustParseAddr("10.42.0.3")
	other   = netip.MustParseAddr("10.42.0.4")
	betaWeb = netip.MustParseAddr("10.42.0.5")
	outside = netip.MustParseAddr("172.18.0.9")
)

func world(t *testing.T, specs ...string) World {
	t.Helper()
	w := World{
		Namespaces: map[string]labels.Set{"alpha": {"team": "a"}, "beta": {"team": "b"}},
		Pods: []Pod{
			{"alpha", "web", web, labels.Set{"app": "web"}, []NamedPort{{"http", tcp, 8080}}},
			{"alpha", "client", client, labels.Set{"app": "client"}, nil},
			{"alpha", "other", other, labels.Set{"app": "other"}, nil},
			{"beta", "web", betaWeb, labels.Set{"app": "web"}, []NamedPort{{"http", tcp, 9090}}},
		},
	}
	for _, spec := range specs {
		object := map[string]any{}
		if err := yaml.Unmarshal([]byte(spec), &object); err != nil {
			t.Fatal(err)
		}
		w.Policies = append(w.Policies, readPolicy(&unstructured.Unstructured{Object: map[string]any{
			"metadata": map[string]any{"namespace": "alpha", "name": "policy"}, "spec": object}}))
	}
	return w
}

type cell struct {
	from, to netip.Addr
	protocol corev1.Protocol
	port     uint16
	permits  bool
}

func TestPoliciesMeanWhatTheySay(t *testing.T) {
	for name, scenario := range map[string]struct {
		specs []string
		cells []cell
	}{
		"without policies all is open": {nil, []cell{{client, web, tcp, 1, true}, {outside, web, udp, 9, true}}},
		"an empty policy closes one direction of its namespace": {
			[]string{`{podSelector: {}, policyTypes: [Ingress]}`},
			[]cell{{client, web, tcp, 80, false}, {outside, web, tcp, 80, false}, {web, betaWeb, tcp, 80, true},
				{web, web, tcp, 80, true}}},
		"an empty list of peers is everybody": {
			[]string{`{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}`},
			[]cell{{client, web, tcp, 80, true}, {outside, web, udp, 80, true}}},
		"a selection that finds nobody is nobody": {
			[]string{`{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: none}}}]}]}`},
			[]cell{{client, web, tcp, 80, false}, {betaWeb, web, tcp, 80, false}}},
		"a block leaves its exceptions out": {
			[]string{`{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.42.0.0/16, except: [10.42.0.3/32]}}]}]}`},
			[]cell{{client, web, tcp, 80, false}, {other, web, tcp, 80, true}, {outside, web, tcp, 80, false}}},
		"a port without a number is every port of the protocol": {
			[]string{`{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{protocol: UDP}]}]}`},
			[]cell{{client, web, udp, 5, true}, {client, web, tcp, 5, false}}},
		"a named port nobody has is no port": {
			[]string{`{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: none}]}]}`},
			[]cell{{client, web, tcp, 8080, false}}},
		"egress resolves a name at each destination": {
			[]string{`{podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}`},
			[]cell{{client, web, tcp, 8080, true}, {client, web, tcp, 9090, false}, {client, betaWeb, tcp, 9090, true},
				{client, betaWeb, tcp, 8080, false}, {client, outside, tcp, 8080, false}, {other, web, tcp, 1, true}}},
		"policies add up": {
			[]string{`{podSelector: {}, policyTypes: [Ingress]}`,
				`{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`},
			[]cell{{client, web, tcp, 80, true}, {betaWeb, web, tcp, 80, false}, {web, client, tcp, 80, false}}},
	} {
		t.Run(name, func(t *testing.T) {
			rules, unsupported := Compile(world(t, scenario.specs...))
			if len(unsupported) > 0 {
				t.Errorf("unsupported: %v", unsupported)
			}
			for _, c := range scenario.cells {
				if got := rules.Permits(c.from, c.to, c.protocol, c.port); got != c.permits {
					t.Errorf("%v -> %v %s/%d: permits %t", c.from, c.to, c.protocol, c.port, got)
				}
			}
		})
	}
}

func TestWhatIsNotSupportedIsReportedAndClosed(t *testing.T) {
	for name, scenario := range map[string]struct{ spec, reason string }{
		"field":      {`{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{serviceSelector: {}}]}]}`, "unknown field"},
		"protocol":   {`{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{protocol: SCTP}]}]}`, "protocol SCTP"},
		"IPv6":       {`{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: "fd00::/8"}}]}]}`, "only IPv4"},
		"exception":  {`{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [x]}}]}]}`, "only IPv4"},
		"direction":  {`{podSelector: {}, policyTypes: [Sideways]}`, "Sideways"},
		"expression": {`{podSelector: {matchExpressions: [{key: app, operator: Near}]}, policyTypes: [Ingress]}`, "podSelector"},
	} {
		t.Run(name, func(t *testing.T) {
			rules, unsupported := Compile(world(t, scenario.spec))
			if len(unsupported) != 1 || !strings.Contains(unsupported[0].Reason, scenario.reason) {
				t.Errorf("reported %v", unsupported)
			}
			if rules.Permits(client, web, tcp, 80) {
				t.Error("not closed")
			}
		})
	}
}

// The kernel's own tool must accept what is rendered, also where intervals overlap.
func TestRenderedRulesAreAcceptedByNft(t *testing.T) {
	nft, err := exec.LookPath("nft")
	if err != nil {
		t.Skip("NOT RUN: nft: it is not installed")
	}
	rules, _ := Compile(world(t,
		`{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.42.0.0/16, except: [10.42.0.0/24, 10.42.0.3/32]}}]}]}`,
		`{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 1, endPort: 9}, {port: http}, {protocol: UDP}]}]}`))
	check := exec.Command(nft, "--check", "-f", "-")
	text := Render(rules, netip.MustParsePrefix("10.42.0.0/16"))
	check.Stdin = strings.NewReader(text)
	if output, err := check.CombinedOutput(); err != nil {
		if strings.Contains(string(output), "Operation not permitted") {
			t.Skip("NOT RUN: nft: it needs root")
		}
		t.Errorf("%v: %s\n%s", err, output, text)
	}
}

func TestRenderingIsStable(t *testing.T) {
	w := world(t, `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`)
	first, _ := Compile(sorted(w))
	slices.Reverse(w.Pods)
	second, _ := Compile(sorted(w))
	podRange := netip.MustParsePrefix("10.42.0.0/16")
	if Render(first, podRange) != Render(second, podRange) {
		t.Error("the order of pods changes the rules")
	}
}
