package demo

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podStatus is what the kubelet reports of the pod in its phase.
func podStatus(p *pod) corev1.PodStatus {
	status := corev1.PodStatus{
		Phase: corev1.PodRunning, QOSClass: corev1.PodQOSBurstable,
		HostIP: p.node.ip(), HostIPs: []corev1.HostIP{{IP: p.node.ip()}},
		StartTime:         new(metav1.NewTime(p.created)),
		Conditions:        podConditions(p),
		ContainerStatuses: []corev1.ContainerStatus{containerStatus(p)},
	}
	if p.phase == podPending {
		status.Phase = corev1.PodPending
		return status
	}
	status.PodIP, status.PodIPs = p.ip, []corev1.PodIP{{IP: p.ip}}
	return status
}

func podConditions(p *pod) []corev1.PodCondition {
	started := p.phase != podPending
	ready := p.phase == podRunning
	notReady := ""
	if !ready {
		notReady = fmt.Sprintf("containers with unready status: [%s]", p.revision.workload.name)
	}
	condition := func(kind corev1.PodConditionType, ok bool, after time.Duration) corev1.PodCondition {
		out := corev1.PodCondition{
			Type: kind, Status: corev1.ConditionTrue, ObservedGeneration: 1,
			LastTransitionTime: metav1.NewTime(p.created.Add(after)),
		}
		if !ok {
			out.Status, out.Reason, out.Message = corev1.ConditionFalse, "ContainersNotReady", notReady
		}
		return out
	}
	return []corev1.PodCondition{
		condition(corev1.PodReadyToStartContainers, started, 2*time.Second),
		condition(corev1.PodInitialized, true, 0),
		condition(corev1.PodReady, ready, 9*time.Second),
		condition(corev1.ContainersReady, ready, 9*time.Second),
		condition(corev1.PodScheduled, true, 0),
	}
}

func containerStatus(p *pod) corev1.ContainerStatus {
	w := p.revision.workload
	image := w.image(p.revision)
	status := corev1.ContainerStatus{
		Name: w.name, Image: image, RestartCount: p.restarts,
		Ready: p.phase == podRunning, Started: new(p.phase != podPending && p.phase != podCrashing),
	}
	started := metav1.NewTime(p.created.Add(4 * time.Second))
	id := "containerd://" + hexDigest("container", w.namespace, p.name, fmt.Sprint(p.restarts))
	switch p.phase {
	case podPending:
		status.State.Waiting = &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}
		return status
	case podCrashing:
		status.State.Waiting = &corev1.ContainerStateWaiting{
			Reason:  "CrashLoopBackOff",
			Message: fmt.Sprintf("back-off 5m0s restarting failed container=%s pod=%s_%s", w.name, p.name, w.namespace),
		}
		status.LastTerminationState.Terminated = &corev1.ContainerStateTerminated{
			ExitCode: 137, Reason: "OOMKilled", StartedAt: started,
			FinishedAt: metav1.NewTime(started.Add(3 * time.Minute)), ContainerID: id,
		}
	default:
		status.State.Running = &corev1.ContainerStateRunning{StartedAt: started}
	}
	status.ContainerID = id
	status.ImageID = image + "@sha256:" + hexDigest("image", image)
	return status
}
