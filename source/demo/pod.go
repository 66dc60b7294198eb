package demo

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func (c *cluster) podObject(p *pod) *corev1.Pod {
	w := p.revision.workload
	m := meta("Pod", w.namespace, p.name, p.created)
	m.Labels = podLabels(p.revision)
	m.Annotations = map[string]string{
		"prometheus.io/scrape": "true", "prometheus.io/port": "9090", "prometheus.io/path": "/metrics",
		"checksum/config": hexDigest("config", w.namespace, w.name, p.revision.hash),
	}
	m.OwnerReferences = podOwner(p.revision)
	m.ManagedFields = []metav1.ManagedFieldsEntry{
		managed("kube-controller-manager", "v1", "", podSpecFields, p.created),
		managed("kubelet", "v1", "status", podStatusFields, p.created.Add(9*time.Second)),
	}
	if w.kind == "Deployment" {
		m.GenerateName = p.revision.name() + "-"
	}
	return &corev1.Pod{ObjectMeta: m, Spec: podSpec(p.revision, p.node.name), Status: podStatus(p)}
}

func podLabels(r *revision) map[string]string {
	labels := appLabels(r.workload)
	labels["app.kubernetes.io/version"] = "v1." + string('0'+rune(r.number%10))
	if r.workload.kind == "Deployment" {
		labels["pod-template-hash"] = r.hash
	} else {
		labels["controller-revision-hash"] = r.workload.name + "-" + r.hash
	}
	return labels
}

func appLabels(w *workload) map[string]string {
	return map[string]string{"app": w.name, "app.kubernetes.io/name": w.name, "app.kubernetes.io/part-of": w.namespace}
}

func podOwner(r *revision) []metav1.OwnerReference {
	kind := r.workload.kind
	if kind == "Deployment" {
		kind = "ReplicaSet"
	}
	return ownedBy("apps/v1", kind, r.workload.namespace, r.name())
}

// podSpec is the spec of the revision's pods; nodeName is empty in templates.
func podSpec(r *revision, nodeName string) corev1.PodSpec {
	w := r.workload
	return corev1.PodSpec{
		Volumes: []corev1.Volume{
			{Name: "config", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
				LocalObjectReference: corev1.LocalObjectReference{Name: w.name}, DefaultMode: new(int32(0o644)),
			}}},
			{Name: "tls", VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{
				SecretName: w.name + "-tls", DefaultMode: new(int32(0o400)),
			}}},
			{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{
				SizeLimit: new(resource.MustParse("256Mi")),
			}}},
			tokenVolume(),
		},
		Containers:                    []corev1.Container{container(r)},
		RestartPolicy:                 corev1.RestartPolicyAlways,
		TerminationGracePeriodSeconds: new(int64(30)),
		DNSPolicy:                     corev1.DNSClusterFirst,
		ServiceAccountName:            w.name,
		NodeName:                      nodeName,
		SecurityContext:               &corev1.PodSecurityContext{RunAsNonRoot: new(true), RunAsUser: new(int64(65532)), FSGroup: new(int64(65532))},
		SchedulerName:                 corev1.DefaultSchedulerName,
		Tolerations: []corev1.Toleration{
			{Key: corev1.TaintNodeNotReady, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: new(int64(300))},
			{Key: corev1.TaintNodeUnreachable, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: new(int64(300))},
		},
		Priority:           new(int32(0)),
		EnableServiceLinks: new(false),
		PreemptionPolicy:   new(corev1.PreemptLowerPriority),
		TopologySpreadConstraints: []corev1.TopologySpreadConstraint{{
			MaxSkew: 1, TopologyKey: corev1.LabelTopologyZone, WhenUnsatisfiable: corev1.ScheduleAnyway,
			LabelSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": w.name}},
		}},
	}
}

