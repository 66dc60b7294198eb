package ui

import (
	"sort"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/themes"
)

// marks are what has changed in a value while it was looked at, in lines of one
// document; another one, as another view is, has none.
//
// They don't change: the next ones are made where the value is read and
// compared, off Update.
type marks struct {
	doc    *value.Document
	layers []layer // the newest last
}

// layer is what changed at one time, in lines of the document that is shown
// now.
type layer struct {
	at   time.Time
	runs []run // in order
	step bool  // it is no change, but the difference to the version that was left
}

// maxRuns bounds what one update takes: of more changes all between the first
// and the last is marked.
const maxRuns = 4096

// run is lines [from, to), or, if there are none, where some were removed.
type run struct{ from, to int }

// after is what has changed when is is shown in the place of was.
func (l marks) after(was, is *value.Document, c *value.Changes, at time.Time) marks {
	next := marks{doc: is}
	if l.doc == was {
		next.layers = l.carried(c, at)
	}
	var runs []run
	for from, to := range c.Each {
		if from == to && from == is.Len() {
			from, to = from-1, to-1 // below the last line
		}
		runs = append(runs, run{from, to})
	}
	if len(runs) > maxRuns {
		runs = []run{{runs[0].from, runs[len(runs)-1].to}}
	}
	if len(runs) > 0 {
		next.layers = append(next.layers, layer{at: at, runs: runs})
	}
	return next
}

// stepped is what differs between two versions, when one goes from one to the
// other.
func stepped(was, is *value.Document, c *value.Changes, at time.Time) marks {
	next := marks{}.after(was, is, c, at)
	for i := range next.layers {
		next.layers[i].step = true
	}
	return next
}

// carried are the updates that can still be seen, their lines where they are
// now.
func (l marks) carried(c *value.Changes, now time.Time) (kept []layer) {
	for _, u := range l.layers {
		if now.Sub(u.at) >= faded {
			continue
		}
		moved := layer{at: u.at, step: u.step}
		for _, r := range u.runs {
			if to := c.Now(r.to); r.from == r.to || to > c.Now(r.from) {
				moved.runs = append(moved.runs, run{c.Now(r.from), to})
			}
		}
		kept = append(kept, moved)
	}
	return kept
}

// mark is the sign beside lines [from, to) of a document while a change of them is
// fresh.
func (l marks) mark(k *look, ink themes.Ink, doc *value.Document, from, to int, now time.Time) (themes.Style, string) {
	for i := len(l.layers) - 1; i >= 0 && l.doc == doc; i-- {
		u := l.layers[i]
		at := sort.Search(len(u.runs), func(i int) bool { return u.runs[i].to > from || u.runs[i].from >= from })
		if at == len(u.runs) || u.runs[at].from >= to {
			continue
		}
		style, glyph := ink.Changed, k.glyphs.Mark
		if r := u.runs[at]; r.from == r.to {
			style, glyph = ink.Deleted, k.glyphs.Above
		}
		switch age := now.Sub(u.at); {
		case age < fresh && u.step:
			return ink.Past, glyph
		case age < fresh:
			return style, glyph
		case age < faded:
			return ink.Muted, glyph
		}
	}
	return ink.Text, " "
}

// next is how long the marks look as they do now; 0 if for good.
func (l marks) next(now time.Time) (d time.Duration) {
	for _, u := range l.layers {
		switch age := now.Sub(u.at); {
		case age < fresh:
			d = sooner(d, fresh-age)
		case age < faded:
			d = sooner(d, faded-age)
		}
	}
	return d
}

// unseen counts the fresh changes above and below lines [from, to).
func (l marks) unseen(doc *value.Document, from, to int, now time.Time) (above, below int) {
	for _, u := range l.layers {
		if l.doc != doc || u.step || now.Sub(u.at) >= fresh {
			continue
		}
		above += sort.Search(len(u.runs), func(i int) bool { return u.runs[i].to > from || u.runs[i].from >= from })
		below += len(u.runs) - sort.Search(len(u.runs), func(i int) bool { return u.runs[i].from >= to })
	}
	return above, below
}

