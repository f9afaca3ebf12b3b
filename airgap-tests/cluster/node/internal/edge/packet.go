// Package edge watches the bridge that is a site's only way out. It promises that nothing new crosses it (its rules
// drop), that what tried is counted by the kernel and recorded from the wire, and that names asked of any resolver are
// recorded; a watch that lost frames says so. It refuses to call a site severed that it has not seen refuse a packet.
package edge

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// packet is what the watch needs of a frame.
type packet struct {
	from, to         netip.Addr
	protocol         string
	fromPort, toPort uint16
	payload          []byte
}

func (p packet) String() string {
	return fmt.Sprintf("%s %s:%d -> %s:%d", p.protocol, p.from, p.fromPort, p.to, p.toPort)
}

const (
	etherIPv4 = 0x0800
	etherIPv6 = 0x86dd
	etherVLAN = 0x8100
)

// parse reads an Ethernet frame; false for what is not IP (ARP never leaves a link).
func parse(frame []byte) (packet, bool) {
	if len(frame) < 14 {
		return packet{}, false
	}
	kind, rest := binary.BigEndian.Uint16(frame[12:14]), frame[14:]
	if kind == etherVLAN && len(rest) >= 4 {
		kind, rest = binary.BigEndian.Uint16(rest[2:4]), rest[4:]
	}
	switch kind {
	case etherIPv4:
		return parseIPv4(rest)
	case etherIPv6:
		return parseIPv6(rest)
	default:
		return packet{}, false
	}
}

func parseIPv4(data []byte) (packet, bool) {
	if len(data) < 20 {
		return packet{}, false
	}
	from, _ := netip.AddrFromSlice(data[12:16])
	to, _ := netip.AddrFromSlice(data[16:20])
	length := int(data[0]&0x0f) * 4
	if length < 20 || len(data) < length {
		return packet{from: from, to: to, protocol: "malformed"}, true
	}
	return transport(packet{from: from, to: to}, data[9], data[length:]), true
}

// parseIPv6 leaves extension headers unread: addresses decide, ports only explain.
func parseIPv6(data []byte) (packet, bool) {
	if len(data) < 40 {
		return packet{}, false
	}
	from, _ := netip.AddrFromSlice(data[8:24])
	to, _ := netip.AddrFromSlice(data[24:40])
	return transport(packet{from: from, to: to}, data[6], data[40:]), true
}

func transport(p packet, number byte, data []byte) packet {
	header := 8
	switch number {
	case 6:
		p.protocol = "tcp"
		if len(data) >= 13 {
			header = int(data[12]>>4) * 4
		}
	case 17:
		p.protocol = "udp"
	default:
		p.protocol = fmt.Sprintf("ip-%d", number)
		return p
	}
	if len(data) >= 4 {
		p.fromPort, p.toPort = binary.BigEndian.Uint16(data), binary.BigEndian.Uint16(data[2:])
	}
	if header >= 8 && len(data) >= header {
		p.payload = data[header:]
	}
	return p
}

// askedName is the name of the first question, if the packet is a query to a resolver.
func askedName(p packet) (string, bool) {
	message := p.payload
	if p.toPort != 53 {
		return "", false
	}
	if p.protocol == "tcp" && len(message) > 2 {
		message = message[2:] // the length that precedes a message over TCP
	}
	if len(message) < 13 || message[2]&0x80 != 0 || binary.BigEndian.Uint16(message[4:]) == 0 {
		return "", false
	}
	var labels []string
	for rest := message[12:]; len(rest) > 0; {
		length := int(rest[0])
		if length == 0 {
			return strings.ToLower(strings.Join(labels, ".")), true
		}
		if length > 63 || len(rest) < length+1 {
			return "", false
		}
		labels = append(labels, string(rest[1:length+1]))
		rest = rest[length+1:]
	}
	return "", false
}

// boundary is what belongs to the site.
type boundary struct {
	inside []netip.Prefix
	names  []string
}

// crosses says whether a packet has an end outside. Link-local and multicast addresses never pass a router.
func (b boundary) crosses(p packet) bool { return !b.local(p.from) || !b.local(p.to) }

func (b boundary) local(address netip.Addr) bool {
	if address.IsUnspecified() || address.IsMulticast() || address.IsLinkLocalUnicast() ||
		address == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return true
	}
	for _, prefix := range b.inside {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// external says whether a name lies outside the domains of the site.
func (b boundary) external(name string) bool {
	for _, domain := range b.names {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return false
		}
	}
	return true
}
