package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// A walk reads the versions of a key in batches, and rests when it has read so
// many, or so many bytes of their values: a person has it go on.
const (
	walkBatch  = 100
	walkMost   = 1_000
	walkWeight = 64 << 20
)

// walk goes back through the versions of a key. It keeps what there is to know
// of each, but no value.
type walk struct {
	ctx    context.Context
	source Source

	key   string
	found []model.Version // newest first
	end   model.HistoryEnd
	fault string // why it couldn't go on; as hostile as a server's text

	gen    int
	leg    context.Context // of what is under way; nil if nothing is
	give   context.CancelFunc
	count  int  // of the versions that were read since it went on
	weight int  // of their values, in bytes
	timed  bool // some version has a time
	leased bool // some has a lease
}

// walkedMsg brings the next versions of a walk.
type walkedMsg struct {
	gen   int
	found []model.Version
	end   model.HistoryEnd
	err   error
}

// begin walks back from the newest version, or from a delete, which is the
// newest then.
func (w *walk) begin(key string, deleted int64) tea.Cmd {
	w.stop()
	w.key, w.found, w.end, w.timed, w.leased = key, nil, model.HistoryEnd{}, false, false
	if deleted > 0 {
		w.found = []model.Version{{ModRevision: deleted, Deleted: true}}
	}
	return w.on()
}

// on goes on by so many versions; nil if it is under way, or there are no more.
func (w *walk) on() tea.Cmd {
	if w.leg != nil || w.end.State != model.HistoryOpen {
		return nil
	}
	w.leg, w.give = context.WithCancel(w.ctx)
	w.fault, w.count, w.weight = "", 0, 0
	return w.next()
}

func (w *walk) next() tea.Cmd {
	before := int64(0)
	if n := len(w.found); n > 0 {
		before = w.found[n-1].ModRevision
	}
	ctx, gen, key, source, n := w.leg, w.gen, w.key, w.source, min(walkBatch, walkMost-w.count)
	return func() tea.Msg {
		found, end, err := source.History(ctx, key, before, n)
		return walkedMsg{gen, found, end, err}
	}
}

// stop gives up what is under way.
func (w *walk) stop() {
	w.gen++
	w.rest()
}

func (w *walk) rest() {
	if w.leg != nil {
		w.give()
		w.leg, w.give = nil, nil
	}
}

// walked takes versions and goes on, unless it is time to rest. What comes late
// is dropped.
func (w *walk) walked(msg walkedMsg) tea.Cmd {
	if msg.gen != w.gen || w.leg == nil {
		return nil
	}
	w.found, w.end = append(w.found, msg.found...), msg.end
	w.count += len(msg.found)
	for _, v := range msg.found {
		w.weight += v.Size
		w.timed = w.timed || !v.Time.IsZero()
		w.leased = w.leased || v.Lease != 0
	}
	if msg.err != nil {
		w.fault = msg.err.Error()
	}
	if msg.err != nil || w.end.State != model.HistoryOpen || w.count >= walkMost || w.weight >= walkWeight {
		w.rest()
		return nil
	}
	return w.next()
}

// state says how far the walk has come, in a sentence.
func (w *walk) state(k *look) part {
	n := len(w.found)
	count := w.counted()
	switch {
	case w.leg != nil && n == 0:
		return part{k.Plain.Muted, "walking back" + k.ellipsis()}
	case w.leg != nil:
		return part{k.Plain.Muted, "walking back" + k.ellipsis() + " " + count}
	case w.fault != "" && n == 0:
		return part{k.Plain.Bad, join("cannot read its history: "+k.safe(w.fault), "; ", "m tries again")}
	case w.fault != "":
		return part{k.Plain.Bad, join("cannot read further than "+count+": "+k.safe(w.fault), "; ", "m tries again")}
	case w.end.State == model.HistoryOpen && w.count < walkMost:
		return part{k.Plain.Warn, count + ", " + model.Bytes(w.weight) + " of values read: m walks further back"}
	case w.end.State == model.HistoryOpen:
		return part{k.Plain.Warn, count + ": m walks further back"}
	}
	return part{k.Plain.Muted, ending(w.found, w.end)}
}

// counted is how many versions were found, of how many the key has had since it
// was created.
func (w *walk) counted() string {
	n := len(w.found)
	if n > 0 && w.found[0].Version > int64(n) {
		return model.Count(int64(n)) + " of " + model.Count(w.found[0].Version) + " versions"
	}
	return model.Count(int64(n)) + " " + plural(n, "version", "versions")
}

// ending says what a walk ends with, and no more than is known.
func ending(found []model.Version, end model.HistoryEnd) string {
	gone := "what was before is compacted"
	if end.Compacted > 0 {
		gone = "compacted at revision " + model.Count(end.Compacted)
	}
	var last model.Version
	if n := len(found); n > 0 {
		last = found[n-1]
	}
	before := model.Count(last.ModRevision)
	created := !last.Deleted && last.ModRevision == last.CreateRevision
	switch {
	case last.ModRevision == 0 && end.State == model.HistoryAbsent:
		return "there is no such key: it was deleted, or never written; t looks at any revision"
	case last.ModRevision > 0 && created && end.Compacted > 0:
		return "created at revision " + before + "; " + gone + ": nothing before that can be read"
	case end.State == model.HistoryCompacted:
		return gone + ": older versions are gone"
	case created:
		return "created at revision " + before + "; deleted or absent before: t looks there"
	}
	return "before revision " + before + " it was deleted or absent: t looks at any revision"
}
