package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// bigScreen shows an open prefix of 200,000 keys and a value of 1 MiB.
func bigScreen() *Model {
	now := func() time.Time { return t0 }
	f := &feed{entries: map[string]model.Entry{}, faults: map[string]error{}, now: now}
	m := newModel(context.Background(), Options{Source: f, Separator: "/", Keys: keymap.Default()}, clock{now: now,
		after: func(time.Duration, tea.Msg) tea.Cmd { return nil }})
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	const n = 200_000
	run := model.NewKeys(n, n*60)
	for i := range n {
		run.Add(fmt.Appendf(nil, "/registry/pods/namespace/deployment-%08d-7d9f4c-x2x9z", i), model.Meta{ModRev: int64(i + 1)})
	}
	batch := model.Batch{At: t0, Status: live(), Listed: []model.Listed{{Span: model.PrefixSpan(""), Rev: n, Keys: run}}}
	m.Update(batchMsg{batch: batch})
	m.arrive("/registry/pods/namespace/")
	for range 30 {
		m.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	}
	row, _ := m.treePane.row()
	f.entries[row.Path] = entry(strings.Repeat(`{"name":"value","list":[1,2,3]}`+"\n", 34_000), row.ModRev)
	m.Update(m.value.again()())
	m.press(tea.KeyPressMsg{Code: 'j', Text: "j"})
	m.press(tea.KeyPressMsg{Code: 'k', Text: "k"})
	return m
}

func BenchmarkView(b *testing.B) {
	m := bigScreen()
	b.ReportAllocs()
	for b.Loop() {
		if m.View().Content == "" {
			b.Fatal("nothing drawn")
		}
	}
}

func BenchmarkUpdateKey(b *testing.B) {
	m := bigScreen()
	down, up := tea.KeyPressMsg{Code: 'j', Text: "j"}, tea.KeyPressMsg{Code: 'k', Text: "k"}
	b.ReportAllocs()
	for b.Loop() {
		m.Update(down)
		m.Update(up)
	}
}
