package ui

import (
	"context"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// grep is the overlay that looks for a text in values: a line to type it into,
// and the hits, as they are found. A search ends when it is closed; what it has
// found stays for the next time.
type grep struct {
	look     *look
	clock    clock
	hints    func(keymap.Place) []keymap.Binding
	jump     func(h hit, text string) tea.Cmd
	revealed func() bared
	noReveal bool            // what is masked stays so
	ctx      context.Context // of the cluster that is shown
	source   Source
	tree     *model.Tree
	secret   []string
	prefix   string // that the cursor was on when it was opened
	wide     bool   // look everywhere
	keys     int    // that are known there
	exact    bool
	all      int       // keys that the tree had then
	stale    bool      // it has others now
	counted  time.Time // when these were
	box      frame
	line     prompt
	texts    func() []string   // that were looked for at other times, the newest first
	remember func(text string) // that a search was begun for
	typing   bool
	said     string // why there is nothing to do; until the next key
	search   grepSearch
	lost     string // why what was found before is gone; "" once something is looked for
	led      string // the key that a hit led to; "" once that was left
	count    int    // searches that were begun
	list            // of its hits
}

// open begins with a text that may be empty.
func (g *grep) open(under, text string) {
	g.prefix, g.wide, g.typing, g.said = under, false, true, ""
	g.line.begin(text, g.texts())
	g.know()
}

// shut ends what is under way.
func (g *grep) shut() {
	g.led = ""
	g.search.giveUp()
}

// anew forgets a tree that has begun anew, and what was found there; lost says so.
func (g *grep) anew(ctx context.Context, source Source, tree *model.Tree, secret []string, lost string) {
	if g.search.giveUp(); g.search.begun() {
		g.lost = lost
	}
	g.count++
	g.search, g.led = grepSearch{id: g.count}, ""
	if g.tree != tree {
		g.prefix, g.wide = "", false
	}
	g.ctx, g.source, g.tree, g.secret = ctx, source, tree, secret
	g.list = list{}
	g.line.recall.begin(g.texts())
	g.know()
}

// under is the prefix in which a search would look.
func (g *grep) under() string {
	if g.wide {
		return ""
	}
	return g.prefix
}

// know counts what is known there.
func (g *grep) know() {
	g.keys, g.exact = g.tree.KeysUnder(g.under())
	g.all, _ = g.tree.Keys()
	g.stale, g.counted = false, g.clock.now()
}

// changed takes in news of the tree.
func (g *grep) changed(b model.Batch) { g.stale = g.stale || others(g.tree, g.all, b) }

func (g *grep) place() keymap.Place {
	if g.typing {
		return keymap.InGrep
	}
	return keymap.InHits
}

// insert types text.
func (g *grep) insert(text string) {
	if g.said = ""; g.typing && !g.line.typed.insert(text) {
		g.said = tooLong()
	}
}

func (g *grep) pointsAt() (key string, ok bool) {
	if g.typing || g.chosen >= len(g.search.hits) {
		return "", false
	}
	return g.search.hits[g.chosen].key, true
}

func (g *grep) cursor() int { return g.line.cursor() }

// types says whether there is a line to type into now.
func (g *grep) types() bool { return g.typing }

func (g *grep) do(a keymap.Action) tea.Cmd {
	g.said = ""
	if g.typing {
		return g.edit(a)
	}
	switch s := &g.search; a {
	case keymap.Accept:
		if g.chosen < len(s.hits) {
			return g.jump(s.hits[g.chosen], s.text)
		}
	case keymap.Edit:
		g.typing = true
		g.line.begin(s.text, g.texts())
		g.know()
	case keymap.Pause:
		return g.pause()
	case keymap.More:
		return g.further()
	default:
		g.move(stride(a, g.rows(), len(s.hits)), len(s.hits))
	}
	return nil
}

// edit carries out an action of the line.
func (g *grep) edit(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Accept:
		return g.begin()
	case keymap.Scope:
		g.wide = !g.wide
		g.know()
	case keymap.Hits:
		if !g.search.begun() {
			g.said = "there are no hits of before"
			return nil
		}
		return g.back()
	default:
		g.line.do(a, " ")
	}
	return nil
}

