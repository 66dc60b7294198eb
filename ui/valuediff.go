package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// diff is what two versions of a value differ in, shown in the place of the
// value.
type diff struct {
	errand // the reads for one

	viewing viewing // how diffs are looked at, this one and the next

	older, newer model.Entry
	at           int64 // where newer was read
	value        *page // under the diff; nil if none is shown
}

// diffMsg brings a diff, or says why there is none.
type diffMsg struct {
	gen          int
	older, newer model.Entry
	at           int64   // where newer was read
	viewing      viewing // how doc is looked at
	doc          *value.Document
	told         string // why there is none; as hostile as a server's text
}

func (d *diff) on() bool { return d.value != nil }

// drop forgets the diff and stops what is read for one.
func (d *diff) drop() {
	d.giveUp()
	d.value, d.older, d.newer = nil, model.Entry{}, model.Entry{}
	d.viewing.revealed = 0
}

// showDiffBefore compares the version that is shown with the one before it, or
// goes back from that.
func (p *valuePane) showDiffBefore() (cmd tea.Cmd, told string) {
	switch {
	case p.endDiff():
		return p.goOn(), ""
	case p.page.doc == nil:
		return nil, noValue
	case !p.turning() && p.entry.Version == 1:
		return nil, nothingBefore
	case !p.turning():
		return p.showDiff(sought{}, sought{mod: p.entry.ModRevision}), ""
	case p.reading.want.mod > 0:
		return p.showDiff(sought{}, p.reading.want), ""
	}
	return p.showDiff(sought{}, sought{mod: p.row.ModRev}), ""
}

const nothingBefore = "version 1: there is nothing before it"

// showDiff compares two versions of the key; a zero one is that before the
// other.
func (p *valuePane) showDiff(older, newer sought) tea.Cmd {
	if !p.entry.Found {
		return nil
	}
	if older.mod > newer.mod {
		older, newer = newer, older
	}
	shown := &p.page
	if p.diff.on() {
		shown = p.diff.value
	}
	ctx := p.diff.begin(p.reading.ctx, p.reading.clock.now())
	v := versions{ctx: ctx, reading: p.reading, entry: p.entry, shownAt: p.shownAt(), view: shown.doc.View()}
	gen, viewing := p.diff.gen, p.diff.viewing
	return func() tea.Msg {
		msg := diffMsg{gen: gen, viewing: viewing}
		if msg.newer, msg.at, msg.told = v.at(newer); msg.told != "" {
			return msg
		}
		before := older
		if before.mod == 0 {
			before.last = msg.newer.ModRevision - 1
			if msg.newer.Version == 1 {
				msg.told = nothingBefore
				return msg
			}
		}
		if msg.older, _, msg.told = v.at(before); msg.told != "" {
			return msg
		}
		labels := value.Labels{Old: modOf(msg.older), New: modOf(msg.newer)}
		msg.doc = ready(viewing.of(labels.Diff(v.decode(msg.older), v.decode(msg.newer)), 0))
		return msg
	}
}

func modOf(e model.Entry) string { return fmt.Sprintf("mod %d", e.ModRevision) }

// versions reads the versions of a key for a diff.
type versions struct {
	ctx     context.Context
	reading reading
	entry   model.Entry // the one that was read already
	shownAt int64       // and where it is so
	view    string      // in which they are compared
}

// at is one of them, and where it was read. If it can't be had, told says why.
func (v versions) at(w sought) (e model.Entry, rev int64, told string) {
	if w.mod == v.entry.ModRevision {
		return v.entry, v.shownAt, ""
	}
	e, rev, err := v.reading.version(v.ctx, w)
	switch {
	case err != nil:
		return e, rev, fmt.Sprintf("cannot compare: reading it at revision %d failed: %s", rev, err)
	case !e.Found:
		return e, rev, fmt.Sprintf("cannot compare: there is no version of it at revision %d", rev)
	}
	return e, max(rev, e.ModRevision), ""
}

func (v versions) decode(e model.Entry) *value.Document { return v.reading.decoded(e).As(v.view) }

// diffed takes a diff, or says why there is none. Stale ones are dropped.
func (p *valuePane) diffed(msg diffMsg) (cmd tea.Cmd, told string) {
	if !p.diff.awaits(msg.gen) {
		return nil, ""
	}
	if viewing := p.diff.viewing; msg.doc != nil && msg.viewing != viewing {
		return func() tea.Msg {
			msg.doc, msg.viewing = ready(viewing.of(msg.doc, 0)), viewing
			return msg
		}, ""
	}
	p.diff.giveUp()
	if msg.doc == nil {
		return nil, p.look.safe(msg.told)
	}
	if !p.diff.on() {
		under := p.page
		if under.find.typing { // in the diff from now on
			under.endFind()
		}
		p.diff.value = &under
		p.reading.stop()
	}
	p.diff.older, p.diff.newer, p.diff.at = msg.older, msg.newer, msg.at
	p.page.open(msg.doc)
	return nil, ""
}

// endDiff goes back to the value, where it was; false if no diff is shown or
// waited for.
func (p *valuePane) endDiff() bool {
	if !p.diff.on() {
		waited := p.diff.cancel != nil
		p.diff.giveUp()
		return waited
	}
	under := *p.diff.value
	under.nowrap = p.page.nowrap
	under.find.doc, under.find.gen = nil, p.page.find.gen // what was counted meanwhile is lost
	typing := p.page.find
	p.page = under
	if typing.typing {
		p.page.typeOn(typing)
	}
	p.diff.drop()
	return true
}

// sight is how what is shown is looked at: the value, or a diff.
func (p *valuePane) sight() *viewing {
	if p.diff.on() {
		return &p.diff.viewing
	}
	return &p.reading.viewing
}

// aboutDiff says what is compared with what, and how it is shown.
func (p *valuePane) aboutDiff() []piece {
	k, doc := p.look, p.page.doc
	all := []piece{say(0, k.Plain.Text, k.safe(doc.About)), say(1, k.Plain.Muted, doc.View())}
	all = append(all, p.secrecy()...)
	if since := p.since(); since != "" {
		all = append(all, say(3, k.Plain.Warn, since))
	}
	return all
}

// numbersDiff is what etcd tells of the two versions.
func (p *valuePane) numbersDiff() []piece {
	k, d := p.look, &p.diff
	both := func(rank int, name, older, newer string) piece {
		all := piece{rank: rank, parts: []part{{k.Plain.Faint, name}, {k.Plain.Muted, older}}}
		if newer != older {
			all.parts = append(all.parts, part{k.Plain.Faint, " to "}, part{k.Plain.Muted, newer})
		}
		return all
	}
	all := []piece{
		both(0, "version ", fmt.Sprint(d.older.Version), fmt.Sprint(d.newer.Version)),
		both(2, "", model.Bytes(len(d.older.Value)), model.Bytes(len(d.newer.Value))),
	}
	if d.newer.CreateRevision != d.older.CreateRevision {
		all = append(all, say(1, k.Plain.Warn, "deleted and created anew in between"))
	}
	return append(all, say(3, k.Plain.Faint, "d or esc: back to the value"))
}
