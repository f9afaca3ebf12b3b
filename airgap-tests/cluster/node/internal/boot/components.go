package boot

import (
	"path/filepath"
	"slices"
)

func (n node) startContainerd() error {
	return n.start("containerd", "containerd", "--config", filepath.Join(etc, "containerd.toml"))
}

// startEtcd trades durability for speed: a test cluster that loses its machine is not looked at again.
func (n node) startEtcd() error {
	return n.start("etcd", "etcd", "--name=node", "--data-dir="+data+"/server/db",
		"--listen-client-urls=http://127.0.0.1:2379", "--advertise-client-urls=http://127.0.0.1:2379",
		"--listen-peer-urls=http://127.0.0.1:2380", "--initial-advertise-peer-urls=http://127.0.0.1:2380",
		"--initial-cluster=node=http://127.0.0.1:2380", "--unsafe-no-fsync", "--log-level=warn")
}

func (n node) startAPIServer() error {
	return n.component("kube-apiserver",
		"--etcd-servers=http://127.0.0.1:2379",
		"--advertise-address="+n.options.NodeIP,
		"--bind-address=0.0.0.0",
		"--secure-port=6443",
		"--client-ca-file="+n.keys.Path("ca.crt"),
		"--tls-cert-file="+n.keys.Path("apiserver.crt"),
		"--tls-private-key-file="+n.keys.Path("apiserver.key"),
		"--kubelet-client-certificate="+n.keys.Path("apiserver-kubelet-client.crt"),
		"--kubelet-client-key="+n.keys.Path("apiserver-kubelet-client.key"),
		"--kubelet-certificate-authority="+n.keys.Path("ca.crt"),
		"--kubelet-preferred-address-types=InternalIP,Hostname",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file="+n.keys.Path("sa.pub"),
		"--service-account-signing-key-file="+n.keys.Path("sa.key"),
		"--service-cluster-ip-range="+n.options.ServiceRange.String(),
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",
		"--requestheader-client-ca-file="+n.keys.Path("front-proxy-ca.crt"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file="+n.keys.Path("front-proxy-client.crt"),
		"--proxy-client-key-file="+n.keys.Path("front-proxy-client.key"))
}

func (n node) startControllers() error {
	user := n.keys.Path("controller-manager.kubeconfig")
	return n.component("kube-controller-manager",
		"--kubeconfig="+user, "--authentication-kubeconfig="+user, "--authorization-kubeconfig="+user,
		"--bind-address=127.0.0.1",
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		"--service-account-private-key-file="+n.keys.Path("sa.key"),
		"--root-ca-file="+n.keys.Path("ca.crt"),
		"--cluster-signing-cert-file="+n.keys.Path("ca.crt"),
		"--cluster-signing-key-file="+n.keys.Path("ca.key"),
		"--allocate-node-cidrs=true",
		"--cluster-cidr="+n.options.PodRange.String(),
		"--service-cluster-ip-range="+n.options.ServiceRange.String())
}

func (n node) startScheduler() error {
	user := n.keys.Path("scheduler.kubeconfig")
	return n.component("kube-scheduler",
		"--kubeconfig="+user, "--authentication-kubeconfig="+user, "--authorization-kubeconfig="+user,
		"--bind-address=127.0.0.1",
		"--leader-elect=false")
}

func (n node) startProxy() error {
	return n.component("kube-proxy", "--config="+filepath.Join(etc, "kube-proxy.yaml"))
}

func (n node) startKubelet() error {
	return n.component("kubelet",
		"--config="+filepath.Join(etc, "kubelet.yaml"),
		"--kubeconfig="+n.keys.Path("kubelet.kubeconfig"),
		"--hostname-override="+n.options.NodeName,
		"--node-ip="+n.options.NodeIP)
}

func (n node) component(name string, arguments ...string) error {
	return n.start(name, name, slices.Concat(arguments, n.options.Extra[name])...)
}
