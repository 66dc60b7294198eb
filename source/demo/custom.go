package demo

import (
	"fmt"
	"time"
)

// manifestOf is a custom resource, as it is stored: as JSON.
type manifestOf struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   map[string]any `json:"metadata"`
	Spec       any            `json:"spec,omitempty"`
	Status     any            `json:"status,omitempty"`
}

func custom(group, version, plural, kind string, w *workload, name string, spec, status any) Item {
	return jsonItem(registryPath(group+"/"+plural, w.namespace, name), manifestOf{
		APIVersion: group + "/" + version, Kind: kind, Spec: spec, Status: status,
		Metadata: map[string]any{
			"name": name, "namespace": w.namespace, "uid": uid(kind, w.namespace, name), "generation": 1,
			"creationTimestamp": w.created.Format(time.RFC3339), "labels": appLabels(w),
		},
	})
}

func certificateItem(w *workload, now time.Time) Item {
	host := w.name + "." + w.namespace + ".example.com"
	return custom("cert-manager.io", "v1", "certificates", "Certificate", w, w.name,
		map[string]any{
			"secretName": w.name + "-tls", "dnsNames": []string{host, w.name + "." + w.namespace + ".svc"},
			"duration": "2160h0m0s", "renewBefore": "720h0m0s", "privateKey": map[string]any{"algorithm": "Ed25519", "rotationPolicy": "Always"},
			"issuerRef": map[string]any{"kind": "ClusterIssuer", "name": "letsencrypt", "group": "cert-manager.io"},
		},
		map[string]any{
			"notAfter": now.Add(60 * 24 * time.Hour).Format(time.RFC3339), "notBefore": now.Add(-30 * 24 * time.Hour).Format(time.RFC3339),
			"revision": 3, "conditions": []any{condition("Ready", "Certificate is up to date and has not expired", w.created)},
		})
}

func certificateRequestItem(w *workload, number int) Item {
	return custom("cert-manager.io", "v1", "certificaterequests", "CertificateRequest", w, fmt.Sprintf("%s-%d", w.name, number),
		map[string]any{
			"request": hexDigest("csr", w.namespace, w.name, fmt.Sprint(number)), "usages": []string{"digital signature", "server auth"},
			"issuerRef": map[string]any{"kind": "ClusterIssuer", "name": "letsencrypt", "group": "cert-manager.io"},
		},
		map[string]any{"conditions": []any{
			condition("Approved", "Certificate request has been approved by cert-manager.io", w.created),
			condition("Ready", "Certificate fetched from issuer successfully", w.created),
		}})
}

func monitorItem(w *workload) Item {
	return custom("monitoring.coreos.com", "v1", "servicemonitors", "ServiceMonitor", w, w.name,
		map[string]any{
			"selector":  map[string]any{"matchLabels": map[string]string{"app": w.name}},
			"endpoints": []any{map[string]any{"port": "metrics", "interval": "30s", "path": "/metrics"}},
		}, nil)
}

func applicationItem(w *workload, now time.Time) Item {
	return custom("argoproj.io", "v1alpha1", "applications", "Application", w, w.namespace+"-"+w.name,
		map[string]any{
			"project":     w.namespace,
			"source":      map[string]any{"repoURL": "https://git.example.com/" + w.namespace + "/deploy.git", "path": w.name, "targetRevision": "main"},
			"destination": map[string]any{"server": "https://kubernetes.default.svc", "namespace": w.namespace},
			"syncPolicy":  map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}},
		},
		map[string]any{
			"health": map[string]any{"status": "Healthy"}, "reconciledAt": now.Format(time.RFC3339),
			"sync": map[string]any{"status": "Synced", "revision": hexDigest("git", w.namespace, w.name)[:40]},
		})
}

// endpointItem is what Cilium keeps of every pod: a second key for each.
func endpointItem(p *pod) Item {
	w := p.revision.workload
	return custom("cilium.io", "v2", "ciliumendpoints", "CiliumEndpoint", w, p.name, nil, map[string]any{
		"id": int(digest(p.name)[0])<<8 | int(digest(p.name)[1]), "state": "ready",
		"identity":   map[string]any{"id": 20000 + int(digest(w.namespace, w.name)[0]), "labels": []string{"k8s:app=" + w.name, "k8s:io.kubernetes.pod.namespace=" + w.namespace}},
		"networking": map[string]any{"node": p.node.ip(), "addressing": []any{map[string]string{"ipv4": p.ip}}},
		"encryption": map[string]any{},
	})
}

// definitionItem is the CustomResourceDefinition of one of the above; those
// are stored as JSON as well.
func definitionItem(group, plural, kind string, created time.Time) Item {
	name := plural + "." + group
	return jsonItem(registryPath("apiextensions.k8s.io/customresourcedefinitions", "", name), manifestOf{
		APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition",
		Metadata: map[string]any{"name": name, "uid": uid("CustomResourceDefinition", name), "creationTimestamp": created.Format(time.RFC3339)},
		Spec: map[string]any{
			"group": group, "scope": "Namespaced", "names": map[string]string{"plural": plural, "kind": kind},
			"versions": []any{map[string]any{"name": "v1", "served": true, "storage": true, "schema": map[string]any{
				"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true},
			}}},
		},
	})
}

func condition(kind, message string, at time.Time) map[string]any {
	return map[string]any{
		"type": kind, "status": "True", "reason": kind, "message": message, "lastTransitionTime": at.Format(time.RFC3339),
	}
}
