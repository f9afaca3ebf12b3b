package edge

import (
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/vishvananda/netlink"
)

// Provoke tries every way out of a site and fails if one of them leads anywhere. The addresses are those set aside for
// documentation, so that even a site that is not severed harms nobody.
func Provoke(gateway netip.Addr) error {
	for _, route := range []string{"0.0.0.0/0", "192.0.2.0/24", "198.51.100.0/24"} {
		destination, err := netlink.ParseIPNet(route)
		if err != nil {
			return err
		}
		// Some engines leave an internal network without a default route: a way out that is not tried proves nothing.
		if err := netlink.RouteReplace(&netlink.Route{Dst: destination, Gw: gateway.AsSlice()}); err != nil {
			return fmt.Errorf("route to %s by %s: %w", route, gateway, err)
		}
	}
	attempts := []struct{ network, address string }{
		{"tcp", "192.0.2.1:443"},
		{"tcp", "198.51.100.1:80"},
		{"udp", "192.0.2.53:53"},
		{"tcp", gateway.String() + ":22"},
		{"tcp", gateway.String() + ":2375"},
		{"tcp", gateway.String() + ":3128"},
	}
	reached := make(chan string, len(attempts))
	for _, attempt := range attempts {
		go func() { reached <- try(attempt.network, attempt.address) }()
	}
	for range attempts {
		if outcome := <-reached; outcome != "" {
			return fmt.Errorf("the site is not severed: %s", outcome)
		}
	}
	return nil
}

// try answers an empty text when nothing came back: also a refusal is an answer from beyond.
func try(network, address string) string {
	connection, err := net.DialTimeout(network, address, time.Second)
	if err != nil {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return ""
		}
		return fmt.Sprintf("%s %s answered: %v", network, address, err)
	}
	defer connection.Close()
	if network == "tcp" {
		return "tcp " + address + " accepted a connection"
	}
	query := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x09provoking\x07invalid\x00\x00\x01\x00\x01")
	if err := connection.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return err.Error()
	}
	if _, err := connection.Write(query); err != nil {
		return fmt.Sprintf("%s %s answered: %v", network, address, err)
	}
	if _, err := connection.Read(make([]byte, 512)); err == nil {
		return "udp " + address + " answered"
	}
	return ""
}
