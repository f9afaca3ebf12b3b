// Package storage gives the test cluster a default storage class: a volume is a folder of the only node. It promises
// that a released volume's folder is removed before the volume is, and refuses what a folder cannot be (block devices,
// volumes shared by several writers across nodes). Sizes are not enforced.
package storage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Provisioner is the name the storage class gives.
const Provisioner = "hexr.test/local-path"

const (
	provisionedBy = "pv.kubernetes.io/provisioned-by"
	chosenNode    = "volume.kubernetes.io/selected-node"
	chosenDriver  = "volume.kubernetes.io/storage-provisioner"
	hostLabel     = "kubernetes.io/hostname"
)

type provisioner struct {
	client kubernetes.Interface
	node   string
	folder string
}

// Run provisions until the context ends.
func Run(ctx context.Context, client kubernetes.Interface, node, folder string) error {
	p := provisioner{client, node, folder}
	factory := informers.NewSharedInformerFactory(client, time.Minute)
	claims, volumes := factory.Core().V1().PersistentVolumeClaims(), factory.Core().V1().PersistentVolumes()
	changed := make(chan struct{}, 1)
	wake := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	events := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { wake() },
		UpdateFunc: func(any, any) { wake() },
		DeleteFunc: func(any) { wake() },
	}
	for _, informer := range []cache.SharedIndexInformer{claims.Informer(), volumes.Informer()} {
		if _, err := informer.AddEventHandler(events); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		allClaims, err := claims.Lister().List(labels.Everything())
		if err != nil {
			return err
		}
		allVolumes, err := volumes.Lister().List(labels.Everything())
		if err != nil {
			return err
		}
		for _, claim := range allClaims {
			if p.wanted(claim) {
				p.report(claim.Namespace+"/"+claim.Name, p.provision(ctx, claim))
			}
		}
		for _, volume := range allVolumes {
			if released(volume) {
				p.report(volume.Name, p.remove(ctx, volume))
			}
		}
	}
}

// report leaves a failure to the next round, which any change or the resync brings.
func (p provisioner) report(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "hexr-node: storage: %s: %v\n", what, err)
	}
}

func (p provisioner) wanted(claim *corev1.PersistentVolumeClaim) bool {
	return claim.Status.Phase == corev1.ClaimPending && claim.Spec.VolumeName == "" &&
		claim.Annotations[chosenDriver] == Provisioner && claim.Annotations[chosenNode] == p.node
}

func released(volume *corev1.PersistentVolume) bool {
	return volume.Annotations[provisionedBy] == Provisioner && volume.Status.Phase == corev1.VolumeReleased &&
		volume.Spec.PersistentVolumeReclaimPolicy == corev1.PersistentVolumeReclaimDelete
}

func (p provisioner) provision(ctx context.Context, claim *corev1.PersistentVolumeClaim) error {
	if mode := claim.Spec.VolumeMode; mode != nil && *mode == corev1.PersistentVolumeBlock {
		return fmt.Errorf("a folder cannot be a block device")
	}
	if slices.Contains(claim.Spec.AccessModes, corev1.ReadWriteMany) {
		return fmt.Errorf("a folder of one node cannot be written from several")
	}
	class, err := p.client.StorageV1().StorageClasses().Get(ctx, *claim.Spec.StorageClassName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	reclaim := corev1.PersistentVolumeReclaimDelete
	if class.ReclaimPolicy != nil {
		reclaim = *class.ReclaimPolicy
	}
	name := "pvc-" + string(claim.UID)
	path := filepath.Join(p.folder, name+"_"+claim.Namespace+"_"+claim.Name)
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	// The pod chooses its user; the folder must not depend on our umask.
	if err := os.Chmod(path, 0o777); err != nil {
		return err
	}
	kind := corev1.HostPathDirectoryOrCreate
	volume := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{provisionedBy: Provisioner}},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:                      claim.Spec.Resources.Requests,
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: reclaim,
			StorageClassName:              class.Name,
			VolumeMode:                    claim.Spec.VolumeMode,
			ClaimRef: &corev1.ObjectReference{Kind: "PersistentVolumeClaim", APIVersion: "v1",
				Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				HostPath: &corev1.HostPathVolumeSource{Path: path, Type: &kind}},
			NodeAffinity: &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{
				NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: []corev1.NodeSelectorRequirement{
					{Key: hostLabel, Operator: corev1.NodeSelectorOpIn, Values: []string{p.node}}}}}}},
		},
	}
	_, err = p.client.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func (p provisioner) remove(ctx context.Context, volume *corev1.PersistentVolume) error {
	path := volume.Spec.HostPath.Path
	if filepath.Dir(path) != p.folder {
		return fmt.Errorf("%s is not a folder of ours", path)
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	err := p.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
