package boot

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// serviceLink is an interface that only carries a route: processes on the node reach service addresses by
// destination NAT, but the kernel refuses to send where it has no route, and a severed node has no default route.
const serviceLink = "hexr-svc"

// prepareHost makes the container's namespaces fit for a node.
func prepareHost(options Options) error {
	// Volumes of pods are mounted here and must be seen by containers already running.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, ""); err != nil {
		return fmt.Errorf("making mounts shared (is the container privileged?): %w", err)
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		return fmt.Errorf("forwarding: %w", err)
	}
	// The kubelet reads the kernel's log for out-of-memory kills.
	if _, err := os.Stat("/dev/kmsg"); errors.Is(err, fs.ErrNotExist) {
		if err := os.Symlink("/dev/console", "/dev/kmsg"); err != nil {
			return err
		}
	}
	if err := keepPodRange(options); err != nil {
		return err
	}
	return routeServices(options)
}

// keepPodRange lets nothing for an address of a pod that is gone leave the node: each pod has a route of its own, and
// without it the packets of a connection that outlives the pod would take the way out.
func keepPodRange(options Options) error {
	pods, err := netlink.ParseIPNet(options.PodRange.String())
	if err != nil {
		return err
	}
	if err := netlink.RouteReplace(&netlink.Route{Dst: pods, Type: unix.RTN_UNREACHABLE}); err != nil {
		return fmt.Errorf("keeping %s inside: %w", pods, err)
	}
	return nil
}

func routeServices(options Options) error {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = serviceLink
	link, err := netlink.LinkByName(serviceLink)
	if err != nil {
		// Some kernels have no dummy device; an empty bridge serves as well.
		link = &netlink.Dummy{LinkAttrs: attributes}
		if netlink.LinkAdd(link) != nil {
			link = &netlink.Bridge{LinkAttrs: attributes}
			if err := netlink.LinkAdd(link); err != nil {
				return fmt.Errorf("making %s: %w", serviceLink, err)
			}
		}
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("making %s: %w", serviceLink, err)
	}
	services, err := netlink.ParseIPNet(options.ServiceRange.String())
	if err != nil {
		return err
	}
	route := &netlink.Route{LinkIndex: link.Attrs().Index, Dst: services, Src: net.ParseIP(options.NodeIP)}
	if err := netlink.RouteReplace(route); err != nil {
		return fmt.Errorf("route to %s: %w", services, err)
	}
	return nil
}

// DropDefaultRoute gives up the way out, where the container's network has one.
func DropDefaultRoute() error {
	routes, err := netlink.RouteList(nil, netlink.FAMILY_ALL)
	if err != nil {
		return err
	}
	for _, route := range routes {
		if route.Dst != nil && !route.Dst.IP.IsUnspecified() || route.Gw == nil {
			continue
		}
		if err := netlink.RouteDel(&route); err != nil {
			return fmt.Errorf("removing the default route by %s: %w", route.Gw, err)
		}
	}
	return nil
}

// firstAddress is the first IPv4 address of an interface that leads out of the container.
func firstAddress() (string, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return "", err
	}
	for _, link := range interfaces {
		if link.Flags&net.FlagLoopback != 0 || link.Flags&net.FlagUp == 0 || link.Name == serviceLink {
			continue
		}
		addresses, err := link.Addrs()
		if err != nil {
			return "", err
		}
		for _, found := range addresses {
			prefix, err := netip.ParsePrefix(found.String())
			if err == nil && prefix.Addr().Is4() && prefix.Addr().IsGlobalUnicast() {
				return prefix.Addr().String(), nil
			}
		}
	}
	return "", errors.New("the container has no IPv4 address")
}

// cgroupRoot finds or makes the group under which the kubelet puts pods. Two kubelets on one machine must not share
// one: each would remove the other's pods as orphans. The container's own group is best, because the engine removes it
// with all that is in it.
func cgroupRoot(nodeName string) (string, error) {
	file, err := os.Open("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	defer file.Close()
	own, same := "", true
	for lines := bufio.NewScanner(file); lines.Scan(); {
		parts := strings.SplitN(lines.Text(), ":", 3)
		if len(parts) != 3 || parts[0] == "0" || parts[1] == "" {
			continue // version 2, where a group with processes may not have controlled children
		}
		same = same && (own == "" || own == parts[2])
		own = parts[2]
	}
	if !same || own == "" || own == "/" {
		own = "/hexr-node-" + nodeName
	}
	return own, makeGroups(own)
}

func makeGroups(group string) error {
	const mount = "/sys/fs/cgroup"
	if _, err := os.Stat(filepath.Join(mount, "cgroup.controllers")); err == nil {
		return os.MkdirAll(filepath.Join(mount, group), 0o755)
	}
	hierarchies, err := os.ReadDir(mount)
	if err != nil {
		return err
	}
	for _, hierarchy := range hierarchies {
		if !hierarchy.IsDir() || hierarchy.Name() == "unified" {
			continue
		}
		root := filepath.Join(mount, hierarchy.Name())
		if err := os.MkdirAll(filepath.Join(root, group), 0o755); err != nil {
			return err
		}
		// A new cpuset is empty, and an empty one takes no process.
		for _, name := range []string{"cpuset.cpus", "cpuset.mems"} {
			here := filepath.Join(root, group, name)
			current, err := os.ReadFile(here)
			if err != nil || strings.TrimSpace(string(current)) != "" {
				continue
			}
			all, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				return err
			}
			if err := os.WriteFile(here, all, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
