package demo

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// workloadObjects yields the workload's own object and those that its
// controllers made of it, without pods.
func workloadObjects(w *workload) iter.Seq[object] {
	return func(yield func(object) bool) {
		switch w.kind {
		case "Deployment":
			if !yield(deploymentObject(w)) || !yield(autoscalerObject(w)) || !yield(budgetObject(w)) {
				return
			}
			for _, r := range w.revisions {
				if !yield(replicaSetObject(r)) {
					return
				}
			}
		case "StatefulSet":
			if !yield(statefulSetObject(w)) || !yield(revisionObject(w.current())) {
				return
			}
			for _, p := range w.pods() {
				if !yield(claimObject(p)) || !yield(volumeObject(p)) {
					return
				}
			}
		case "DaemonSet":
			if !yield(daemonSetObject(w)) {
				return
			}
			yield(revisionObject(w.current()))
		}
	}
}

func deploymentObject(w *workload) *appsv1.Deployment {
	current := w.current()
	m := meta("Deployment", w.namespace, w.name, w.created)
	m.Labels, m.Generation = appLabels(w), int64(current.number)
	m.Annotations = map[string]string{"deployment.kubernetes.io/revision": fmt.Sprint(current.number)}
	m.ManagedFields = []metav1.ManagedFieldsEntry{
		managed("argocd-controller", "apps/v1", "", workloadFields, w.created),
		managed("kube-controller-manager", "apps/v1", "status", workloadStatusFields, current.created),
	}
	ready := readyPods(current)
	return &appsv1.Deployment{ObjectMeta: m,
		Spec: appsv1.DeploymentSpec{
			Replicas: new(int32(w.replicas)), Selector: selector(w), Template: podTemplate(current),
			Strategy: appsv1.DeploymentStrategy{Type: appsv1.RollingUpdateDeploymentStrategyType, RollingUpdate: &appsv1.RollingUpdateDeployment{
				MaxUnavailable: new(intstr.FromString("25%")), MaxSurge: new(intstr.FromString("25%")),
			}},
			RevisionHistoryLimit: new(int32(10)), ProgressDeadlineSeconds: new(int32(600)),
		},
		Status: appsv1.DeploymentStatus{
			ObservedGeneration: m.Generation, Replicas: int32(len(w.pods())), UpdatedReplicas: int32(len(current.pods)),
			ReadyReplicas: ready, AvailableReplicas: ready, UnavailableReplicas: max(int32(w.replicas)-ready, 0),
			Conditions: []appsv1.DeploymentCondition{
				{
					Type: appsv1.DeploymentAvailable, Status: corev1.ConditionTrue, Reason: "MinimumReplicasAvailable",
					Message:        "Deployment has minimum availability.",
					LastUpdateTime: metav1.NewTime(w.created), LastTransitionTime: metav1.NewTime(w.created),
				},
				{
					Type: appsv1.DeploymentProgressing, Status: corev1.ConditionTrue, Reason: "NewReplicaSetAvailable",
					Message:        fmt.Sprintf("ReplicaSet %q has successfully progressed.", current.name()),
					LastUpdateTime: metav1.NewTime(current.created.Add(2 * time.Minute)), LastTransitionTime: metav1.NewTime(w.created),
				},
			},
		},
	}
}

func replicaSetObject(r *revision) *appsv1.ReplicaSet {
	w := r.workload
	m := meta("ReplicaSet", w.namespace, r.name(), r.created)
	m.Labels, m.Generation = podLabels(r), 1
	m.Annotations = map[string]string{
		"deployment.kubernetes.io/desired-replicas": fmt.Sprint(w.replicas),
		"deployment.kubernetes.io/revision":         fmt.Sprint(r.number),
	}
	m.OwnerReferences = ownedBy("apps/v1", "Deployment", w.namespace, w.name)
	s := selector(w)
	s.MatchLabels["pod-template-hash"] = r.hash
	replicas, ready := int32(len(r.pods)), readyPods(r)
	return &appsv1.ReplicaSet{ObjectMeta: m,
		Spec:   appsv1.ReplicaSetSpec{Replicas: &replicas, Selector: s, Template: podTemplate(r)},
		Status: appsv1.ReplicaSetStatus{ObservedGeneration: 1, Replicas: replicas, FullyLabeledReplicas: replicas, ReadyReplicas: ready, AvailableReplicas: ready},
	}
}

func statefulSetObject(w *workload) *appsv1.StatefulSet {
	current := w.current()
	m := meta("StatefulSet", w.namespace, w.name, w.created)
	m.Labels, m.Generation = appLabels(w), 1
	m.ManagedFields = []metav1.ManagedFieldsEntry{managed("argocd-controller", "apps/v1", "", workloadFields, w.created)}
	replicas := int32(len(current.pods))
	return &appsv1.StatefulSet{ObjectMeta: m,
		Spec: appsv1.StatefulSetSpec{
			Replicas: &replicas, Selector: selector(w), Template: podTemplate(current), ServiceName: w.name,
			PodManagementPolicy: appsv1.OrderedReadyPodManagement, RevisionHistoryLimit: new(int32(10)),
		},
		Status: appsv1.StatefulSetStatus{
			ObservedGeneration: 1, Replicas: replicas, ReadyReplicas: readyPods(current), CurrentReplicas: replicas,
			CurrentRevision: w.name + "-" + current.hash, UpdateRevision: w.name + "-" + current.hash, CollisionCount: new(int32(0)),
		},
	}
}

