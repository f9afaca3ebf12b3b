// Command kubernetes holds a whole single-node Kubernetes in one multi-call binary: the name it is called by, or
// else its first argument, chooses the component. One binary instead of seven keeps the test cluster's image and its
// cold build small, because the components share almost all of their code.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var components = map[string]func() int{
	"kube-apiserver":          func() int { return cli.Run(apiserver.NewAPIServerCommand()) },
	"kube-controller-manager": func() int { return cli.Run(controllers.NewControllerManagerCommand()) },
	"kube-scheduler":          func() int { return cli.Run(scheduler.NewSchedulerCommand()) },
	"kube-proxy":              func() int { return cli.Run(proxy.NewProxyCommand()) },
	"kubelet":                 func() int { return cli.Run(kubelet.NewKubeletCommand(context.Background())) },
	"kubectl":                 runKubectl,
	"etcd": func() int {
		etcdmain.Main(os.Args)
		return 0
	},
}

func main() {
	component, called := components[filepath.Base(os.Args[0])]
	if !called && len(os.Args) > 1 {
		if component, called = components[os.Args[1]]; called {
			os.Args = os.Args[1:]
		}
	}
	if !called {
		fmt.Fprintf(os.Stderr, "usage: %s <%s> [arguments]\n", filepath.Base(os.Args[0]), names())
		os.Exit(2)
	}
	os.Exit(component())
}

func runKubectl() int {
	// kubectl words its own errors and chooses its own exit status; cli.Run would print them a second time.
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err)
	}
	return 0
}

func names() string {
	all := make([]string, 0, len(components))
	for name := range components {
		all = append(all, name)
	}
	sort.Strings(all)
	return strings.Join(all, "|")
}
