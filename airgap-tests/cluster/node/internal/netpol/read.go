package netpol

import (
	"bytes"
	"encoding/json"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// readPolicy reads a policy strictly: a field this package has never heard of is a field it would not enforce.
func readPolicy(object *unstructured.Unstructured) Policy {
	policy := Policy{Namespace: object.GetNamespace(), Name: object.GetName()}
	text, err := json.Marshal(object.Object["spec"])
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		err = decoder.Decode(&policy.Spec)
	}
	if err != nil {
		policy.Unreadable = err.Error()
		policy.Spec = networkingv1.NetworkPolicySpec{}
	}
	return policy
}

// readPod leaves out pods on the host's network, which policies cannot speak of, and those that have ended, whose
// address may already belong to another.
func readPod(pod *corev1.Pod, address netip.Addr) (Pod, bool) {
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	if pod.Spec.HostNetwork || ended || !address.Is4() {
		return Pod{}, false
	}
	read := Pod{Namespace: pod.Namespace, Name: pod.Name, IP: address, Labels: pod.Labels}
	containers := pod.Spec.Containers
	for _, container := range pod.Spec.InitContainers {
		if container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			containers = append(containers[:len(containers):len(containers)], container)
		}
	}
	for _, container := range containers {
		for _, port := range container.Ports {
			if port.Name != "" {
				read.Ports = append(read.Ports, NamedPort{port.Name, port.Protocol, uint16(port.ContainerPort)})
			}
		}
	}
	return read, true
}
