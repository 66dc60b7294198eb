package demo

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
)

func namespaceObject(name string, created time.Time) *corev1.Namespace {
	m := meta("Namespace", "", name, created)
	m.Labels = map[string]string{corev1.LabelMetadataName: name, "pod-security.kubernetes.io/enforce": "restricted"}
	return &corev1.Namespace{ObjectMeta: m,
		Spec:   corev1.NamespaceSpec{Finalizers: []corev1.FinalizerName{corev1.FinalizerKubernetes}},
		Status: corev1.NamespaceStatus{Phase: corev1.NamespaceActive},
	}
}

func serviceAccountObject(w *workload) *corev1.ServiceAccount {
	m := meta("ServiceAccount", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	m.Annotations = map[string]string{"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/" + w.namespace + "-" + w.name}
	return &corev1.ServiceAccount{ObjectMeta: m, AutomountServiceAccountToken: new(true)}
}

func roleObject(w *workload) *rbacv1.Role {
	m := meta("Role", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	return &rbacv1.Role{ObjectMeta: m, Rules: []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"configmaps", "secrets"}, ResourceNames: []string{w.name}, Verbs: []string{"get", "list", "watch"}},
		{APIGroups: []string{"coordination.k8s.io"}, Resources: []string{"leases"}, Verbs: []string{"get", "create", "update"}},
	}}
}

func roleBindingObject(w *workload) *rbacv1.RoleBinding {
	m := meta("RoleBinding", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	return &rbacv1.RoleBinding{ObjectMeta: m,
		Subjects: []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: w.namespace, Name: w.name}},
		RoleRef:  rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: w.name},
	}
}

// clusterRoles are the API server's own roles, as far as names go: some of
// them contain colons, which makes keys that look like nothing else.
func clusterRoles() []string {
	names := []string{"cluster-admin", "admin", "edit", "view", "cert-manager-edit", "argocd-server", "prometheus-k8s"}
	for _, controller := range []string{
		"attachdetach", "certificate", "clusterrole-aggregation", "cronjob", "daemon-set", "deployment", "disruption",
		"endpointslice", "expand", "generic-garbage-collector", "horizontal-pod-autoscaler", "job", "namespace", "node",
		"persistent-volume-binder", "pod-garbage-collector", "replicaset", "resourcequota", "service-account", "statefulset", "ttl",
	} {
		names = append(names, "system:controller:"+controller+"-controller")
	}
	for _, system := range []string{
		"aggregate-to-admin", "aggregate-to-edit", "auth-delegator", "basic-user", "coredns", "discovery", "heapster",
		"kube-controller-manager", "kube-dns", "kube-scheduler", "monitoring", "node", "node-bootstrapper", "node-problem-detector",
		"node-proxier", "public-info-viewer", "volume-scheduler",
	} {
		names = append(names, "system:"+system)
	}
	return names
}

func clusterRoleObject(name string, created time.Time) *rbacv1.ClusterRole {
	m := meta("ClusterRole", "", name, created)
	m.Labels = map[string]string{"kubernetes.io/bootstrapping": "rbac-defaults"}
	m.Annotations = map[string]string{rbacv1.AutoUpdateAnnotationKey: "true"}
	return &rbacv1.ClusterRole{ObjectMeta: m, Rules: []rbacv1.PolicyRule{
		{APIGroups: []string{"", "apps"}, Resources: []string{"pods", "services", "deployments", "replicasets"}, Verbs: []string{"get", "list", "watch", "update", "patch"}},
		{APIGroups: []string{"", "events.k8s.io"}, Resources: []string{"events"}, Verbs: []string{"create", "patch", "update"}},
		{NonResourceURLs: []string{"/healthz", "/livez", "/readyz", "/version"}, Verbs: []string{"get"}},
	}}
}

func clusterRoleBindingObject(name string, created time.Time) *rbacv1.ClusterRoleBinding {
	m := meta("ClusterRoleBinding", "", name, created)
	m.Labels = map[string]string{"kubernetes.io/bootstrapping": "rbac-defaults"}
	return &rbacv1.ClusterRoleBinding{ObjectMeta: m,
		Subjects: []rbacv1.Subject{{Kind: rbacv1.GroupKind, APIGroup: rbacv1.GroupName, Name: fmt.Sprintf("%s:members", name)}},
		RoleRef:  rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name},
	}
}
