package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

const (
	nodeCount   = 60
	podsPerNode = 254 // a /24 of pod addresses each
)

// cluster is the make-believe Kubernetes cluster behind the keyspace: names
// and how they belong together. The objects are built from it one at a time,
// each a pure function of its plan: building one again, after its plan has
// changed, changes just what it should.
type cluster struct {
	rng       *rand.Rand
	now       time.Time
	nodes     []*node
	workloads []*workload // grouped by namespace, teams first
}

type node struct {
	name, zone string
	number     int
	created    time.Time
	podIPs     int // handed out so far
}

// workload is a Deployment, StatefulSet or DaemonSet.
type workload struct {
	kind            string
	namespace, name string
	port            int32
	created         time.Time
	replicas        int         // wanted; the pods may be more or less for a while
	revisions       []*revision // oldest first, the last is the current one
}

// revision is one version of a workload's pods: a ReplicaSet of a Deployment,
// a ControllerRevision of the others.
type revision struct {
	workload *workload
	number   int
	hash     string // of the pod template, in the names of what belongs to it
	created  time.Time
	pods     []*pod
}

type pod struct {
	revision *revision
	name     string
	node     *node
	ip       string
	created  time.Time
	phase    podPhase
	restarts int32
}

// podPhase is what `kubectl get pods` says in its STATUS column.
type podPhase int

const (
	podPending podPhase = iota
	podRunning
	podNotReady
	podCrashing
)

func newCluster(seed uint64, now time.Time) *cluster {
	c := &cluster{
		rng: rand.New(rand.NewPCG(seed, 0x6b7562)),
		now: now.Truncate(time.Second).UTC(),
	}
	for i := range nodeCount {
		zone := string("abc"[i%3])
		c.nodes = append(c.nodes, &node{
			name: fmt.Sprintf("worker-eu-west-1%s-%02d", zone, i/3+1), zone: "eu-west-1" + zone, number: i + 1,
			created: c.ago(20*24*time.Hour, 90*24*time.Hour),
		})
	}
	for _, t := range teams() {
		for _, app := range t.apps {
			c.addDeployment(t.namespace, app, 2+c.rng.IntN(24))
			if c.rng.IntN(2) == 0 {
				c.addDeployment(t.namespace, app+"-worker", 1+c.rng.IntN(14))
			}
		}
		c.addStatefulSet(t.namespace, t.namespace+"-db", 3)
		c.addStatefulSet(t.namespace, "redis", 3)
	}
	for _, t := range platform() {
		for _, app := range t.apps {
			c.addDeployment(t.namespace, app, 1+c.rng.IntN(3))
		}
	}
	for _, name := range daemons() {
		c.addDaemonSet("kube-system", name)
	}
	c.pinExample()
	return c
}

// pinExample gives the first pod of all the name that the documentation uses.
// It is never rolled out anew, so that this name stays true.
func (c *cluster) pinExample() {
	current := c.workloads[0].current()
	current.hash = "7d9f4c"
	for _, p := range current.pods {
		p.name = c.podName(current)
	}
	current.pods[0].name = current.name() + "-x2x9z"
	current.pods[0].phase = podRunning
}

func (c *cluster) addWorkload(kind, namespace, name string) *workload {
	w := &workload{
		kind: kind, namespace: namespace, name: name,
		port:    pick(c.rng, []int32{8080, 8443, 9000, 50051, 3000}),
		created: c.ago(30*24*time.Hour, 400*24*time.Hour),
	}
	c.workloads = append(c.workloads, w)
	return w
}

func (c *cluster) addDeployment(namespace, name string, replicas int) {
	w := c.addWorkload("Deployment", namespace, name)
	versions := 2 + c.rng.IntN(5)
	for i := range versions {
		age := time.Duration(versions-i) * 5 * 24 * time.Hour
		c.addRevision(w, c.ago(age-4*24*time.Hour, age))
	}
	for range replicas {
		c.addPod(w.current(), c.podName(w.current()), c.freeNode(), w.current().created)
	}
	w.replicas = replicas
}