// aboutUnseen says that something has just changed out of view.
func (p *valuePane) aboutUnseen(now time.Time) (all []piece) {
	k, seen := p.look, p.box.scroll
	if seen.of == 0 { // all is in view
		return nil
	}
	above, below := p.live.unseen(p.page.doc, seen.offset, seen.offset+seen.shown, now)
	for _, where := range []struct {
		n    int
		word string
	}{{above, " above"}, {below, " below"}} {
		if where.n > 0 {
			all = append(all, say(2, k.Plain.Changed, k.glyphs.Mark+" "+model.Count(int64(where.n))+" "+plural(where.n, "change", "changes")+where.word))
		}
	}
	return all
}

// comparison marks in a document that was read what has changed in it. It is
// made off Update; what it returns is as it fits the page.
type comparison func(doc *value.Document, e model.Entry) (fitted *value.Document, l marks, c *value.Changes)

// comparison compares with what is shown now, but for another reading of the
// same version. Of a step to another version only that difference is marked.
func (p *valuePane) comparison() comparison {
	was, known, width, before, step := p.page.doc, p.live, p.page.width, p.entry.ModRevision, p.turning()
	if was == nil {
		return nil
	}
	return func(doc *value.Document, e model.Entry) (*value.Document, marks, *value.Changes) {
		is := doc.Fit(width)
		if was.View() != is.View() || was.Masked() != is.Masked() {
			return is, marks{doc: is}, nil
		}
		if e.ModRevision == before && known.doc == was {
			return is, marks{doc: is, layers: known.layers}, nil
		}
		c := value.Compare(was, is)
		if step {
			return is, stepped(was, is, c, e.ReadAt), c
		}
		return is, known.after(was, is, c, e.ReadAt), c
	}
}

// update shows a newer version of the value. The view goes with its text.
func (p *valuePane) update(doc *value.Document, msg readMsg) {
	if p.live = msg.live; msg.changes != nil && p.live.doc == doc { // else another view was chosen meanwhile
		p.page.update(doc, msg.changes.Now)
	} else {
		p.page.replace(doc)
	}
}

// freeze keeps the value as it is, or lets it go on.
func (p *valuePane) freeze() (cmd tea.Cmd, told string) {
	switch {
	case !p.entry.Found:
		return nil, noValue
	case p.diff.on():
		return nil, "a diff doesn't change: esc goes back to the value"
	case p.inPast():
		return nil, "an old version doesn't change: esc goes back to " + p.newest()
	case p.frozen():
		p.froze = time.Time{}
		if p.stepping.held {
			return nil, heldNoMore
		}
		if p.row.ModRev > p.entry.ModRevision || p.missing {
			return p.again(), ""
		}
		return nil, ""
	}
	p.reading.stop()
	p.froze = p.reading.clock.now()
	return nil, ""
}

func (p *valuePane) frozen() bool { return !p.froze.IsZero() }

// still says that nothing is to be read: what is shown shall stay.
func (p *valuePane) still() bool { return p.frozen() || p.diff.on() }

// since is what has become of the key since the version that is shown, as far
// as the tree knows; "" for nothing.
func (p *valuePane) since() string {
	e, r := p.entry, p.row
	if p.diff.on() {
		e = p.diff.newer
	}
	switch newer := r.Version - e.Version; {
	case p.deleted():
		return "deleted since"
	case r.ModRev <= e.ModRevision:
		return ""
	case r.CreateRev > e.CreateRevision:
		return "created anew since"
	case newer > 0:
		return model.Count(newer) + " " + plural(int(newer), "newer version", "newer versions")
	}
	return "there is a newer version"
}

// aboutFrozen says that the value is frozen, and what is missed by that.
func (p *valuePane) aboutFrozen() []piece {
	k := p.look
	all := []piece{say(1, k.Plain.Warn, "frozen, f goes on")}
	if since := p.since(); since != "" {
		all = append(all, say(1, k.Plain.Warn, since))
	}
	return all
}
