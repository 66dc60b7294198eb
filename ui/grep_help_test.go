package ui

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// grepFeed is what a feed says of values that are read for a search.
type grepFeed struct {
	valuesRead [][]string
	valuesCtx  []context.Context
	valuesOnce int           // so many are read at once; 0: 8
	valuesTook time.Duration // for which time goes by with each
	valuesFail error
	settles    func(keys []string) model.Values // in place of reading; may be nil
}

func (f *feed) Values(ctx context.Context, keys []string) (v model.Values, err error) {
	if ctx.Err() != nil {
		return v, ctx.Err()
	}
	f.valuesCtx = append(f.valuesCtx, ctx)
	f.valuesRead = append(f.valuesRead, slices.Clone(keys))
	f.passes(f.valuesTook)
	if f.valuesFail != nil {
		return v, f.valuesFail
	}
	if f.settles != nil {
		return f.settles(keys), nil
	}
	once := f.valuesOnce
	if once == 0 {
		once = 8
	}
	for _, key := range keys[:min(len(keys), once)] {
		v.Settled++
		if e, ok := f.entries[key]; ok {
			e.Key, e.Found, e.ReadAt = key, true, f.now()
			v.Bytes += len(key) + len(e.Value)
			v.Entries = append(v.Entries, e)
		}
	}
	return v, nil
}

// onValues is a screen with these keys and values, the cursor on the first row.
func onValues(t *testing.T, width, height int, values map[string]string) *screen {
	t.Helper()
	s := newScreen(t, width, height, Options{})
	showValues(s, values)
	return s
}

func showValues(s *screen, values map[string]string) {
	s.t.Helper()
	var keys []string
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		s.feed.entries[key] = entry(values[key], int64(100+i))
	}
	b := model.Batch{Status: live(), Listed: []model.Listed{listed("", keys...)}}
	for _, p := range []string{"", "/", "/a/", "/b/"} {
		b.Levels = append(b.Levels, model.Level{Prefix: p, State: model.LevelListed})
	}
	s.news(b)
	s.pass(time.Second)
}

// looksFor looks for a text in values everywhere, in steps if the screen's
// answers are held.
func (s *screen) looksFor(text string) {
	s.t.Helper()
	s.m.openGrep("")
	s.send(nil)
	s.typed(text)
	s.press("enter")
}

// holds the answers of the search back, the first one with the rest.
func (s *screen) answer() {
	s.t.Helper()
	if len(s.held) == 0 {
		s.t.Fatal("nothing was asked for")
	}
	msg := s.held[0]
	s.held = s.held[1:]
	s.send(msg)
}

func (s *screen) asked() bool {
	return slices.ContainsFunc(s.held, func(msg tea.Msg) bool { _, ok := msg.(greppedMsg); return ok })
}
