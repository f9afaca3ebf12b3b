package netpol

import (
	"strings"
	"testing"
)

func TestGateRefusesAPodWhoseEnforcerIsSilent(t *testing.T) {
	t.Setenv("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=alpha;K8S_POD_NAME=web;K8S_POD_UID=1")
	var out strings.Builder
	err := gate("ADD", strings.NewReader(`{"prevResult": {"ips": [{"address": "10.42.0.2/32"}]}}`), &out)
	if err == nil || !strings.Contains(err.Error(), "alpha/web") || out.Len() > 0 {
		t.Errorf("error %v, printed %q", err, out.String())
	}
}

func TestGateRefusesAPodWithoutAnAddress(t *testing.T) {
	var out strings.Builder
	for _, config := range []string{`{}`, `{"prevResult": {"ips": [{"address": "fd00::2/128"}]}}`, `not JSON`} {
		if err := gate("ADD", strings.NewReader(config), &out); err == nil {
			t.Errorf("%s: accepted", config)
		}
	}
}

func TestGateLetsAPodGoEvenWithoutTheEnforcer(t *testing.T) {
	var out strings.Builder
	if err := gate("DEL", strings.NewReader(`{}`), &out); err != nil {
		t.Error(err)
	}
}
