package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// The screens of the three sizes that matter, at the moments that matter.
func TestScreens(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}} {
		for name, open := range goldens() {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				s := open(t, size[0], size[1])
				s.golden(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]))
			})
		}
	}
}

func goldens() map[string]func(t *testing.T, width, height int) *screen {
	value := func(t *testing.T, width, height int) *screen {
		s := newScreen(t, width, height, Options{})
		e := entry(`{"kind":"Pod","apiVersion":"v1","metadata":{"name":"ledger-0","labels":{"app":"ledger","canary":null}},"spec":{"replicas":2,"hostNetwork":false}}`, 109)
		ttl := 62 * time.Second
		e.Lease, e.TTL = 0x694d8f1a2b3c4d5e, &ttl
		s.feed.entries[ledger] = e
		s.news(cluster())
		s.m.goTo(ledger)
		s.send(nil)
		s.news(change(model.Created, "/registry/pods/payments/ledger-1", 500))
		s.pass(7 * time.Second)
		s.news(change(model.Changed, "/registry/pods/payments/checkout-7d9f4c-x2x9z", 501))
		s.news(change(model.Deleted, "/registry/pods/payments/checkout-7d9f4c-zk81p", 502))
		s.pass(2 * time.Second)
		return s
	}
	return map[string]func(t *testing.T, width, height int) *screen{
		"connecting": func(t *testing.T, width, height int) *screen { return newScreen(t, width, height, Options{}) },
		"empty": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{Scope: "/team-a/"})
			b := model.Batch{Status: live(), Listed: []model.Listed{listed("/team-a/")},
				Levels: []model.Level{{Prefix: "/team-a/", State: model.LevelListed}}}
			b.Status.Load.State = model.LoadDone
			s.news(b)
			return s
		},
		"listing": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{})
			s.news(model.Batch{Status: live(), Listed: []model.Listed{
				listedSpan(model.Span{To: "/registry/pods/payments/checkout-7d9f4c-zk"}, clusterKeys()...),
			}, Levels: []model.Level{{State: model.LevelListed}, {Prefix: "/", State: model.LevelListed}, {Prefix: "/registry/", State: model.LevelListed}}})
			s.m.goTo("/registry/pods/")
			s.send(nil)
			return s
		},
		"keys": value,
		"value": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("tab", "j")
			return s
		},
		"found": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("tab", "#", "j", "j", "j", "enter", "/")
			s.typed("re")
			s.press("enter", "n")
			return s
		},
		"goto": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press(":")
			s.typed("/registry/pods/payments/")
			s.press("down", "down")
			return s
		},
		"search": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.searches("pay")
			s.press("down")
			return s
		},
		"search_none": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{})
			s.news(clusterBut("/registry/pods/payments/c"))
			s.m.goTo(ledger)
			s.send(nil)
			s.searches("nowhere")
			s.press("ctrl+o")
			return s
		},
		"search_ascii": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{ASCII: true})
			s.news(clusterBut("/registry/pods/payments/c"))
			s.news(model.Batch{Status: live(), Listed: []model.Listed{listed("/z", "/z/größe", "/z/a\x00", "/z/\x1b[2J")}})
			s.searches("z")
			return s
		},
		"help": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("?")
			return s
		},
		"copy": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("y")
			return s
		},
		"save": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.outlet.files["/home/alice/ledger-0.yaml"] = "old"
			s.press("ctrl+s", "tab", "enter")
			return s
		},
		"bookmarks": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.bookmarked(
				"/registry/pods/payments/", ledger, "/registry/pods/payments/checkout-7d9f4c-zk81p", "/registry/pods/payments/gone",
				"/registry/\x00\xff\x1b[2J"+strings.Repeat("long", 50)+"-end", "/other/",
			)
			s.press("b", "j")
			return s
		},
		"bookmarked": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("backspace", "m")
			return s
		},
		"bookmarks_ascii": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{ASCII: true, Scope: "/registry/", Memory: &forgetful{trouble: errors.New("/home/alice/.local/state/etcdscope/demo-0c2f4e.json is open to others (mode 0644): chmod 600 it")}})
			s.news(cluster())
			s.bookmarked("/registry/pods/", "/elsewhere/")
			s.press("b")
			return s
		},
		"no_bookmarks": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			s.press("b")
			return s
		},
		"contexts": func(t *testing.T, width, height int) *screen {
			var c clusters
			s := onDev(t, &c, width, height)
			s.press("X", "j")
			return s
		},
		"status": func(t *testing.T, width, height int) *screen {
			s := withMembers(t, width, height, threeMembers, Options{})
			s.press("j")
			return s
		},
		"status_trouble": func(t *testing.T, width, height int) *screen {
			return withMembers(t, width, height, inTrouble, Options{})
		},
		"status_ascii": func(t *testing.T, width, height int) *screen {
			return withMembers(t, width, height, inTrouble, Options{ASCII: true})
		},
		"compare": func(t *testing.T, width, height int) *screen {
			s := withMembers(t, width, height, threeMembers, Options{})
			a := sightOf("etcd-0", map[string]int64{"/registry/a": 100, "/registry/b": 200}, "/registry/a", "/registry/b")
			b := sightOf("etcd-2", map[string]int64{"/registry/b": 200}, "/registry/b")
			s.feed.sights = []model.Sight{a, a, b}
			s.feed.sights[1].Member = "etcd-1"
			s.press("c")
			return s
		},
		"no_contexts": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{Contexts: Contexts{
				Current: -1, File: "/home/alice/.config/etcdscope/config.yaml",
				Example: "contexts:\n  - name: prod\n    endpoints: [https://10.0.0.11:2379]\n    cacert: /etc/etcd/ca.crt",
			}})
			s.news(cluster())
			s.press("X")
			return s
		},
		"usage": func(t *testing.T, width, height int) *screen { return onUsage(t, width, height, Options{}) },
		"history": func(t *testing.T, width, height int) *screen {
			s := withVersions(t, width, height, 5, Options{})
			s.press("H", "j", "space", "j")
			return s
		},
		"history_deleted_ascii": func(t *testing.T, width, height int) *screen {
			s := withVersions(t, width, height, 3, Options{ASCII: true})
			s.feed.end = model.HistoryEnd{State: model.HistoryCompacted, Compacted: 18_300_002}
			s.change(model.Deleted, model.Meta{ModRev: 18_400_100})
			s.press("H", "j", "space", "j")
			return s
		},
		"version": func(t *testing.T, width, height int) *screen {
			s := withVersions(t, width, height, 12, Options{})
			s.press("tab", "p")
			return s
		},
		"reconnecting": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			status := live()
			status.Link, status.Attempt, status.Cause = model.LinkReconnecting, 3, "connection refused"
			status.Load.State = model.LoadWaiting
			s.news(model.Batch{Status: status})
			return s
		},
		"stale": func(t *testing.T, width, height int) *screen {
			s := value(t, width, height)
			status := live()
			status.Link, status.Cause, status.Since = model.LinkNoLeader, "no leader", s.now.Add(-41*time.Second)
			status.Reading, status.Applied, status.Leader = "etcd-2", 41_203, ""
			s.news(model.Batch{Status: status})
			return s
		},
		"denied": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{})
			b := clusterBut("/registry/secrets/", "/registry/services/")
			b.Levels = append(b.Levels, model.Level{Prefix: "/registry/secrets/", State: model.LevelDenied, Cause: "needs read on /registry/secrets/"},
				model.Level{Prefix: "/registry/services/", State: model.LevelFailed, Cause: "timed out"})
			s.news(b)
			s.press("G", "k")
			return s
		},
		"past": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{Rev: 18_300_002})
			b := cluster()
			b.Status.Link, b.Status.Revision = model.LinkPast, 18_300_002
			s.news(b)
			return s
		},
		"past_ascii": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{Rev: 18_300_002, ASCII: true})
			b := past(18_300_002)
			b.Status.Link, b.Status.Attempt, b.Status.Cause = model.LinkReconnecting, 3, "connection refused"
			s.news(b)
			return s
		},
		"past_compacted": func(t *testing.T, width, height int) *screen {
			s, _ := traveller(t, width, height)
			s.travels("18,402,113")
			s.pass(7 * time.Minute)
			b := past(18_402_113)
			b.Status.Cause = "revision 18,402,113 was compacted away (oldest is 18,410,000)"
			s.news(b)
			return s
		},
		"travel": func(t *testing.T, width, height int) *screen {
			s, _ := traveller(t, width, height)
			s.m.goTo(ledger)
			s.pass(time.Minute)
			s.news(change(model.Deleted, "/registry/pods/payments/checkout-7d9f4c-x2x9z", 18_402_113))
			s.news(change(model.Deleted, ledger, 18_402_100))
			s.feed.oldest = 18_300_002
			s.press("t")
			return s
		},
		"ascii": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{ASCII: true})
			s.feed.entries[ledger] = entry("Größe\n"+strings.Repeat("0123456789", 20), 109)
			b := cluster()
			b.Status.Load.State = model.LoadRunning
			s.news(b)
			s.m.goTo(ledger)
			s.send(nil)
			s.news(change(model.Changed, "/registry/pods/payments/checkout-7d9f4c-x2x9z", 501))
			s.pass(2 * time.Second)
			return s
		},
		"hex": func(t *testing.T, width, height int) *screen {
			s := newScreen(t, width, height, Options{})
			raw := make([]byte, 400)
			for i := range raw {
				raw[i] = byte(i)
			}
			s.feed.entries[ledger] = entry(string(raw), 109)
			s.news(cluster())
			s.m.goTo(ledger)
			s.send(nil)
			s.pass(time.Second)
			s.press("tab")
			return s
		},
	}
}
