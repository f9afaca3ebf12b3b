package edge

import (
	"encoding/binary"
	"net/netip"
	"testing"
)

func frame(from, to, protocol string, port uint16, payload []byte) []byte {
	source, destination := netip.MustParseAddr(from), netip.MustParseAddr(to)
	numbers := map[string]byte{"tcp": 6, "udp": 17}
	body := binary.BigEndian.AppendUint16(nil, 40000)
	body = binary.BigEndian.AppendUint16(body, port)
	if protocol == "tcp" {
		body = append(body, make([]byte, 8)...)
		body = append(body, 5<<4, 0x02)
		body = append(body, make([]byte, 6)...)
	} else {
		body = append(body, 0, 0, 0, 0)
	}
	body = append(body, payload...)
	ethernet := make([]byte, 12)
	if source.Is4() {
		header := make([]byte, 20)
		header[0], header[9] = 0x45, numbers[protocol]
		copy(header[12:], source.AsSlice())
		copy(header[16:], destination.AsSlice())
		return append(append(append(ethernet, 0x08, 0x00), header...), body...)
	}
	header := make([]byte, 40)
	header[0], header[6] = 0x60, numbers[protocol]
	copy(header[8:], source.AsSlice())
	copy(header[24:], destination.AsSlice())
	return append(append(append(ethernet, 0x86, 0xdd), header...), body...)
}

var home = boundary{[]netip.Prefix{netip.MustParsePrefix("172.31.77.0/24")}, []string{"site.test"}}

func TestWhatCrossesTheEdge(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		crosses  bool
	}{
		"between hosts of the site":    {"172.31.77.10", "172.31.77.20", false},
		"to an address outside":        {"172.31.77.10", "198.51.100.7", true},
		"from an address outside":      {"198.51.100.7", "172.31.77.10", true},
		"an address of a pod, unknown": {"10.42.0.7", "172.31.77.20", true},
		"multicast":                    {"172.31.77.10", "224.0.0.22", false},
		"broadcast":                    {"0.0.0.0", "255.255.255.255", false},
		"IPv6 on the link":             {"fe80::1", "ff02::2", false},
		"IPv6 outside":                 {"fe80::1", "2001:db8::7", true},
	} {
		t.Run(name, func(t *testing.T) {
			p, isIP := parse(frame(c.from, c.to, "tcp", 443, nil))
			if !isIP || p.protocol != "tcp" || p.toPort != 443 {
				t.Fatalf("read as %v", p)
			}
			if home.crosses(p) != c.crosses {
				t.Errorf("crosses: %t", !c.crosses)
			}
		})
	}
}

func TestNamesAreReadFromQueriesOnly(t *testing.T) {
	query := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07Updates\x07example\x03com\x00\x00\x01\x00\x01")
	answer := append([]byte(nil), query...)
	answer[2] = 0x81
	overTCP := append([]byte{0, byte(len(query))}, query...)
	for name, c := range map[string]struct {
		protocol string
		port     uint16
		payload  []byte
		want     string
	}{
		"query":          {"udp", 53, query, "updates.example.com"},
		"query over TCP": {"tcp", 53, overTCP, "updates.example.com"},
		"answer":         {"udp", 53, answer, ""},
		"another port":   {"udp", 5353, query, ""},
		"cut short":      {"udp", 53, query[:20], ""},
		"empty":          {"udp", 53, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := parse(frame("172.31.77.10", "172.31.77.20", c.protocol, c.port, c.payload))
			if name, _ := askedName(p); name != c.want {
				t.Errorf("read %q", name)
			}
		})
	}
}

func TestNoFrameIsTooShortToRead(t *testing.T) {
	whole := frame("172.31.77.10", "198.51.100.7", "udp", 53, []byte("payload that is no message"))
	for length := range whole {
		p, _ := parse(whole[:length])
		askedName(p)
	}
}

func TestOnlyNamesOfTheSiteAreInside(t *testing.T) {
	for name, external := range map[string]bool{
		"registry.site.test": false, "site.test": false, "example.com": true, "nosite.test": true, "": true,
	} {
		if home.external(name) != external {
			t.Errorf("%q: external %t", name, !external)
		}
	}
}

func TestCountersMustAllBeThere(t *testing.T) {
	whole := `{"nftables": [{"metainfo": {}}, {"counter": {"name": "outward", "packets": 1}},
		{"counter": {"name": "inward", "packets": 2}}, {"counter": {"name": "to_host", "packets": 3}}]}`
	got, err := parseCounters([]byte(whole))
	if err != nil || got != (Dropped{1, 2, 3}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{`{"nftables": []}`, ``, `{"nftables": [{"counter": {"name": "outward", "packets": 1}}]}`} {
		if _, err := parseCounters([]byte(text)); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
}

func TestAWatchThatIsNotProvenOrLostFramesSaysNothing(t *testing.T) {
	good := Report{Proven: true}
	if !good.Severed() {
		t.Error("a proven watch that saw nothing is not severed")
	}
	for name, bad := range map[string]Report{
		"not proven": {},
		"lost":       {Proven: true, Lost: 1},
		"beyond":     {Proven: true, Beyond: 1},
		"dropped":    {Proven: true, Dropped: Dropped{ToHost: 1}},
		"name":       {Proven: true, External: map[string]int{"example.com": 1}},
	} {
		if bad.Severed() {
			t.Error(name)
		}
	}
}
