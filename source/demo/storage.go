package demo

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// storageSetup is how long after its pod a volume is provisioned.
const storageSetup = 12 * time.Second

// claimObject is the volume claim of a StatefulSet's pod.
func claimObject(p *pod) *corev1.PersistentVolumeClaim {
	w := p.revision.workload
	m := meta("PersistentVolumeClaim", w.namespace, "data-"+p.name, p.created)
	m.Labels = appLabels(w)
	m.Annotations = map[string]string{
		"pv.kubernetes.io/bind-completed": "yes", "volume.kubernetes.io/storage-provisioner": "ebs.csi.aws.com",
		"volume.kubernetes.io/selected-node": p.node.name,
	}
	m.Finalizers = []string{"kubernetes.io/pvc-protection"}
	return &corev1.PersistentVolumeClaim{ObjectMeta: m,
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			Resources:   corev1.VolumeResourceRequirements{Requests: volumeSize()},
			VolumeName:  volumeName(p), StorageClassName: new("gp3"), VolumeMode: new(corev1.PersistentVolumeFilesystem),
		},
		Status: corev1.PersistentVolumeClaimStatus{
			Phase: corev1.ClaimBound, AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce}, Capacity: volumeSize(),
		},
	}
}

func volumeObject(p *pod) *corev1.PersistentVolume {
	w := p.revision.workload
	m := meta("PersistentVolume", "", volumeName(p), p.created.Add(storageSetup))
	m.Annotations = map[string]string{"pv.kubernetes.io/provisioned-by": "ebs.csi.aws.com"}
	m.Finalizers = []string{"kubernetes.io/pv-protection"}
	return &corev1.PersistentVolume{ObjectMeta: m,
		Spec: corev1.PersistentVolumeSpec{
			Capacity: volumeSize(),
			PersistentVolumeSource: corev1.PersistentVolumeSource{CSI: &corev1.CSIPersistentVolumeSource{
				Driver: "ebs.csi.aws.com", VolumeHandle: "vol-0" + hexDigest("ebs", w.namespace, p.name)[:16], FSType: "ext4",
			}},
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce},
			ClaimRef: &corev1.ObjectReference{
				Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: w.namespace, Name: "data-" + p.name,
				UID: uid("PersistentVolumeClaim", w.namespace, "data-"+p.name),
			},
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
			StorageClassName:              "gp3", VolumeMode: new(corev1.PersistentVolumeFilesystem),
		},
		Status: corev1.PersistentVolumeStatus{Phase: corev1.VolumeBound, LastPhaseTransitionTime: new(metav1.NewTime(m.CreationTimestamp.Time))},
	}
}

func volumeName(p *pod) string {
	return "pvc-" + string(uid("PersistentVolumeClaim", p.revision.workload.namespace, "data-"+p.name))
}

func volumeSize() corev1.ResourceList {
	return corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("50Gi")}
}
