package demo

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func serviceObject(w *workload) *corev1.Service {
	m := meta("Service", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	m.Annotations = map[string]string{"argocd.argoproj.io/sync-wave": "1"}
	m.ManagedFields = []metav1.ManagedFieldsEntry{managed("argocd-controller", "v1", "",
		`{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:ports":{},"f:selector":{},"f:type":{}}}`, w.created)}
	ip := serviceIP(w)
	return &corev1.Service{ObjectMeta: m, Spec: corev1.ServiceSpec{
		Ports:    []corev1.ServicePort{{Name: "http", Protocol: corev1.ProtocolTCP, Port: 80, TargetPort: intstr.FromInt32(w.port)}},
		Selector: map[string]string{"app": w.name}, Type: corev1.ServiceTypeClusterIP,
		ClusterIP: ip, ClusterIPs: []string{ip}, IPFamilies: []corev1.IPFamily{corev1.IPv4Protocol},
		SessionAffinity: corev1.ServiceAffinityNone, IPFamilyPolicy: new(corev1.IPFamilyPolicySingleStack),
		InternalTrafficPolicy: new(corev1.ServiceInternalTrafficPolicyCluster),
	}}
}

func serviceIP(w *workload) string {
	d := digest("Service", w.namespace, w.name)
	return fmt.Sprintf("10.96.%d.%d", d[0], 1+d[1]%254)
}

// sliceObject holds the endpoints of the workload's service as of at.
func sliceObject(w *workload, at time.Time) *discoveryv1.EndpointSlice {
	name := w.name + "-" + safeEncode(uint64(digest("EndpointSlice", w.namespace, w.name)[0])<<16|uint64(len(w.name)), 5)
	m := meta("EndpointSlice", w.namespace, name, w.created)
	m.GenerateName, m.Generation = w.name+"-", 1
	m.Labels = map[string]string{
		discoveryv1.LabelServiceName: w.name, discoveryv1.LabelManagedBy: "endpointslice-controller.k8s.io",
	}
	m.Annotations = map[string]string{corev1.EndpointsLastChangeTriggerTime: at.UTC().Format(time.RFC3339)}
	m.OwnerReferences = ownedBy("v1", "Service", w.namespace, w.name)
	slice := &discoveryv1.EndpointSlice{ObjectMeta: m, AddressType: discoveryv1.AddressTypeIPv4, Ports: []discoveryv1.EndpointPort{{
		Name: new("http"), Protocol: new(corev1.ProtocolTCP), Port: &w.port,
	}}}
	for _, p := range w.pods() {
		if p.phase == podPending {
			continue
		}
		ready := p.phase == podRunning
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses:  []string{p.ip},
			Conditions: discoveryv1.EndpointConditions{Ready: &ready, Serving: &ready, Terminating: new(false)},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Namespace: w.namespace, Name: p.name, UID: uid("Pod", w.namespace, p.name)},
			NodeName:   &p.node.name, Zone: &p.node.zone,
		})
	}
	return slice
}

func ingressObject(w *workload) *networkingv1.Ingress {
	host := w.name + "." + w.namespace + ".example.com"
	m := meta("Ingress", w.namespace, w.name, w.created)
	m.Labels, m.Generation = appLabels(w), 1
	m.Annotations = map[string]string{
		"cert-manager.io/cluster-issuer": "letsencrypt", "nginx.ingress.kubernetes.io/proxy-body-size": "8m",
	}
	return &networkingv1.Ingress{ObjectMeta: m, Spec: networkingv1.IngressSpec{
		IngressClassName: new("nginx"),
		TLS:              []networkingv1.IngressTLS{{Hosts: []string{host}, SecretName: w.name + "-tls"}},
		Rules: []networkingv1.IngressRule{{Host: host, IngressRuleValue: networkingv1.IngressRuleValue{
			HTTP: &networkingv1.HTTPIngressRuleValue{Paths: []networkingv1.HTTPIngressPath{{
				Path: "/", PathType: new(networkingv1.PathTypePrefix),
				Backend: networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
					Name: w.name, Port: networkingv1.ServiceBackendPort{Name: "http"},
				}},
			}}},
		}}},
	}}
}

func policyObject(namespace string, created time.Time) *networkingv1.NetworkPolicy {
	return &networkingv1.NetworkPolicy{ObjectMeta: meta("NetworkPolicy", namespace, "default-deny", created),
		Spec: networkingv1.NetworkPolicySpec{PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}}}
}
