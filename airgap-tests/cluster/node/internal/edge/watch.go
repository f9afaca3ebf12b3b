package edge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// ReportName is the file the watch keeps up to date in its folder.
const ReportName = "edge.json"

// remembered bounds the crossings that are kept word by word; all are counted.
const remembered = 200

// Report is what the watch has seen since it began, and since it was proven.
type Report struct {
	Bridge  string   `json:"bridge"`
	Inside  []string `json:"inside"`
	Since   string   `json:"since"`
	Updated string   `json:"updated"`
	// Proven says that provoked packets were seen on the wire, counted and dropped; the counts begin after that.
	Proven   bool           `json:"proven"`
	Provoked int64          `json:"provoked"`
	Frames   int64          `json:"frames"`
	Lost     int64          `json:"lost"`
	Beyond   int64          `json:"beyond"`
	First    []string       `json:"first"`
	Dropped  Dropped        `json:"dropped"`
	Names    map[string]int `json:"names"`
	External map[string]int `json:"external"`
}

// Severed is the verdict: a watch that works has seen nothing.
func (r Report) Severed() bool {
	return r.Proven && r.Lost == 0 && r.Beyond == 0 && r.Dropped.total() == 0 && len(r.External) == 0
}

// Watch is a running watch.
type Watch struct {
	boundary boundary
	rules    rules
	folder   string
	socket   int
	report   Report
	base     Dropped
}

// Open cuts the bridge off and begins to listen.
func Open(bridge, folder string, inside []netip.Prefix, domains []string) (*Watch, error) {
	link, err := net.InterfaceByName(bridge)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", bridge, err)
	}
	socket, err := listen(link.Index)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", bridge, err)
	}
	watch := &Watch{boundary: boundary{inside, domains}, rules: rules{bridge}, folder: folder, socket: socket}
	for _, prefix := range inside {
		watch.report.Inside = append(watch.report.Inside, prefix.String())
	}
	watch.report.Bridge = bridge
	watch.begin()
	if err := errors.Join(os.MkdirAll(folder, 0o755), watch.rules.load()); err != nil {
		return nil, errors.Join(err, unix.Close(socket))
	}
	return watch, watch.save()
}

func (w *Watch) begin() {
	w.report.Since = time.Now().UTC().Format(time.RFC3339)
	w.report.Frames, w.report.Beyond, w.report.First = 0, 0, []string{}
	w.report.Names, w.report.External = map[string]int{}, map[string]int{}
}

func listen(index int) (int, error) {
	const everything = unix.ETH_P_ALL<<8&0xff00 | unix.ETH_P_ALL>>8
	socket, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, everything)
	if err != nil {
		return 0, err
	}
	// Promiscuous, because frames from one container to another otherwise never reach the bridge itself.
	promiscuous := &unix.PacketMreq{Ifindex: int32(index), Type: unix.PACKET_MR_PROMISC}
	err = errors.Join(
		unix.Bind(socket, &unix.SockaddrLinklayer{Protocol: everything, Ifindex: index}),
		unix.SetsockoptPacketMreq(socket, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, promiscuous),
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 64<<20),
		unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 200_000}))
	if err != nil {
		return 0, errors.Join(err, unix.Close(socket))
	}
	return socket, nil
}

// Run watches until the context ends, then opens the bridge again. A value on proven ends the proving: what was seen
// so far is remembered as provoked, and counting begins anew.
func (w *Watch) Run(ctx context.Context, proven <-chan os.Signal) error {
	defer unix.Close(w.socket)
	buffer := make([]byte, 2048)
	saved := time.Now()
	for ctx.Err() == nil {
		// Only the head of a frame matters; the kernel cuts the rest.
		length, _, err := unix.Recvfrom(w.socket, buffer, unix.MSG_TRUNC)
		if err == nil {
			w.see(buffer[:min(length, len(buffer))])
		} else if !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("listening: %w", err)
		}
		select {
		case <-proven:
			if err := w.prove(); err != nil {
				return err
			}
			saved = time.Time{}
		default:
		}
		if time.Since(saved) > 500*time.Millisecond {
			if err := w.save(); err != nil {
				return err
			}
			saved = time.Now()
		}
	}
	return errors.Join(w.save(), w.rules.unload())
}

func (w *Watch) see(frame []byte) {
	w.report.Frames++
	p, isIP := parse(frame)
	if !isIP {
		return
	}
	if w.boundary.crosses(p) {
		w.report.Beyond++
		if len(w.report.First) < remembered {
			w.report.First = append(w.report.First, time.Now().UTC().Format(time.RFC3339)+" "+p.String())
		}
	}
	if name, asked := askedName(p); asked {
		w.report.Names[name]++
		if w.boundary.external(name) {
			w.report.External[name]++
		}
	}
}

func (w *Watch) prove() error {
	now, err := w.rules.dropped()
	if err != nil {
		return err
	}
	// Each witness must have seen the provocation by itself.
	since := now.minus(w.base)
	w.report.Provoked = w.report.Beyond
	w.report.Proven = w.report.Beyond > 0 && since.Outward > 0 && since.ToHost > 0
	w.base = now
	w.begin()
	return nil
}

func (w *Watch) save() error {
	now, err := w.rules.dropped()
	if err != nil {
		return err
	}
	w.report.Dropped = now.minus(w.base)
	statistics, err := unix.GetsockoptTpacketStats(w.socket, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return err
	}
	w.report.Lost += int64(statistics.Drops)
	w.report.Updated = time.Now().UTC().Format(time.RFC3339)
	text, err := json.MarshalIndent(struct {
		Severed bool `json:"severed"`
		Report
	}{w.report.Severed(), w.report}, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(w.folder, ReportName)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
