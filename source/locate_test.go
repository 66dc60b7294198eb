package source

import (
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// Where a path leads is asked of the server, whatever becomes of the load.
func TestLocate(t *testing.T) {
	leaks(t)
	srv := startEtcd(t)
	w := adminFor(t, srv.Endpoint())
	fill(t, w, 3_000)
	put(t, w, "cfg/deep/down/key", "cfg/deep/down", "cfg/deeper")
	old, err := w.Get(testContext(t), "cfg/deeper")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		opts  Options
		ready func(*screen)
	}{
		"paused": {ready: func(s *screen) { s.session.Pause(true) }},
		"budget": {opts: Options{MaxKeys: 1}, ready: func(s *screen) {
			s.until("the budget is spent", func() bool { return s.status.Load.State == model.LoadBudget })
		}},
		"old revision": {opts: Options{Rev: old.Header.Revision}, ready: func(s *screen) {
			s.session.Pause(true)
			for _, key := range []string{"cfg/deep/down/key", "cfg/deep/down", "cfg/deeper"} {
				if _, err := w.Delete(s.ctx, key); err != nil {
					t.Fatal(err)
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.opts.Rev == 0 {
				put(t, w, "cfg/deep/down/key", "cfg/deep/down", "cfg/deeper")
			}
			s := follow(t, srv, c.opts)
			c.ready(s)
			for asked, want := range map[string]string{
				"cfg/deep/down/key": "cfg/deep/down/key",
				"cfg/deep/down":     "cfg/deep/down",
				"cfg/deep":          "cfg/deep/",
				"cfg/d":             "cfg/deep/",
				"cfg/":              "cfg/",
				"cfg/deep/":         "cfg/deep/",
				"cfg/deep/down/":    "cfg/deep/down/",
				"cfg/deeper/":       "",
				"cfg/deepe":         "cfg/deeper",
				"nothing/here":      "",
			} {
				s.located = nil
				s.session.Locate(asked)
				s.until("located", func() bool { return len(s.located) > 0 })
				if got := s.located[0]; got.Path != want || got.Cause != "" {
					t.Errorf("%q leads to %+v, want %q", asked, got, want)
				}
			}
			if _, ok := s.tree.ModRev("cfg/deep/down/key"); !ok {
				t.Error("what was located is not in the tree")
			}
		})
	}
}