func container(r *revision) corev1.Container {
	w := r.workload
	return corev1.Container{
		Name: w.name, Image: w.image(r), Args: []string{"serve", "--config=/etc/" + w.name + "/app.yaml"},
		Ports: []corev1.ContainerPort{
			{Name: "app", ContainerPort: w.port, Protocol: corev1.ProtocolTCP},
			{Name: "metrics", ContainerPort: 9090, Protocol: corev1.ProtocolTCP},
		},
		Env: []corev1.EnvVar{
			{Name: "POD_NAME", ValueFrom: fieldRef("metadata.name")},
			{Name: "POD_IP", ValueFrom: fieldRef("status.podIP")},
			{Name: "NODE_NAME", ValueFrom: fieldRef("spec.nodeName")},
			{Name: "LOG_LEVEL", Value: "info"},
			{Name: "GOMEMLIMIT", Value: "460MiB"},
			{Name: "OTEL_EXPORTER_OTLP_ENDPOINT", Value: "http://otel-gateway.observability.svc:4317"},
			{Name: "OTEL_RESOURCE_ATTRIBUTES", Value: "service.name=" + w.name + ",service.namespace=" + w.namespace},
			{Name: "DATABASE_HOST", Value: w.namespace + "-db." + w.namespace + ".svc"},
			{Name: "DATABASE_PASSWORD", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{
				LocalObjectReference: corev1.LocalObjectReference{Name: w.name}, Key: "database-password",
			}}},
		},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("250m"), corev1.ResourceMemory: resource.MustParse("256Mi")},
			Limits:   corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("512Mi")},
		},
		VolumeMounts: []corev1.VolumeMount{
			{Name: "config", ReadOnly: true, MountPath: "/etc/" + w.name},
			{Name: "tls", ReadOnly: true, MountPath: "/etc/tls"},
			{Name: "tmp", MountPath: "/tmp"},
			{Name: "kube-api-access", ReadOnly: true, MountPath: "/var/run/secrets/kubernetes.io/serviceaccount"},
		},
		LivenessProbe:            httpProbe("/livez", w.port, 10),
		ReadinessProbe:           httpProbe("/readyz", w.port, 5),
		TerminationMessagePath:   corev1.TerminationMessagePathDefault,
		TerminationMessagePolicy: corev1.TerminationMessageReadFile,
		ImagePullPolicy:          corev1.PullIfNotPresent,
		SecurityContext: &corev1.SecurityContext{
			ReadOnlyRootFilesystem: new(true), AllowPrivilegeEscalation: new(false),
			Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
	}
}

func fieldRef(path string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: path}}
}

func httpProbe(path string, port, period int32) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{
			Path: path, Port: intstr.FromInt32(port), Scheme: corev1.URISchemeHTTP,
		}},
		TimeoutSeconds: 1, PeriodSeconds: period, SuccessThreshold: 1, FailureThreshold: 3,
	}
}

// tokenVolume is what the service account admission adds to every pod.
func tokenVolume() corev1.Volume {
	return corev1.Volume{Name: "kube-api-access", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
		DefaultMode: new(int32(0o644)),
		Sources: []corev1.VolumeProjection{
			{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{ExpirationSeconds: new(int64(3607)), Path: "token"}},
			{ConfigMap: &corev1.ConfigMapProjection{
				LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"},
				Items:                []corev1.KeyToPath{{Key: "ca.crt", Path: "ca.crt"}},
			}},
			{DownwardAPI: &corev1.DownwardAPIProjection{Items: []corev1.DownwardAPIVolumeFile{{
				Path: "namespace", FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: "metadata.namespace"},
			}}}},
		},
	}}}
}

const (
	podSpecFields = `{"f:metadata":{"f:annotations":{".":{},"f:checksum/config":{},"f:prometheus.io/path":{},` +
		`"f:prometheus.io/port":{},"f:prometheus.io/scrape":{}},"f:generateName":{},"f:labels":{".":{},"f:app":{},` +
		`"f:app.kubernetes.io/name":{},"f:app.kubernetes.io/part-of":{},"f:app.kubernetes.io/version":{},` +
		`"f:pod-template-hash":{}},"f:ownerReferences":{".":{}}},"f:spec":{"f:containers":{},"f:dnsPolicy":{},` +
		`"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{".":{},"f:fsGroup":{},` +
		`"f:runAsNonRoot":{},"f:runAsUser":{}},"f:serviceAccountName":{},"f:terminationGracePeriodSeconds":{},` +
		`"f:topologySpreadConstraints":{},"f:volumes":{}}}`
	podStatusFields = `{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastTransitionTime":{},` +
		`"f:status":{},"f:type":{}},"k:{\"type\":\"Initialized\"}":{".":{},"f:lastTransitionTime":{},"f:status":{},` +
		`"f:type":{}},"k:{\"type\":\"Ready\"}":{".":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},` +
		`"f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:startTime":{}}}`
)