// begin begins to look for what was typed, in place of what was looked for before.
func (g *grep) begin() tea.Cmd {
	text := g.look.safe(g.line.typed.String())
	if text == "" {
		g.said = "type what is to be found"
		return nil
	}
	snap := g.tree.Snapshot(g.under())
	if g.keys, g.exact = snap.Keys(); g.keys == 0 {
		g.said = "no keys are known so far that could be searched: ctrl+r in the find loads them"
		if g.exact {
			g.said = "there are no keys to be searched"
		}
		return nil
	}
	g.remember(g.line.typed.String())
	g.search.giveUp()
	g.lost = ""
	g.count++
	g.search = grepSearch{
		id: g.count, text: text, under: g.under(), of: g.keys, exact: g.exact,
		match: matcher{needle: newNeedle(text), secret: g.secret, ascii: g.look.ascii},
		walk:  newGrepWalk(snap),
		mayBe: oneBudget,
	}
	g.typing, g.list = false, list{}
	return g.on()
}

// on goes on with the search, with what is revealed by now.
func (g *grep) on() tea.Cmd {
	g.search.match.bared = maps.Clone(g.revealed())
	g.search.goOn(g.ctx)
	return g.search.next(g.source, g.clock.now())
}

// pause lets the search rest, or go on.
func (g *grep) pause() tea.Cmd {
	switch s := &g.search; {
	case !s.begun():
		g.said = "there is nothing to pause: / types what is to be found"
	case s.ended || s.full() || !s.spent.under(s.mayBe):
		g.said = "it has stopped: there is nothing to pause"
	case s.paused || s.fault != "":
		return g.on()
	default:
		s.paused = true
	}
	return nil
}

// further goes on beyond the budget.
func (g *grep) further() tea.Cmd {
	switch s := &g.search; {
	case !s.begun():
		g.said = "there is no search to go on with: / types what is to be found"
	case s.ended:
		g.said = "there is no more: " + g.missing()
	case s.full():
		g.said = "no more hits are kept: / finds a rarer text"
	case s.spent.under(s.mayBe):
		g.said = "its budget isn't spent yet"
	default:
		s.mayBe = s.spent.plus(oneBudget)
		return g.on()
	}
	return nil
}

// grepped takes what came of a request, and goes on.
func (g *grep) grepped(msg greppedMsg) tea.Cmd {
	s, now := &g.search, g.clock.now()
	if !s.took(msg, now) {
		return nil
	}
	s.onThrough(g.tree)
	if s.fault != "" && !s.paused {
		return g.clock.after(s.again(), grepRetryMsg{s.id, s.failed})
	}
	return s.next(g.source, now)
}

// retry tries again what has failed, unless that was done by hand.
func (g *grep) retry(msg grepRetryMsg) tea.Cmd {
	s := &g.search
	if msg != (grepRetryMsg{s.id, s.failed}) || s.fault == "" || s.paused {
		return nil
	}
	return g.on()
}

// rows is how many hits are in view.
func (g *grep) rows() int {
	_, height := g.box.inner()
	return max(1, (height-stateLines)/hitLines)
}

func (g *grep) fit(box frame, now time.Time) {
	if g.typing && g.stale && now.Sub(g.counted).Abs() >= time.Second {
		g.know()
	}
	g.box, g.line.box = box, box
	g.box.focused, g.box.foot = true, g.foot()
	g.line.box.focused, g.line.box.foot = true, g.box.foot
	g.list.fit(g.rows(), len(g.search.hits))
}

// next is how long it looks as it does now: while it reads, or has to count what
// came, a second.
func (g *grep) next(now time.Time) time.Duration {
	switch {
	case g.typing && g.stale:
		return max(1, time.Second-now.Sub(g.counted).Abs())
	case g.typing || !g.search.running():
		return 0
	}
	return time.Second - g.search.elapsed(now)%time.Second
}
