package boot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"hexr.io/airgaptests/cluster/node/internal/certs"
	"hexr.io/airgaptests/cluster/node/internal/netpol"
	"hexr.io/airgaptests/cluster/node/internal/storage"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// readyLine is what Testcontainers' K3sContainer waits for.
const readyLine = "Node controller sync successful"

// bootLimit bounds each stage of the start.
const bootLimit = 3 * time.Minute

type node struct {
	options Options
	keys    pki
	started time.Time
	*supervisor
}

// Run boots the node and returns when it has ended: nil when the context ended it.
func Run(ctx context.Context, options Options) error {
	watched, err := newSupervisor("/var/log/hexr-node")
	if err != nil {
		return err
	}
	n := node{options, pki{certs.Folder(data + "/server/tls")}, time.Now(), watched}
	if n.options.NodeIP == "" {
		if n.options.NodeIP, err = firstAddress(); err != nil {
			return err
		}
	}
	if err := n.boot(ctx); err != nil {
		return err
	}
	fmt.Println(readyLine)
	select {
	case <-ctx.Done():
		return nil
	case err := <-n.ended:
		return err
	}
}

func (n node) boot(ctx context.Context) error {
	if err := n.prepare(); err != nil {
		return err
	}
	if err := errors.Join(n.startContainerd(), n.startEtcd(), n.startAPIServer()); err != nil {
		return err
	}
	if err := n.importImages(ctx); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", n.keys.Path("admin.kubeconfig"))
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 100, 200
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := n.startControlPlane(ctx, config, client); err != nil {
		return err
	}
	if err := n.startNode(ctx, client); err != nil {
		return err
	}
	content, err := os.ReadFile(n.keys.Path("admin.kubeconfig"))
	if err != nil {
		return err
	}
	return writeFile(n.options.Kubeconfig, string(content))
}

func (n node) prepare() error {
	if err := prepareHost(n.options); err != nil {
		return err
	}
	if err := n.keys.create(n.options); err != nil {
		return err
	}
	cgroups, err := cgroupRoot(n.options.NodeName)
	if err != nil {
		return err
	}
	return writeConfigs(n.options, n.keys, cgroups)
}

func (n node) startControlPlane(ctx context.Context, config *rest.Config, client kubernetes.Interface) error {
	ready := func() bool {
		return client.Discovery().RESTClient().Get().AbsPath("/readyz").Timeout(time.Second).Do(ctx).Error() == nil
	}
	if err := n.await(ctx, "a ready API server", bootLimit, ready); err != nil {
		return err
	}
	n.say("API server ready")
	if err := errors.Join(n.startControllers(), n.startScheduler(), n.startProxy()); err != nil {
		return err
	}
	if err := n.enforcePolicies(ctx, config); err != nil {
		return err
	}
	return n.deploy(ctx)
}

func (n node) startNode(ctx context.Context, client kubernetes.Interface) error {
	n.run("storage", func() error { return storage.Run(ctx, client, n.options.NodeName, storageFolder) })
	if err := n.startKubelet(); err != nil {
		return err
	}
	// Without its service account the default namespace refuses the first pod a test makes.
	usable := func() bool {
		return nodeReady(ctx, client, n.options.NodeName) && hasServiceAccount(ctx, client)
	}
	if err := n.await(ctx, "a ready node", bootLimit, usable); err != nil {
		return err
	}
	n.say("node Ready")
	return nil
}

func (n node) say(what string) {
	fmt.Printf("hexr-node: %s after %.1f s\n", what, time.Since(n.started).Seconds())
}

func nodeReady(ctx context.Context, client kubernetes.Interface, name string) bool {
	found, err := client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return false
	}
	for _, condition := range found.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func hasServiceAccount(ctx context.Context, client kubernetes.Interface) bool {
	_, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
	return err == nil
}

// enforcePolicies comes before the kubelet: no pod may start before its policies can be enforced.
func (n node) enforcePolicies(ctx context.Context, config *rest.Config) error {
	if n.options.NoNetworkPolicy {
		return nil
	}
	enforcing := make(chan struct{})
	n.run("network policy", func() error {
		return netpol.Run(ctx, config, n.options.PodRange, func() { close(enforcing) })
	})
	return n.await(ctx, "enforcement of network policies", bootLimit, func() bool {
		select {
		case <-enforcing:
			return true
		default:
			return false
		}
	})
}

// importImages loads what the image brings along and what was put into the folder k3s reads at its start.
func (n node) importImages(ctx context.Context) error {
	socket := func() bool {
		return exec.CommandContext(ctx, "ctr", "--address", containerdSocket, "version").Run() == nil
	}
	if err := n.await(ctx, "containerd's socket", bootLimit, socket); err != nil {
		return err
	}
	var archives []string
	for _, pattern := range []string{share + "/images/*.tar", imageFolder + "/*.tar", imageFolder + "/*.tar.gz"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		archives = append(archives, found...)
	}
	for _, archive := range archives {
		output, err := exec.CommandContext(ctx, "ctr", "--address", containerdSocket, "--namespace", "k8s.io",
			"images", "import", archive).CombinedOutput()
		if err != nil {
			return fmt.Errorf("importing %s: %w: %s", archive, err, output)
		}
	}
	n.say(fmt.Sprintf("%d image archives imported", len(archives)))
	return nil
}

// deploy applies the image's own manifests and those put into the folder k3s reads at its start.
func (n node) deploy(ctx context.Context) error {
	var files []string
	for _, pattern := range []string{share + "/manifests/*.yaml", manifestFolder + "/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	values := strings.NewReplacer("%{CLUSTER_DNS}%", n.options.dnsIP(), "%{FORWARD}%", n.forward())
	for _, file := range files {
		if n.disabled(file) {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		apply := exec.CommandContext(ctx, "kubectl", "--kubeconfig", n.keys.Path("admin.kubeconfig"), "apply", "-f", "-")
		apply.Stdin = strings.NewReader(values.Replace(string(content)))
		if output, err := apply.CombinedOutput(); err != nil {
			return fmt.Errorf("applying %s: %w: %s", file, err, output)
		}
	}
	return nil
}

// forward is CoreDNS's line for names outside the cluster: asked of the servers --resolv-conf names, else of nobody.
func (n node) forward() string {
	if n.options.ResolvConf == "" {
		return ""
	}
	return "forward . /etc/resolv.conf"
}

func (n node) disabled(file string) bool {
	name := strings.TrimSuffix(filepath.Base(file), ".yaml")
	for _, disabled := range n.options.Disabled {
		if disabled == name {
			return true
		}
	}
	return false
}
