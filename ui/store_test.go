package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// live is the status of a connection that works.
func live() model.Status {
	return model.Status{
		Endpoint: "https://10.0.0.11:2379", Version: "3.7.3", Leader: "etcd-1",
		Link: model.LinkLive, Since: t0, Revision: 18_402_113,
		Transport: model.TransportStream,
		Load: model.Load{
			State: model.LoadRunning, Keys: 412_003, Rate: 1_100_000, FirstChunk: 2 * time.Millisecond,
			Elapsed: 1400 * time.Millisecond,
		},
	}
}

// listed is the listing of a prefix, with all keys that are in it.
func listed(prefix string, keys ...string) model.Listed {
	return listedSpan(model.PrefixSpan(prefix), keys...)
}

// listedSpan is the listing of a span, with those of keys that are in it.
func listedSpan(span model.Span, keys ...string) model.Listed {
	slices.Sort(keys)
	run := model.NewKeys(len(keys), 0)
	for i, k := range keys {
		if span.Contains(k) {
			run.Add([]byte(k), model.Meta{ModRev: int64(100 + i)})
		}
	}
	return model.Listed{Span: span, Rev: 1000, Keys: run}
}

// cluster is a small Kubernetes-shaped keyspace, wholly listed.
func cluster() model.Batch {
	b := model.Batch{Status: live()}
	b.Listed = []model.Listed{listed("", clusterKeys()...)}
	for _, prefix := range []string{"", "/", "/registry/"} {
		b.Levels = append(b.Levels, model.Level{Prefix: prefix, State: model.LevelListed})
	}
	b.Status.Load.State = model.LoadDone
	return b
}

// running is a cluster that is still being read.
func running() model.Batch {
	b := cluster()
	b.Status.Load.State = model.LoadRunning
	return b
}

// clusterBut is a cluster of which the last keys of some prefixes, given in
// order, aren't read yet.
func clusterBut(unread ...string) model.Batch {
	b := running()
	b.Listed = nil
	from := ""
	for _, prefix := range unread {
		b.Listed = append(b.Listed, listedSpan(model.Span{From: from, To: prefix + "z"}, clusterKeys()...))
		from = model.PrefixEnd(prefix)
	}
	b.Listed = append(b.Listed, listedSpan(model.Span{From: from}, clusterKeys()...))
	return b
}

func clusterKeys() []string {
	return strings.Fields(`
		/registry/configmaps/default/app
		/registry/configmaps/default/feature-flags
		/registry/configmaps/kube-system/coredns
		/registry/leases/kube-node-lease/node-1
		/registry/namespaces/default
		/registry/namespaces/payments
		/registry/pods/default/web-5f9c7d-abcde
		/registry/pods/payments/checkout-7d9f4c-x2x9z
		/registry/pods/payments/checkout-7d9f4c-zk81p
		/registry/pods/payments/ledger-0
		/registry/secrets/default/token
		/registry/services/specs/default/kubernetes`)
}

// change is the news of one key.
func change(kind model.ChangeKind, key string, rev int64) model.Batch {
	return model.Batch{Status: live(), Changes: []model.Change{{Key: key, Meta: model.Meta{ModRev: rev}, Kind: kind}}}
}

// entry is a key as it is read.
func entry(value string, modRev int64) model.Entry {
	return model.Entry{
		Value: []byte(value), CreateRevision: 17, ModRevision: modRev, Version: 3,
	}
}