func daemonSetObject(w *workload) *appsv1.DaemonSet {
	m := meta("DaemonSet", w.namespace, w.name, w.created)
	m.Labels, m.Generation = appLabels(w), 1
	m.ManagedFields = []metav1.ManagedFieldsEntry{managed("argocd-controller", "apps/v1", "", workloadFields, w.created)}
	n, ready := int32(len(w.current().pods)), readyPods(w.current())
	return &appsv1.DaemonSet{ObjectMeta: m,
		Spec: appsv1.DaemonSetSpec{Selector: selector(w), Template: podTemplate(w.current()), RevisionHistoryLimit: new(int32(10))},
		Status: appsv1.DaemonSetStatus{
			CurrentNumberScheduled: n, DesiredNumberScheduled: n, UpdatedNumberScheduled: n,
			NumberReady: ready, NumberAvailable: ready, NumberUnavailable: n - ready, ObservedGeneration: 1,
		},
	}
}

// revisionObject keeps a template in its JSON form inside the protobuf one.
func revisionObject(r *revision) *appsv1.ControllerRevision {
	w := r.workload
	m := meta("ControllerRevision", w.namespace, w.name+"-"+r.hash, r.created)
	m.Labels = podLabels(r)
	m.OwnerReferences = ownedBy("apps/v1", w.kind, w.namespace, w.name)
	data, err := json.Marshal(map[string]any{"spec": map[string]any{"template": podTemplate(r)}})
	if err != nil {
		panic(fmt.Sprintf("the template of %s has no JSON form: %v", m.Name, err))
	}
	return &appsv1.ControllerRevision{ObjectMeta: m, Data: runtime.RawExtension{Raw: data}, Revision: int64(r.number)}
}

func autoscalerObject(w *workload) *autoscalingv2.HorizontalPodAutoscaler {
	n := int32(w.replicas)
	return &autoscalingv2.HorizontalPodAutoscaler{ObjectMeta: meta("HorizontalPodAutoscaler", w.namespace, w.name, w.created),
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: w.kind, Name: w.name},
			MinReplicas:    new(int32(1)), MaxReplicas: 2*n + 2,
			Metrics: []autoscalingv2.MetricSpec{{Type: autoscalingv2.ResourceMetricSourceType, Resource: &autoscalingv2.ResourceMetricSource{
				Name:   corev1.ResourceCPU,
				Target: autoscalingv2.MetricTarget{Type: autoscalingv2.UtilizationMetricType, AverageUtilization: new(int32(70))},
			}}},
		},
		Status: autoscalingv2.HorizontalPodAutoscalerStatus{CurrentReplicas: n, DesiredReplicas: n},
	}
}

func budgetObject(w *workload) *policyv1.PodDisruptionBudget {
	n := int32(w.replicas)
	return &policyv1.PodDisruptionBudget{ObjectMeta: meta("PodDisruptionBudget", w.namespace, w.name, w.created),
		Spec:   policyv1.PodDisruptionBudgetSpec{MaxUnavailable: new(intstr.FromInt32(1)), Selector: selector(w)},
		Status: policyv1.PodDisruptionBudgetStatus{CurrentHealthy: readyPods(w.current()), DesiredHealthy: n - 1, ExpectedPods: n, ObservedGeneration: 1},
	}
}

func selector(w *workload) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{"app": w.name}}
}

func podTemplate(r *revision) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: podLabels(r)}, Spec: podSpec(r, "")}
}

func readyPods(r *revision) int32 {
	n := int32(0)
	for _, p := range r.pods {
		if p.phase == podRunning {
			n++
		}
	}
	return n
}

const (
	workloadFields = `{"f:metadata":{"f:labels":{".":{},"f:app":{},"f:app.kubernetes.io/name":{},` +
		`"f:app.kubernetes.io/part-of":{}}},"f:spec":{"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},` +
		`"f:template":{"f:metadata":{"f:labels":{}},"f:spec":{"f:containers":{},"f:securityContext":{},` +
		`"f:serviceAccountName":{},"f:topologySpreadConstraints":{},"f:volumes":{}}}}}`
	workloadStatusFields = `{"f:metadata":{"f:annotations":{"f:deployment.kubernetes.io/revision":{}}},` +
		`"f:status":{"f:availableReplicas":{},"f:conditions":{},"f:observedGeneration":{},"f:readyReplicas":{},` +
		`"f:replicas":{},"f:updatedReplicas":{}}}`
)
