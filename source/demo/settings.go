package demo

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// settingsObject is the workload's ConfigMap: files inside a value.
func settingsObject(w *workload) *corev1.ConfigMap {
	m := meta("ConfigMap", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	return &corev1.ConfigMap{ObjectMeta: m, Data: map[string]string{
		"app.yaml":     appYAML(w.namespace, w.name, w.port),
		"logging.toml": loggingTOML(w.name),
		"FEATURES":     "retries,tracing,graceful-drain",
	}}
}

func rootCertObject(namespace string, ca *authority, created time.Time) *corev1.ConfigMap {
	m := meta("ConfigMap", namespace, "kube-root-ca.crt", created)
	m.Annotations = map[string]string{
		"kubernetes.io/description": "Contains a CA bundle that can be used to verify the kube-apiserver " +
			"when using internal endpoints such as the internal service IP or kubernetes.default.svc.",
	}
	return &corev1.ConfigMap{ObjectMeta: m, Data: map[string]string{"ca.crt": string(ca.certificate)}}
}

func secretObject(w *workload) *corev1.Secret {
	m := meta("Secret", w.namespace, w.name, w.created)
	m.Labels = appLabels(w)
	return &corev1.Secret{ObjectMeta: m, Type: corev1.SecretTypeOpaque, Data: map[string][]byte{
		"database-password": []byte(hexDigest("password", w.namespace, w.name)[:24]),
		"signing-key":       keyBytes(w),
		"webhook-token":     []byte("whsec_" + hexDigest("webhook", w.namespace, w.name)[:32]),
	}}
}

func keyBytes(w *workload) []byte {
	d := digest("signing-key", w.namespace, w.name)
	return d[:]
}

func tlsObject(w *workload, ca *authority) *corev1.Secret {
	m := meta("Secret", w.namespace, w.name+"-tls", w.created)
	m.Annotations = map[string]string{
		"cert-manager.io/certificate-name": w.name, "cert-manager.io/issuer-kind": "ClusterIssuer", "cert-manager.io/issuer-name": "letsencrypt",
	}
	certificate, key := ca.issue(w.name+"."+w.namespace+".svc", w.created)
	return &corev1.Secret{ObjectMeta: m, Type: corev1.SecretTypeTLS, Data: map[string][]byte{
		corev1.TLSCertKey: certificate, corev1.TLSPrivateKeyKey: key, "ca.crt": ca.certificate,
	}}
}

// releaseObject is what Helm keeps of one of its releases: a gzipped document,
// in base64, in a Secret. z is only borrowed: a new one takes longer to make
// than to use.
func releaseObject(z *gzip.Writer, r *revision) *corev1.Secret {
	w := r.workload
	m := meta("Secret", w.namespace, fmt.Sprintf("sh.helm.release.v1.%s.v%d", w.name, r.number), r.created)
	m.Labels = map[string]string{"owner": "helm", "name": w.name, "status": "superseded", "version": fmt.Sprint(r.number)}
	var packed bytes.Buffer // takes every write, so none below can fail
	z.Reset(&packed)
	_, _ = fmt.Fprintf(z, `{"name":%q,"namespace":%q,"version":%d,"info":{"last_deployed":%q,"status":"superseded"},"config":{"replicas":%d,`+
		`"image":%q},"manifest":%q}`, w.name, w.namespace, r.number, r.created.Format(time.RFC3339), w.replicas, w.image(r), manifest(w))
	_ = z.Close()
	return &corev1.Secret{ObjectMeta: m, Type: "helm.sh/release.v1", Data: map[string][]byte{
		"release": []byte(base64.StdEncoding.EncodeToString(packed.Bytes())),
	}}
}

func manifest(w *workload) string {
	var b strings.Builder
	for _, kind := range []string{"ServiceAccount", "Service", "Deployment", "Ingress"} {
		fmt.Fprintf(&b, "---\n# Source: %s/templates/%s.yaml\nkind: %s\nmetadata:\n  name: %s\n  namespace: %s\n  uid: %s\n",
			w.name, strings.ToLower(kind), kind, w.name, w.namespace, uid(kind, w.namespace, w.name))
	}
	return b.String()
}
