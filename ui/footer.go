package ui

import (
	"time"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// barWidth is the width of the progress bar.
const barWidth = 10

// floodTime is how long a flood is shown at most after the last news: when it
// ends there may be none that says so.
const floodTime = 3 * time.Second

// messageTime is how long a message is shown at most: what it says is soon
// not true any more.
const messageTime = 10 * time.Second

// footer is the bottom line: what the program is doing, or the last message,
// and the keys that matter.
type footer struct {
	look    *look
	tree    *model.Tree
	clock   clock
	message part      // the last one, "" for none
	until   time.Time // it is shown, unless a key is pressed before
	looking string    // the path that the source was asked for, "" for none

	fetching *fetching

	flood model.Flood
	heard time.Time // when that was said last

	switching string // the name of the cluster that is being connected to, "" for none
}

func (f *footer) tell(style themes.Style, text string) {
	f.message, f.until = part{style, text}, f.clock.now().Add(messageTime)
}

// age says that a version gets no fixes any more: once for each cluster.
func (m *Model) age(version string) {
	k, since, cluster := m.look, model.EndOfLife(version), m.header.context
	if since == "" || m.aged[cluster] {
		return
	}
	m.aged[cluster] = true
	m.footer.tell(k.Plain.Warn, "etcd "+k.clip(k.safe(version), 24)+" is end-of-life since "+since+": upgrade when you can")
}

// flooded takes in whether there is a flood.
func (f *footer) flooded(flood model.Flood) { f.flood, f.heard = flood, f.clock.now() }

// next is how long the message and a flood stay; one whose time is over goes.
func (f *footer) next(now time.Time) (wait time.Duration) {
	if f.message.text != "" {
		if wait = f.until.Sub(now); wait <= 0 || wait > messageTime { // or the clock was set back
			wait = 0
			f.clear()
		}
	}
	if f.flood == (model.Flood{}) {
		return wait
	}
	left := f.heard.Add(floodTime).Sub(now)
	if left <= 0 {
		f.flood = model.Flood{}
	}
	return sooner(wait, max(0, left))
}

func (f *footer) clear() { f.message = part{} }

func (f *footer) view(width int, status model.Status, hints []keymap.Binding) string {
	return f.look.fit(width, f.left(status), f.hints(hints))
}

// hints go from the last one on, and before the numbers of a load under way;
// help stays as long as there is room for anything.
func (f *footer) hints(hints []keymap.Binding) []piece {
	k := f.look
	all := make([]piece, len(hints))
	for i, b := range hints {
		all[i] = piece{rank: 10 + i, parts: []part{
			{k.Plain.Text, keymap.Label(b.Keys()[:1], k.ascii)}, {k.Plain.Muted, " " + b.Hint},
		}}
	}
	if len(all) > 0 {
		all[0].rank = 2
	}
	return all
}

func (f *footer) left(status model.Status) []piece {
	k := f.look
	switch {
	case f.message.text != "":
		return []piece{{parts: []part{f.message}}} // the hints make room for it
	case f.switching != "":
		return []piece{{flex: sentence, parts: []part{{k.Plain.Muted, "switching to " + k.safe(f.switching) + " " + k.glyphs.Arriving + " esc stays here"}}}}
	case f.looking != "":
		return []piece{{flex: sentence, parts: []part{{k.Plain.Muted, "looking for " + k.key(f.looking) + " " + k.glyphs.Arriving}}}}
	}
	if n, _ := f.tree.Keys(); n > 0 && status.Link == model.LinkDenied && status.Cause != "" {
		// The header hasn't the room for what to do.
		return []piece{{parts: []part{{k.Plain.Bad, k.safe(status.Cause)}}}}
	}
	if status.Link == model.LinkPast && status.Cause != "" {
		cause := k.safe(status.Cause)
		return []piece{{flex: model.Width(cause+backLong) + 2, parts: []part{{k.Plain.Warn, cause + ": " + pastAdvice}}}}
	}
	return f.load(status)
}

// load says how keys are read and how far that is.
func (f *footer) load(status model.Status) []piece {
	k, load := f.look, status.Load
	n, exact := f.tree.Keys()
	count := k.count(n, exact || load.State == model.LoadRunning) + " " + plural(n, "key", "keys")
	failed := piece{flex: sentence, parts: []part{{k.Plain.Bad, join("background load failed", ": ", k.safe(load.Cause))}}}
	switch {
	case status.Transport != model.TransportUnknown:
	case load.State == model.LoadFailed:
		return []piece{failed}
	default:
		return []piece{say(0, k.Plain.Faint, "nothing read yet")}
	}
	out := []piece{say(3, k.Plain.Muted, status.Transport.String()), say(0, k.Plain.Text, count)}
	if f.fetching.on {
		return append(out[:1], f.fetching.progress(say(2, f.look.Plain.Muted, "esc stops"))...)
	}
	if may := k.mayRead(f.tree.Access()); may != "" {
		out = append(out, say(2, k.Plain.Muted, may))
	}
	if f.flood != (model.Flood{}) {
		out = append(out, k.flooding(f.flood))
	}
	first := func(rank int) {
		if load.FirstChunk > 0 {
			out = append(out, say(rank, k.Plain.Muted, "first chunk "+duration(load.FirstChunk)))
		}
	}
	switch load.State {
	case model.LoadRunning:
		out = append(out, say(4, k.Plain.Muted, rate(load.Rate)))
		first(6)
		out = append(out, f.bar()...)
	case model.LoadPaused:
		out = append(out, say(1, k.Plain.Warn, "paused, P goes on"))
		out = append(out, f.bar()...)
	case model.LoadBudget:
		out = append(out, say(1, k.Plain.Warn, "key budget spent: r on a prefix reads on"))
	case model.LoadFailed:
		out[1].rank = 1
		out = append(out, failed)
	case model.LoadDone:
		if load.Keys > 0 { // else all there is came by the watch
			out = append(out, say(22, k.Plain.Muted, rate(load.Rate)), say(21, k.Plain.Muted, model.Count(load.Keys)+" listed in "+duration(load.Elapsed)))
		}
		first(23)
	case model.LoadWaiting:
		first(22)
	}
	return out
}

// bar shows how far the listing has come.
func (f *footer) bar() []piece {
	part, ok := f.tree.Progress(f.tree.Scope())
	if !ok {
		return nil
	}
	return []piece{say(5, f.look.Plain.Muted, f.look.bar(part))}
}
