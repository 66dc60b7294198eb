//go:build linux

package faults

import (
	"context"
	"fmt"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// truth is what a linearizable Get says.
type truth struct {
	rev  int64
	keys map[string]model.Meta
}

// ask gets all keys with the prefix, at rev, or at the newest revision.
func ask(ctx context.Context, client *clientv3.Client, prefix string, rev int64) (truth, error) {
	from, end := "\x00", "\x00"
	if prefix != "" {
		from, end = prefix, clientv3.GetPrefixRangeEnd(prefix)
	}
	var t truth
	return t, persist(ctx, func(ctx context.Context) error {
		resp, err := client.Get(ctx, from, clientv3.WithRange(end), clientv3.WithKeysOnly(), clientv3.WithRev(rev))
		if err != nil {
			return err
		}
		t = truth{rev: resp.Header.Revision, keys: make(map[string]model.Meta, len(resp.Kvs))}
		if rev > 0 {
			t.rev = rev
		}
		for _, kv := range resp.Kvs {
			t.keys[string(kv.Key)] = model.Meta{ModRev: kv.ModRevision, CreateRev: kv.CreateRevision, Version: kv.Version}
		}
		return nil
	})
}

// differences are what the tree has wrong. It opens all of the tree.
func (t truth) differences(tree *model.Tree) (wrong []string) {
	note := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	rows := openAll(tree)
	shown := map[string]model.Meta{}
	for _, r := range rows {
		if r.Key && r.Mark != model.Deleted || r.Prefix && r.Key {
			shown[r.Path] = r.Meta
		}
		if r.Prefix && r.Mark != model.Deleted {
			if n := t.below(r.Path); n != r.Count || !r.Exact {
				note("%q counts %d keys (exact %v), there are %d", r.Path, r.Count, r.Exact, n)
			}
		}
	}
	for key, meta := range t.keys {
		if got, ok := shown[key]; !ok {
			note("%q is missing: %+v", key, meta)
		} else if got != meta {
			note("%q is %+v, should be %+v", key, got, meta)
		}
	}
	for key, meta := range shown {
		if _, ok := t.keys[key]; !ok {
			note("%q doesn't exist: %+v", key, meta)
		}
	}
	if n, exact := tree.Keys(); n != len(t.keys) || !exact {
		note("all in all %d keys (exact %v), there are %d", n, exact, len(t.keys))
	}
	return wrong
}

func (t truth) below(prefix string) (n int) {
	for key := range t.keys {
		if strings.HasPrefix(key, prefix) {
			n++
		}
	}
	return n
}

// openAll opens every prefix of the tree and gives all its rows.
func openAll(tree *model.Tree) []model.Row {
	for {
		rows, opened := tree.Window(0, tree.Len()), false
		for _, r := range rows {
			if r.Prefix && !r.Expanded {
				tree.Expand(r.Path)
				opened = true
			}
		}
		if !opened {
			return rows
		}
	}
}

// agrees waits until the explorer is live again with everything up to now, and
// compares all that it has with what the store had at its revision.
func (e *explorer) agrees(ctx context.Context, client *clientv3.Client, prefix string) error {
	now, err := ask(ctx, client, prefix, 0)
	if err != nil {
		return err
	}
	if err := e.until(ctx, fmt.Sprintf("it is live at revision %d", now.rev), func() bool { return e.upTo(now.rev) }); err != nil {
		return err
	}
	e.mu.Lock() // the tree stands still
	defer e.mu.Unlock()
	if e.status.Revision != now.rev {
		if now, err = ask(ctx, client, prefix, e.status.Revision); err != nil {
			return err
		}
	}
	if wrong := now.differences(e.tree); len(wrong) > 0 {
		return fmt.Errorf("at revision %d the tree differs from the store in %d things: %s; %v",
			now.rev, len(wrong), strings.Join(wrong[:min(len(wrong), 10)], "; "), e.tail())
	}
	return nil
}