func (c *cluster) addStatefulSet(namespace, name string, replicas int) {
	w := c.addWorkload("StatefulSet", namespace, name)
	r := c.addRevision(w, w.created)
	for i := range replicas {
		c.addPod(r, fmt.Sprintf("%s-%d", name, i), c.freeNode(), r.created)
	}
	w.replicas = replicas
}

func (c *cluster) addDaemonSet(namespace, name string) {
	w := c.addWorkload("DaemonSet", namespace, name)
	r := c.addRevision(w, w.created)
	for _, n := range c.nodes {
		c.addPod(r, c.podName(r), n, n.created)
	}
}

func (c *cluster) addRevision(w *workload, created time.Time) *revision {
	r := &revision{workload: w, number: 1, hash: safeEncode(c.rng.Uint64(), 9+c.rng.IntN(2)), created: created}
	if last := w.current(); last != nil {
		r.number = last.number + 1
	}
	w.revisions = append(w.revisions, r)
	return r
}

// addPod schedules a pod of the revision; most run well.
func (c *cluster) addPod(r *revision, name string, on *node, created time.Time) *pod {
	on.podIPs++
	p := &pod{
		revision: r, name: name, node: on, phase: podRunning,
		ip:      fmt.Sprintf("10.42.%d.%d", on.number, on.podIPs%podsPerNode+1),
		created: created.Add(time.Duration(1+c.rng.IntN(90)) * time.Second),
	}
	switch c.rng.IntN(60) {
	case 0:
		p.phase, p.restarts = podCrashing, int32(3+c.rng.IntN(40))
	case 1:
		p.phase = podNotReady
	case 2, 3, 4:
		p.restarts = int32(1 + c.rng.IntN(3))
	}
	r.pods = append(r.pods, p)
	return p
}

// podName is a fresh name in the revision. Deployments put the hash into it.
func (c *cluster) podName(r *revision) string {
	for {
		name := r.name() + "-" + safeEncode(c.rng.Uint64(), 5)
		if !slices.ContainsFunc(r.pods, func(p *pod) bool { return p.name == name }) {
			return name
		}
	}
}

func (c *cluster) freeNode() *node { return pick(c.rng, c.nodes) }

// ago is a moment between least and most before now, to the second.
func (c *cluster) ago(least, most time.Duration) time.Time {
	d := least + time.Duration(c.rng.Int64N(int64(max(most-least, time.Second))))
	return c.now.Add(-d.Truncate(time.Second))
}

// in is the workloads of one namespace.
func (c *cluster) in(namespace string) []*workload {
	var found []*workload
	for _, w := range c.workloads {
		if w.namespace == namespace {
			found = append(found, w)
		}
	}
	return found
}

// current is the newest revision, nil when there is none yet.
func (w *workload) current() *revision {
	if len(w.revisions) == 0 {
		return nil
	}
	return w.revisions[len(w.revisions)-1]
}

// pods are the workload's pods of all revisions: several while it rolls.
func (w *workload) pods() []*pod {
	var all []*pod
	for _, r := range w.revisions {
		all = append(all, r.pods...)
	}
	return all
}

func (w *workload) image(r *revision) string {
	return fmt.Sprintf("registry.example.com/%s/%s:v1.%d.%d", w.namespace, w.name, r.number, digest(r.hash)[0]%20)
}

// name is that of the ReplicaSet, or of the workload itself.
func (r *revision) name() string {
	if r.workload.kind == "Deployment" {
		return r.workload.name + "-" + r.hash
	}
	return r.workload.name
}

func (n *node) ip() string {
	return fmt.Sprintf("10.0.%d.%d", n.zone[len(n.zone)-1]-'a'+1, n.number+10)
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// digest derives what looks random in an object from what names it.
func digest(parts ...string) [sha256.Size]byte {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// hexDigest is a digest as image and container ids have it.
func hexDigest(parts ...string) string {
	d := digest(parts...)
	return hex.EncodeToString(d[:])
}

// uid is the UID of the object so named, a version 4 UUID like the real ones.
func uid(parts ...string) types.UID {
	d := digest(parts...)
	d[6] = d[6]&0x0f | 0x40
	d[8] = d[8]&0x3f | 0x80
	return types.UID(fmt.Sprintf("%x-%x-%x-%x-%x", d[:4], d[4:6], d[6:8], d[8:10], d[10:16]))
}
