package netpol

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// StatusFile says whether policies are enforced, and which are not enforced as written.
const StatusFile = "/run/hexr-node/netpol.json"

// patience is how long a new pod may wait for the enforcer's watch to show it.
const patience = 10 * time.Second

// Status is the content of StatusFile.
type Status struct {
	Enforcing   bool          `json:"enforcing"`
	Pods        int           `json:"pods"`
	Policies    int           `json:"policies"`
	Unsupported []Unsupported `json:"unsupported"`
}

// Enforcer keeps the kernel's rules equal to what the cluster's policies say.
type Enforcer struct {
	podRange   netip.Prefix
	pods       cache.Indexer
	namespaces cache.Indexer
	policies   cache.Indexer
	changed    chan struct{}

	lock   sync.Mutex
	given  map[string]notice // by namespace/pod: what the CNI plugin said; it knows an address before the API server
	loaded string            // the rules in the kernel
}

// Run enforces until the context ends. It calls ready once when the first rules are in force.
func Run(ctx context.Context, config *rest.Config, podRange netip.Prefix, ready func()) error {
	enforcer := &Enforcer{podRange: podRange, changed: make(chan struct{}, 1), given: map[string]notice{}}
	listener, err := listen()
	if err != nil {
		return err
	}
	if err := enforcer.watch(ctx, config); err != nil {
		return err
	}
	if err := enforcer.apply(ctx); err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		listener.Close()
	}()
	go enforcer.serve(ctx, listener)
	ready()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-enforcer.changed:
			if err := enforcer.apply(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
	}
}

func listen() (net.Listener, error) {
	if err := os.MkdirAll(filepath.Dir(Socket), 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(Socket); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return net.Listen("unix", Socket)
}

func (e *Enforcer) watch(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	raw, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	typed := informers.NewSharedInformerFactory(client, 0)
	untyped := dynamicinformer.NewDynamicSharedInformerFactory(raw, 0)
	pods := typed.Core().V1().Pods().Informer()
	namespaces := typed.Core().V1().Namespaces().Informer()
	resource := schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "networkpolicies"}
	policies := untyped.ForResource(resource).Informer()
	e.pods, e.namespaces, e.policies = pods.GetIndexer(), namespaces.GetIndexer(), policies.GetIndexer()
	wake := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { e.wake() },
		UpdateFunc: func(any, any) { e.wake() },
		DeleteFunc: func(any) { e.wake() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods, namespaces, policies} {
		if _, err := informer.AddEventHandler(wake); err != nil {
			return err
		}
	}
	typed.Start(ctx.Done())
	untyped.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), pods.HasSynced, namespaces.HasSynced, policies.HasSynced) {
		return fmt.Errorf("watching policies: %w", ctx.Err())
	}
	return nil
}

func (e *Enforcer) wake() {
	select {
	case e.changed <- struct{}{}:
	default: // a recalculation is already due
	}
}

// apply recomputes everything and loads it into the kernel when it differs from what is there.
func (e *Enforcer) apply(ctx context.Context) error {
	e.lock.Lock()
	defer e.lock.Unlock()
	world := e.world()
	rules, unsupported := Compile(world)
	text := Render(rules, e.podRange)
	if text != e.loaded {
		load := exec.CommandContext(ctx, "nft", "-f", "-")
		load.Stdin = strings.NewReader(text)
		if output, err := load.CombinedOutput(); err != nil {
			return fmt.Errorf("nft: %w: %s", err, output)
		}
		e.loaded = text
	}
	for _, found := range unsupported {
		slog.Error("policy not enforced as written", "policy", found.Policy, "reason", found.Reason)
	}
	return writeStatus(Status{true, len(world.Pods), len(world.Policies), unsupported})
}

func writeStatus(status Status) error {
	if status.Unsupported == nil {
		status.Unsupported = []Unsupported{}
	}
	text, err := json.Marshal(status)
	if err != nil {
		return err
	}
	if err := os.WriteFile(StatusFile+".new", append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(StatusFile+".new", StatusFile)
}

func (e *Enforcer) world() World {
	world := World{Namespaces: map[string]labels.Set{}}
	for _, item := range e.namespaces.List() {
		namespace := item.(*corev1.Namespace)
		world.Namespaces[namespace.Name] = namespace.Labels
	}
	taken := map[string]bool{}
	for _, given := range e.given {
		taken[given.Address] = true
	}
	for _, item := range e.pods.List() {
		pod := item.(*corev1.Pod)
		address := pod.Status.PodIP
		if given, known := e.given[pod.Namespace+"/"+pod.Name]; known && given.UID == string(pod.UID) {
			address = given.Address
		} else if taken[address] {
			continue // a stale status: the address has been given to another pod since
		}
		parsed, err := netip.ParseAddr(address)
		if err != nil {
			continue
		}
		if read, covered := readPod(pod, parsed); covered {
			world.Pods = append(world.Pods, read)
		}
	}
	for _, item := range e.policies.List() {
		world.Policies = append(world.Policies, readPolicy(item.(*unstructured.Unstructured)))
	}
	return sorted(world)
}

func (e *Enforcer) serve(ctx context.Context, listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			problem := ""
			if err := e.answer(ctx, connection); err != nil {
				problem = err.Error()
			}
			if err := json.NewEncoder(connection).Encode(problem); err != nil {
				slog.Error("answering the CNI plugin", "error", err)
			}
		}()
	}
}

func (e *Enforcer) answer(ctx context.Context, connection net.Conn) error {
	var message notice
	if err := json.NewDecoder(connection).Decode(&message); err != nil {
		return err
	}
	key := message.Namespace + "/" + message.Pod
	if message.Gone {
		e.lock.Lock()
		if e.given[key].UID == message.UID {
			delete(e.given, key)
		}
		e.lock.Unlock()
		e.wake()
		return nil
	}
	if err := e.awaitPod(ctx, key, message.UID); err != nil {
		return err
	}
	e.lock.Lock()
	e.given[key] = message
	e.lock.Unlock()
	return e.apply(ctx)
}

// awaitPod waits until the watch has shown the pod: its labels decide which policies hold.
func (e *Enforcer) awaitPod(ctx context.Context, key, uid string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if item, exists, _ := e.pods.GetByKey(key); exists && string(item.(*corev1.Pod).UID) == uid {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("pod %s is not known to the API server's watch", key)
		case <-tick.C:
		}
	}
}
