package demo

import (
	"encoding/json"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// object is a built-in Kubernetes type: metadata and a protobuf form.
type object interface {
	metav1.Object
	Marshal() ([]byte, error)
}

// stored is obj as kube-apiserver writes it to etcd: the key
// /registry/RESOURCE[/NAMESPACE]/NAME, and for a value the magic number k8s\x00
// with a runtime.Unknown around the object's protobuf form. (What
// k8s.io/apimachinery/pkg/runtime/serializer/protobuf does, which needs a
// scheme to know as much.)
func stored(obj object) Item {
	resource, apiVersion, kind := storedAs(obj)
	raw, err := obj.Marshal()
	if err != nil {
		panic(fmt.Sprintf("%s %s does not marshal: %v", kind, obj.GetName(), err))
	}
	envelope := runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: apiVersion, Kind: kind}, Raw: raw}
	body, err := envelope.Marshal()
	if err != nil {
		panic(fmt.Sprintf("the envelope of %s %s does not marshal: %v", kind, obj.GetName(), err))
	}
	return Item{Key: registryPath(resource, obj.GetNamespace(), obj.GetName()), Value: append([]byte("k8s\x00"), body...)}
}

func registryPath(resource, namespace, name string) string {
	if namespace == "" {
		return "/registry/" + resource + "/" + name
	}
	return "/registry/" + resource + "/" + namespace + "/" + name
}

// storedAs is the folder below /registry/, which isn't always the resource's
// name, and the version that is stored.
func storedAs(obj object) (resource, apiVersion, kind string) {
	switch obj.(type) {
	case *corev1.Pod:
		return "pods", "v1", "Pod"
	case *corev1.Service:
		return "services/specs", "v1", "Service"
	case *corev1.Node:
		return "minions", "v1", "Node"
	case *corev1.Namespace:
		return "namespaces", "v1", "Namespace"
	case *corev1.ConfigMap:
		return "configmaps", "v1", "ConfigMap"
	case *corev1.Secret:
		return "secrets", "v1", "Secret"
	case *corev1.ServiceAccount:
		return "serviceaccounts", "v1", "ServiceAccount"
	case *corev1.Event:
		return "events", "v1", "Event"
	case *corev1.PersistentVolumeClaim:
		return "persistentvolumeclaims", "v1", "PersistentVolumeClaim"
	case *corev1.PersistentVolume:
		return "persistentvolumes", "v1", "PersistentVolume"
	case *appsv1.Deployment:
		return "deployments", "apps/v1", "Deployment"
	case *appsv1.ReplicaSet:
		return "replicasets", "apps/v1", "ReplicaSet"
	case *appsv1.StatefulSet:
		return "statefulsets", "apps/v1", "StatefulSet"
	case *appsv1.DaemonSet:
		return "daemonsets", "apps/v1", "DaemonSet"
	case *appsv1.ControllerRevision:
		return "controllerrevisions", "apps/v1", "ControllerRevision"
	case *batchv1.CronJob:
		return "cronjobs", "batch/v1", "CronJob"
	case *batchv1.Job:
		return "jobs", "batch/v1", "Job"
	case *discoveryv1.EndpointSlice:
		return "endpointslices", "discovery.k8s.io/v1", "EndpointSlice"
	case *coordinationv1.Lease:
		return "leases", "coordination.k8s.io/v1", "Lease"
	case *networkingv1.Ingress:
		return "ingress", "networking.k8s.io/v1", "Ingress"
	case *networkingv1.NetworkPolicy:
		return "networkpolicies", "networking.k8s.io/v1", "NetworkPolicy"
	case *policyv1.PodDisruptionBudget:
		return "poddisruptionbudgets", "policy/v1", "PodDisruptionBudget"
	case *autoscalingv2.HorizontalPodAutoscaler:
		return "horizontalpodautoscalers", "autoscaling/v2", "HorizontalPodAutoscaler"
	case *rbacv1.Role:
		return "roles", "rbac.authorization.k8s.io/v1", "Role"
	case *rbacv1.RoleBinding:
		return "rolebindings", "rbac.authorization.k8s.io/v1", "RoleBinding"
	case *rbacv1.ClusterRole:
		return "clusterroles", "rbac.authorization.k8s.io/v1", "ClusterRole"
	case *rbacv1.ClusterRoleBinding:
		return "clusterrolebindings", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding"
	case *storagev1.CSINode:
		return "csinodes", "storage.k8s.io/v1", "CSINode"
	}
	panic(fmt.Sprintf("%T has no place in the registry", obj))
}

// meta is the metadata that every object has.
func meta(kind, namespace, name string, created time.Time) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Namespace: namespace, Name: name, UID: uid(kind, namespace, name),
		CreationTimestamp: metav1.NewTime(created),
	}
}

// ownedBy is the reference of an object to the one that controls it.
func ownedBy(apiVersion, kind, namespace, name string) []metav1.OwnerReference {
	return []metav1.OwnerReference{{
		APIVersion: apiVersion, Kind: kind, Name: name, UID: uid(kind, namespace, name),
		Controller: new(true), BlockOwnerDeletion: new(true),
	}}
}

// managed is one entry of managedFields: what the API server notes of every
// writer, often a third of an object's size. fields is in the FieldsV1 form.
func managed(manager, apiVersion, subresource, fields string, at time.Time) metav1.ManagedFieldsEntry {
	return metav1.ManagedFieldsEntry{
		Manager: manager, Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: apiVersion,
		Time: new(metav1.NewTime(at)), FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(fields),
		Subresource: subresource,
	}
}

// jsonItem is an object that is stored as JSON, as custom resources are: one
// line with a newline at its end.
func jsonItem(key string, value any) Item {
	body, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("the value of %s has no JSON form: %v", key, err))
	}
	return Item{Key: key, Value: append(body, '\n')}
}
