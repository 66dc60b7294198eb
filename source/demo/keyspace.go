package demo

import (
	"compress/gzip"
	"iter"
	"slices"
	"time"
)

// Keyspace yields a whole believable keyspace, the same for the same seed:
// first about a thousand keys of every kind, then the bulk, some 22,000 keys and
// 27 MB in all.
func Keyspace(seed uint64) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		k := newKeyspace(newCluster(seed, keyspaceEpoch()))
		for item := range chain(k.opening(), k.bulk()) {
			if !yield(item) {
				return
			}
		}
	}
}

// keyspaceEpoch is the present of a keyspace that must not depend on the day.
func keyspaceEpoch() time.Time { return time.Date(2026, time.November, 2, 9, 30, 0, 0, time.UTC) }

// keyspace puts the items of a cluster, and of the programs beside it, into
// the order in which they are written.
type keyspace struct {
	*cluster
	ca  *authority
	zip *gzip.Writer
}

func newKeyspace(c *cluster) *keyspace {
	return &keyspace{cluster: c, ca: newAuthority(c.now.AddDate(-1, 0, 0)), zip: gzip.NewWriter(nil)}
}

// opening is what to have at once for the picture to be whole: all the top
// level prefixes and namespaces, the payments team's pods and config, and
// everything strange. No key of it comes again in the bulk.
func (k *keyspace) opening() iter.Seq[Item] {
	first := teams()[0].namespace
	return chain(
		k.namespaces(),
		objects(k.podsOf(first)),
		applicationTrees(k.cluster, first),
		discoveryTree(k.cluster, first),
		objects(k.workloadsOf(first)),
		k.customsOf(first),
		slices.Values(strangeKeys()),
		slices.Values(binaryKeys(k.rng)),
		slices.Values(locks()),
		k.nodeItems(),
	)
}

func (k *keyspace) bulk() iter.Seq[Item] {
	first := teams()[0].namespace
	parts := []iter.Seq[Item]{k.clusterWide(), objects(k.settingsOf(first)), k.tracesOf(first)}
	for _, namespace := range k.populated()[1:] {
		parts = append(parts,
			objects(k.podsOf(namespace)), objects(k.workloadsOf(namespace)), k.customsOf(namespace),
			objects(k.settingsOf(namespace)), k.tracesOf(namespace),
			applicationTrees(k.cluster, namespace), discoveryTree(k.cluster, namespace),
		)
	}
	return chain(append(parts, slices.Values(bigValues(k.rng)))...)
}

// populated are the namespaces with workloads.
func (k *keyspace) populated() []string {
	var names []string
	for _, w := range k.workloads {
		if !slices.Contains(names, w.namespace) {
			names = append(names, w.namespace)
		}
	}
	return names
}

func (k *keyspace) namespaces() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, name := range append(k.populated(), emptyNamespaces()...) {
			created := k.now.AddDate(-1, 0, 0)
			if !yield(stored(namespaceObject(name, created))) || !yield(stored(policyObject(name, created))) {
				return
			}
		}
	}
}

func (k *keyspace) nodeItems() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for i, n := range k.nodes {
			beat := k.now.Add(-time.Duration(i*151%10000) * time.Millisecond)
			if !yield(stored(nodeObject(n, beat))) || !yield(stored(heartbeatObject(n, beat))) || !yield(stored(csiNodeObject(n))) {
				return
			}
		}
	}
}

func (k *keyspace) clusterWide() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		created := k.now.AddDate(-1, 0, 0)
		for _, name := range clusterRoles() {
			if !yield(stored(clusterRoleObject(name, created))) || !yield(stored(clusterRoleBindingObject(name, created))) {
				return
			}
		}
		for _, d := range [][3]string{
			{"cert-manager.io", "certificates", "Certificate"}, {"cert-manager.io", "certificaterequests", "CertificateRequest"},
			{"monitoring.coreos.com", "servicemonitors", "ServiceMonitor"}, {"argoproj.io", "applications", "Application"},
			{"cilium.io", "ciliumendpoints", "CiliumEndpoint"},
		} {
			if !yield(definitionItem(d[0], d[1], d[2], created)) {
				return
			}
		}
	}
}

func (k *keyspace) podsOf(namespace string) iter.Seq[object] {
	return func(yield func(object) bool) {
		for _, w := range k.in(namespace) {
			for _, p := range w.pods() {
				if !yield(k.podObject(p)) {
					return
				}
			}
		}
	}
}

func (k *keyspace) workloadsOf(namespace string) iter.Seq[object] {
	return func(yield func(object) bool) {
		for _, w := range k.in(namespace) {
			for o := range workloadObjects(w) {
				if !yield(o) {
					return
				}
			}
			if !yield(serviceObject(w)) || !yield(sliceObject(w, k.now)) || !yield(ingressObject(w)) {
				return
			}
		}
	}
}

// settingsOf are the objects that a workload needs and that rarely change.
func (k *keyspace) settingsOf(namespace string) iter.Seq[object] {
	return func(yield func(object) bool) {
		if !yield(rootCertObject(namespace, k.ca, k.now.AddDate(-1, 0, 0))) {
			return
		}
		for _, w := range k.in(namespace) {
			if !yield(settingsObject(w)) || !yield(secretObject(w)) || !yield(tlsObject(w, k.ca)) ||
				!yield(serviceAccountObject(w)) || !yield(roleObject(w)) || !yield(roleBindingObject(w)) {
				return
			}
			for _, r := range w.revisions {
				if !yield(releaseObject(k.zip, r)) {
					return
				}
			}
		}
	}
}

func (k *keyspace) customsOf(namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, w := range k.in(namespace) {
			if !yield(certificateItem(w, k.now)) || !yield(monitorItem(w)) || !yield(applicationItem(w, k.now)) {
				return
			}
			for number := range 3 {
				if !yield(certificateRequestItem(w, number+1)) {
					return
				}
			}
		}
	}
}

// tracesOf is what running leaves behind: events, finished jobs, and the
// network's own copy of every pod.
func (k *keyspace) tracesOf(namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, w := range k.in(namespace) {
			if !k.yieldJobs(w, yield) {
				return
			}
			for _, p := range w.pods() {
				if !yield(endpointItem(p)) || !k.yieldEvents(p, yield) {
					return
				}
			}
		}
	}
}

func (k *keyspace) yieldJobs(w *workload, yield func(Item) bool) bool {
	if w.kind != "Deployment" {
		return true
	}
	for _, j := range cronJobs(w) {
		if !yield(stored(cronJobObject(j, k.now))) {
			return false
		}
		for run := range 3 {
			if !yield(stored(jobObject(j, k.now.Truncate(j.every).Add(-time.Duration(run)*j.every)))) {
				return false
			}
		}
	}
	return true
}

// yieldEvents lets the pod's last start have been within the past hour, else
// its events would be gone.
func (k *keyspace) yieldEvents(p *pod, yield func(Item) bool) bool {
	restarted := k.ago(2*time.Minute, 58*time.Minute)
	for _, h := range lifeOf(p) {
		at := restarted.Add(h.after)
		if !yield(eventItem(p, h, at, eventLease(at, k.now))) {
			return false
		}
	}
	return true
}

func objects(of iter.Seq[object]) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for o := range of {
			if !yield(stored(o)) {
				return
			}
		}
	}
}

func chain(parts ...iter.Seq[Item]) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, part := range parts {
			for item := range part {
				if !yield(item) {
					return
				}
			}
		}
	}
}
