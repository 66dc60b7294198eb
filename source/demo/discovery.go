package demo

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

const (
	registrationTTL = 15 * time.Second
	lockTTL         = 10 * time.Minute
)

// discoveryTree is service/…: instances that register themselves under a lease
// which they keep alive, and who leads a database.
func discoveryTree(c *cluster, namespace string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for i, w := range c.in(namespace) {
			if i == 3 {
				break
			}
			for _, p := range w.pods() {
				if !yield(registration(w, p)) {
					return
				}
			}
		}
		for _, item := range databaseLeadership(namespace, c.now) {
			if !yield(item) {
				return
			}
		}
	}
}

// registration is what an instance writes when it starts. The instances on
// one node share their agent's lease.
func registration(w *workload, p *pod) Item {
	value, err := json.Marshal(map[string]any{
		"id": p.name, "addr": fmt.Sprintf("%s:%d", p.ip, w.port), "zone": p.node.zone, "version": w.image(p.revision),
		"weight": 100, "tags": []string{"http", "mesh"},
	})
	if err != nil {
		panic(fmt.Sprintf("the registration of %s has no JSON form: %v", p.name, err))
	}
	return Item{
		Key:   fmt.Sprintf("service/%s-%s/%s:%d", w.namespace, w.name, p.ip, w.port),
		Value: value,
		Lease: Lease{Name: "agent/" + p.node.zone, TTL: registrationTTL, Renewed: true},
	}
}

// databaseLeadership is the tree that Patroni keeps for one PostgreSQL.
func databaseLeadership(namespace string, now time.Time) []Item {
	scope := namespace + "-db"
	root := "service/patroni/" + scope + "/"
	leader := Lease{Name: root, TTL: registrationTTL, Renewed: true}
	items := []Item{
		{Key: root + "initialize", Value: fmt.Appendf(nil, "7%018d", digest(scope)[0])},
		{Key: root + "config", Value: []byte(`{"ttl":30,"loop_wait":10,"retry_timeout":10,"maximum_lag_on_failover":1048576,"postgresql":{"use_pg_rewind":true,"parameters":{"max_connections":400}}}`)},
		{Key: root + "leader", Value: []byte(scope + "-0"), Lease: leader},
		{Key: root + "status", Value: []byte(`{"optime":67393608,"slots":{"` + namespace + `_db_1":67393608}}`)},
		{Key: root + "history", Value: fmt.Appendf(nil, `[[1,67393608,"no recovery target specified",%q,%q]]`, now.Add(-41*24*time.Hour).Format(time.RFC3339), scope+"-0")},
		{Key: root + "failover", Value: nil},
	}
	for i := range 3 {
		role := "replica"
		if i == 0 {
			role = "primary"
		}
		items = append(items, Item{
			Key:   fmt.Sprintf("%smembers/%s-%d", root, scope, i),
			Value: fmt.Appendf(nil, `{"conn_url":"postgres://10.42.7.%d:5432/postgres","state":"running","role":%q,"version":"17.5","timeline":2}`, i+10, role),
			Lease: Lease{Name: fmt.Sprint(root, i), TTL: registrationTTL, Renewed: true},
		})
	}
	return items
}

// locks are what go.etcd.io/etcd/client/v3/concurrency leaves: empty values
// below the lock's name, named after the lease that they hang on. Nobody
// renews these: their owners have crashed.
func locks() []Item {
	var items []Item
	for i, name := range []string{"payouts-batch", "reindex-catalog", "db-migrations"} {
		items = append(items, Item{
			Key:   fmt.Sprintf("locks/%s/694d8c3a5f0e1b%02x", name, 0x22+i),
			Lease: Lease{Name: "lock/" + name, TTL: lockTTL * time.Duration(i+1)},
		})
	}
	return items
}
