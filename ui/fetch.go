package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

const (
	// fetchGrace is how long the background load runs before it is offered to
	// hurry it: most are done by then.
	fetchGrace = time.Second
	// fetchName is how much of a prefix is shown beside what is said of it.
	fetchName = 32
	// loadingLeast is how short the name is made before the number of keys goes.
	loadingLeast = 12
)

// fetching is the loading of all of a prefix that a person has asked for, and
// what is said about that which isn't loaded.
type fetching struct {
	look   *look
	tree   *model.Tree
	source Source
	clock  clock

	under  string
	on     bool // one is under way
	asked  int  // how often the source was
	status model.Status
	busy   time.Time // since when the background load runs, or is about to; zero: it does neither
}

// resetFetch forgets what another source was asked for, and how it goes there.
func (m *Model) resetFetch() {
	m.fetching = fetching{look: m.look, tree: m.tree, source: m.source, clock: m.clock}
}

// fetch loads now all that isn't known under a prefix, or gives that up.
func (m *Model) fetch(under string) {
	f := &m.fetching
	switch {
	case f.on:
		f.stop()
	case f.tree.Knows(under):
		m.tell(f.loaded(under))
	default:
		f.on, f.under = true, under
		f.asked++
		f.status.Fetch = model.Fetch{Number: f.asked, Prefix: under, State: model.FetchRunning}
		f.source.LoadAll(under)
	}
}

// endFetch gives up what is under way because it isn't wanted any more; false if
// nothing was.
func (m *Model) endFetch() bool {
	stopped := m.fetching.stop()
	if stopped {
		m.tell("loading was stopped: what was read stays")
	}
	return stopped
}

// loads says whether a loading is under way.
func (f *fetching) loads() bool { return f.on }

// stop gives up what is under way, and says whether something was.
func (f *fetching) stop() bool {
	if !f.on {
		return false
	}
	f.on, f.status.Fetch = false, model.Fetch{}
	f.source.EndLoadAll()
	return true
}

// heard takes in how it goes, and says whether it has ended.
func (f *fetching) heard(status model.Status) bool {
	if now := status.Load.State; now != model.LoadRunning && now != model.LoadWaiting {
		f.busy = time.Time{}
	} else if f.busy.IsZero() {
		f.busy = f.clock.now()
	}
	if status.Fetch.Number != f.asked || !f.on {
		status.Fetch = f.status.Fetch // it is of one before
	}
	f.status = status
	if !f.on || !status.Fetch.State.Ended() {
		return false
	}
	f.on = false
	return true
}

// heardFetch takes in how a loading goes, and says what has become of it when it
// has ended.
func (m *Model) heardFetch(status model.Status) {
	f, again := &m.fetching, "ctrl+r in the find"
	if !f.heard(status) {
		return
	}
	inFind := m.over == &m.search
	if inFind {
		again = "ctrl+r"
	}
	if said := f.ended(again); said.text != "" {
		if !inFind || m.search.under != f.under || f.tree.Denied(f.under) { // else its last line says so
			m.footer.tell(said.style, said.text)
		}
		return
	}
	keys := int(status.Fetch.Keys)
	m.tell(fmt.Sprintf("%s: %s %s more", f.loaded(f.under), model.Count(int64(keys)), plural(keys, "key", "keys")))
}

// loaded says that all of a prefix is.
func (f *fetching) loaded(under string) string {
	if under == "" && f.tree.Scope() == "" {
		return "all keys are loaded"
	}
	return "everything under " + f.name(under) + " is loaded"
}

// ended is why it has ended before its end, and by which keys it goes on; empty if
// it hasn't.
func (f *fetching) ended(again string) part {
	k, fetch := f.look, f.status.Fetch
	switch fetch.State {
	case model.FetchBudget:
		return part{k.Plain.Warn, "key budget spent: " + again + " reads on, --max-keys raises it"}
	case model.FetchDenied:
		return part{k.Plain.Bad, join(k.glyphs.Deleted+" denied", ": ", k.safe(fetch.Cause))}
	case model.FetchFailed:
		return part{k.Plain.Bad, join("cannot load "+f.name(f.under), ": ", k.safe(fetch.Cause)) + "; " + again + " tries again"}
	}
	return part{}
}

// unloaded says what isn't loaded of a prefix, and what can be done about it;
// nothing if all is, or will be in a moment. How much that is nobody knows.
func (f *fetching) unloaded(under string) []piece {
	k, load := f.look, f.status.Load.State
	short := func(style themes.Style, text string) []piece {
		return []piece{{flex: 1, parts: []part{{style, text}}}}
	}
	switch why := f.ended("ctrl+r"); {
	case f.on:
		said := f.progress(say(0, k.Plain.Muted, "ctrl+r cancels"))
		said[0].flex = loadingLeast
		return said
	case f.tree.Denied(under):
		return short(k.Plain.Bad, k.glyphs.Deleted+" "+f.name(under)+" may not be read")
	case f.tree.Knows(under):
		return nil
	case f.under == under && why.text != "":
		return short(why.style, why.text)
	case load == model.LoadRunning, load == model.LoadWaiting:
		if f.busy.IsZero() || f.clock.now().Sub(f.busy).Abs() < fetchGrace {
			return nil
		}
	}
	said := []piece{
		say(1, k.Plain.Warn, "not all of "+f.name(under)+" is loaded"),
		say(0, k.Plain.Muted, "ctrl+r loads the rest"),
	}
	switch load {
	case model.LoadPaused:
		said = append(said, say(2, k.Plain.Muted, "load paused"))
	case model.LoadBudget:
		said = append(said, say(2, k.Plain.Muted, "key budget spent"))
	}
	return said
}

// progress is how far the one under way has come, and what can be done about it.
func (f *fetching) progress(do piece) []piece {
	k, fetch := f.look, f.status.Fetch
	if fetch.State == model.FetchWaiting {
		cause := join("waiting to load "+f.name(f.under), ": ", k.safe(fetch.Cause))
		return []piece{{flex: sentence, parts: []part{{k.Plain.Warn, cause}}}, do}
	}
	keys := model.Count(fetch.Keys) + " " + plural(int(fetch.Keys), "key", "keys")
	said := []piece{
		{flex: sentence, parts: []part{{k.Plain.Text, "loading " + f.name(f.under) + " " + k.glyphs.Arriving}}},
		say(1, k.Plain.Muted, keys),
	}
	if known, ok := f.tree.Progress(f.under); ok {
		said = append(said, say(4, k.Plain.Muted, k.bar(known))) // it goes before the transport does
	}
	return append(said, do)
}

// name is the prefix, shortened.
func (f *fetching) name(under string) string {
	if under == "" {
		under = f.tree.Scope()
	}
	if under == "" {
		return "the keyspace"
	}
	return f.look.middle(f.look.key(under), fetchName)
}

// bar is a progress bar.
func (k *look) bar(part float64) string {
	full := int(barWidth * part)
	return strings.Repeat(k.glyphs.Full, full) + strings.Repeat(k.glyphs.Empty, barWidth-full)
}
