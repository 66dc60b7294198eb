//go:build linux

package faults

import (
	"context"
	"errors"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/source/demo"
)

// networkScenarios are what happens between the program and the cluster.
func networkScenarios() []scenario {
	return []scenario{
		{name: "all connections are cut and refused", size: 3, lasts: 5 * time.Second, harm: cutLinks, mend: healLinks},
		{name: "the network loses every packet", size: 3, lasts: 20 * time.Second, harm: stallLinks, mend: healLinks},
		{name: "latency of 300 ms", size: 3, lasts: 8 * time.Second, mend: healLinks,
			harm: spoilLinks(toxic{Type: "latency", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"latency": 300}})},
		{name: "20 % of the connections are reset", size: 3, lasts: 8 * time.Second, mend: healLinks,
			harm: spoilLinks(toxic{Type: "reset_peer", Stream: "downstream", Toxicity: 0.2, Attributes: map[string]any{"timeout": 0}})},
		{name: "every connection is reset after 20 kB", size: 3, lasts: 8 * time.Second, mend: healLinks,
			harm: spoilLinks(toxic{Type: "limit_data", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"bytes": 20_000}})},
		{name: "50 kB/s, and 4,000 changes at once", size: 3, lasts: 8 * time.Second, harm: thin, mend: healLinks},
		{name: "50,000 keys are written as fast as it goes", size: 3, harm: flood},
		{name: "the watch is cut, and its revision compacted", size: 3, lasts: 4 * time.Second, harm: compactUnderWatch, mend: healLinks},
	}
}

func cutLinks(_ context.Context, st *stage) error {
	for _, l := range st.clients {
		l.cut()
	}
	return nil
}

func stallLinks(_ context.Context, st *stage) error {
	var failed error
	for _, l := range st.clients {
		_, err := l.stall()
		failed = errors.Join(failed, err)
	}
	return failed
}

func spoilLinks(t toxic) func(context.Context, *stage) error {
	return func(_ context.Context, st *stage) error {
		var failed error
		for _, l := range st.clients {
			_, err := l.spoil(t)
			failed = errors.Join(failed, err)
		}
		return failed
	}
}

func healLinks(_ context.Context, st *stage) error {
	var failed error
	for _, l := range st.clients {
		failed = errors.Join(failed, l.heal())
	}
	return failed
}

func thin(ctx context.Context, st *stage) error {
	limit := spoilLinks(toxic{Type: "bandwidth", Stream: "downstream", Toxicity: 1, Attributes: map[string]any{"rate": 50}})
	if err := limit(ctx, st); err != nil {
		return err
	}
	return demo.Fill(ctx, st.admin, demo.Registry(4_000))
}

func flood(ctx context.Context, st *stage) error {
	return demo.Fill(ctx, st.admin, demo.Registry(50_000))
}

func compactUnderWatch(ctx context.Context, st *stage) error {
	if err := cutLinks(ctx, st); err != nil {
		return err
	}
	resp, err := st.admin.Delete(ctx, "/registry/pods/team-1/", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	if _, err := st.admin.Put(ctx, "/registry/pods/team-1/new", "v"); err != nil {
		return err
	}
	_, err = st.admin.Compact(ctx, resp.Header.Revision+1)
	return err
}
