package netpol

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

// GateName is the name of the CNI plugin, and of the file that is linked to this program.
const GateName = "hexr-netpol-gate"

// Socket is where the enforcer listens for the CNI plugin.
const Socket = "/run/hexr-node/netpol.sock"

// notice is what the CNI plugin tells the enforcer: this pod has this address from now on, or has gone.
type notice struct {
	Gone      bool   `json:"gone"`
	Namespace string `json:"namespace"`
	Pod       string `json:"pod"`
	UID       string `json:"uid"`
	Address   string `json:"address"`
}

// RunGate is a CNI plugin that stands last in the chain. It changes nothing; it returns only after the enforcer has
// put the new pod's rules in force, and fails the sandbox when it cannot be sure of that.
func RunGate() int {
	if err := gate(os.Getenv("CNI_COMMAND"), os.Stdin, os.Stdout); err != nil {
		// The protocol wants the error on stdout; 11 is "try again later".
		text, _ := json.Marshal(map[string]any{"cniVersion": "1.0.0", "code": 11, "msg": err.Error()})
		fmt.Println(string(text))
		return 1
	}
	return 0
}

func gate(command string, in io.Reader, out io.Writer) error {
	if command == "VERSION" {
		_, err := fmt.Fprintln(out, `{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]}`)
		return err
	}
	var config struct {
		PrevResult json.RawMessage `json:"prevResult"`
	}
	if err := json.NewDecoder(in).Decode(&config); err != nil {
		return fmt.Errorf("network configuration: %w", err)
	}
	message := notice{Gone: command == "DEL"}
	for _, argument := range strings.Split(os.Getenv("CNI_ARGS"), ";") {
		switch name, value, _ := strings.Cut(argument, "="); name {
		case "K8S_POD_NAMESPACE":
			message.Namespace = value
		case "K8S_POD_NAME":
			message.Pod = value
		case "K8S_POD_UID":
			message.UID = value
		}
	}
	switch command {
	case "DEL":
		// Deleting must succeed even when the enforcer is not there any more.
		_ = tell(message)
		return nil
	case "ADD":
		address, err := podAddress(config.PrevResult)
		if err != nil {
			return err
		}
		message.Address = address.String()
		if err := tell(message); err != nil {
			return fmt.Errorf("network policies of %s/%s: %w", message.Namespace, message.Pod, err)
		}
		_, err = out.Write(config.PrevResult)
		return err
	default:
		return nil
	}
}

func podAddress(result json.RawMessage) (netip.Addr, error) {
	var previous struct {
		IPs []struct {
			Address netip.Prefix `json:"address"`
		} `json:"ips"`
	}
	if err := json.Unmarshal(result, &previous); err != nil {
		return netip.Addr{}, fmt.Errorf("previous result: %w", err)
	}
	for _, ip := range previous.IPs {
		if ip.Address.Addr().Is4() {
			return ip.Address.Addr(), nil
		}
	}
	return netip.Addr{}, errors.New("the plugins before this one gave the pod no IPv4 address")
}

func tell(message notice) error {
	connection, err := net.DialTimeout("unix", Socket, 2*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	if err := json.NewEncoder(connection).Encode(message); err != nil {
		return err
	}
	var problem string
	if err := json.NewDecoder(connection).Decode(&problem); err != nil {
		return err
	}
	if problem != "" {
		return errors.New(problem)
	}
	return nil
}
