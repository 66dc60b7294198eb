package demo

import (
	"fmt"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func nodeObject(n *node, heartbeat time.Time) *corev1.Node {
	m := meta("Node", "", n.name, n.created)
	m.Labels = map[string]string{
		corev1.LabelHostname: n.name, corev1.LabelTopologyZone: n.zone, corev1.LabelTopologyRegion: "eu-west-1",
		corev1.LabelInstanceTypeStable: "m7i.4xlarge", corev1.LabelArchStable: "amd64", corev1.LabelOSStable: "linux",
		"node-role.kubernetes.io/worker": "",
	}
	m.Annotations = map[string]string{"node.alpha.kubernetes.io/ttl": "0", "csi.volume.kubernetes.io/nodeid": `{"ebs.csi.aws.com":"` + n.instance() + `"}`}
	return &corev1.Node{ObjectMeta: m,
		Spec: corev1.NodeSpec{PodCIDR: n.podCIDR(), PodCIDRs: []string{n.podCIDR()}, ProviderID: "aws:///" + n.zone + "/" + n.instance()},
		Status: corev1.NodeStatus{
			Capacity: nodeSize("16", "64Gi"), Allocatable: nodeSize("15890m", "60Gi"),
			Conditions: nodeConditions(n, heartbeat),
			Addresses:  []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: n.ip()}, {Type: corev1.NodeHostName, Address: n.name}},
			NodeInfo: corev1.NodeSystemInfo{
				MachineID: hexDigest("machine", n.name)[:32], SystemUUID: string(uid("system", n.name)), BootID: string(uid("boot", n.name)),
				KernelVersion: "6.12.41", OSImage: "Flatcar Container Linux", ContainerRuntimeVersion: "containerd://2.1.4",
				KubeletVersion: "v1.36.2", OperatingSystem: "linux", Architecture: "amd64",
			},
			Images: nodeImages(n),
		},
	}
}

// instance is the id that the cloud has given the node.
func (n *node) instance() string { return "i-0" + hexDigest("ec2", n.name)[:16] }

func (n *node) podCIDR() string { return fmt.Sprintf("10.42.%d.0/24", n.number) }

func nodeSize(cpu, memory string) corev1.ResourceList {
	return corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse(cpu), corev1.ResourceMemory: resource.MustParse(memory),
		corev1.ResourcePods: *resource.NewQuantity(podsPerNode, resource.DecimalSI), corev1.ResourceEphemeralStorage: resource.MustParse("190Gi"),
	}
}

func nodeConditions(n *node, heartbeat time.Time) []corev1.NodeCondition {
	condition := func(kind corev1.NodeConditionType, status corev1.ConditionStatus, reason, message string) corev1.NodeCondition {
		return corev1.NodeCondition{
			Type: kind, Status: status, Reason: reason, Message: message,
			LastHeartbeatTime: metav1.NewTime(heartbeat), LastTransitionTime: metav1.NewTime(n.created),
		}
	}
	return []corev1.NodeCondition{
		condition(corev1.NodeMemoryPressure, corev1.ConditionFalse, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
		condition(corev1.NodeDiskPressure, corev1.ConditionFalse, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
		condition(corev1.NodePIDPressure, corev1.ConditionFalse, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
		condition(corev1.NodeReady, corev1.ConditionTrue, "KubeletReady", "kubelet is posting ready status"),
	}
}

// nodeImages are a part of what the kubelet reports to have pulled.
func nodeImages(n *node) []corev1.ContainerImage {
	var images []corev1.ContainerImage
	for _, t := range teams() {
		for i, app := range t.apps {
			if (i+n.number)%5 == 0 {
				name := "registry.example.com/" + t.namespace + "/" + app
				images = append(images, corev1.ContainerImage{
					Names:     []string{name + "@sha256:" + hexDigest("image", name)},
					SizeBytes: 20<<20 + int64(digest(name)[0])<<18,
				})
			}
		}
	}
	return images
}

// heartbeatObject is the kubelet's sign of life, renewed every 10 s.
func heartbeatObject(n *node, renewed time.Time) *coordinationv1.Lease {
	m := meta("Lease", "kube-node-lease", n.name, n.created)
	m.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Node", Name: n.name, UID: uid("Node", "", n.name)}}
	return &coordinationv1.Lease{ObjectMeta: m, Spec: coordinationv1.LeaseSpec{
		HolderIdentity: &n.name, LeaseDurationSeconds: new(int32(40)), RenewTime: new(metav1.NewMicroTime(renewed)),
	}}
}

func csiNodeObject(n *node) *storagev1.CSINode {
	return &storagev1.CSINode{ObjectMeta: meta("CSINode", "", n.name, n.created), Spec: storagev1.CSINodeSpec{
		Drivers: []storagev1.CSINodeDriver{{
			Name: "ebs.csi.aws.com", NodeID: n.instance(), TopologyKeys: []string{"topology.ebs.csi.aws.com/zone"},
			Allocatable: &storagev1.VolumeNodeResources{Count: new(int32(25))},
		}},
	}}
}
