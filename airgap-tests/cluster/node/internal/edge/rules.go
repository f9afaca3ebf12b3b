package edge

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

// Dropped is what the kernel counted at the bridge.
type Dropped struct {
	Outward int64 `json:"outward"` // from the site to anywhere
	Inward  int64 `json:"inward"`  // from anywhere to the site
	ToHost  int64 `json:"toHost"`  // from the site to the machine it runs on
}

func (d Dropped) total() int64 { return d.Outward + d.Inward + d.ToHost }

func (d Dropped) minus(other Dropped) Dropped {
	return Dropped{d.Outward - other.Outward, d.Inward - other.Inward, d.ToHost - other.ToHost}
}

// rules is a table of our own, ahead of every other: the engine's rules stay as they are.
type rules struct{ bridge string }

func (r rules) table() string { return "hexr_edge_" + strings.ReplaceAll(r.bridge, "-", "_") }

// load cuts the bridge off. Only answers to what the machine itself began may come in from the site, because the
// engine's proxy for published ports is such a beginner; link-local chatter is dropped uncounted.
func (r rules) load() error {
	return nft(fmt.Sprintf(`add table inet %[1]s
delete table inet %[1]s
table inet %[1]s {
  counter outward { }
  counter inward { }
  counter to_host { }
  chain forward {
    type filter hook forward priority -10; policy accept;
    iifname "%[2]s" oifname "%[2]s" accept
    iifname "%[2]s" counter name outward drop
    oifname "%[2]s" counter name inward drop
  }
  chain input {
    type filter hook input priority -10; policy accept;
    iifname != "%[2]s" accept
    ct state established,related accept
    ip daddr { 224.0.0.0/4, 255.255.255.255 } drop
    ip6 daddr { ff00::/8, fe80::/10 } drop
    counter name to_host drop
  }
}
`, r.table(), r.bridge))
}

func (r rules) unload() error { return nft("delete table inet " + r.table() + "\n") }

func (r rules) dropped() (Dropped, error) {
	output, err := exec.Command("nft", "--json", "list", "counters", "table", "inet", r.table()).Output()
	if err != nil {
		return Dropped{}, fmt.Errorf("reading the counters: %w", err)
	}
	return parseCounters(output)
}

func parseCounters(text []byte) (Dropped, error) {
	var listing struct {
		Objects []struct {
			Counter *struct {
				Name    string `json:"name"`
				Packets int64  `json:"packets"`
			} `json:"counter"`
		} `json:"nftables"`
	}
	if err := json.Unmarshal(text, &listing); err != nil {
		return Dropped{}, fmt.Errorf("reading the counters: %w", err)
	}
	found := map[string]int64{}
	for _, object := range listing.Objects {
		if object.Counter != nil {
			found[object.Counter.Name] = object.Counter.Packets
		}
	}
	if len(found) != 3 {
		return Dropped{}, fmt.Errorf("reading the counters: %d of 3 are there", len(found))
	}
	return Dropped{found["outward"], found["inward"], found["to_host"]}, nil
}

func nft(text string) error {
	load := exec.Command("nft", "-f", "-")
	load.Stdin = strings.NewReader(text)
	if output, err := load.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, output)
	}
	return nil
}
