package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// stepping is where in a key's history the value pane is. It is the pane's
// reading that reads a version.
type stepping struct {
	errand // the step

	run    []model.Version // what one has gone through: without a gap, newest first
	at     int             // of run, what is to be shown
	shown  sought          // the old version that is shown, and where it was read; mod 0: the key as it is
	newest int64           // the mod revision that the key had when that was left

	held   bool   // the key has no row any more
	cursor string // where the tree's cursor was when that began
}

// steppedMsg brings the version before the last one of a run.
type steppedMsg struct {
	gen   int
	found []model.Version
	end   model.HistoryEnd
	err   error
}

// forget goes back to the key as it is.
func (v *stepping) forget() {
	v.giveUp()
	*v = stepping{errand: v.anew()}
}

// old says that the value on the screen is an old version.
func (p *valuePane) old() bool { return p.stepping.shown.mod != 0 }

// inPast says that it is, or is going to be.
func (p *valuePane) inPast() bool {
	return p.reading.want.mod != 0 || p.old() || p.stepping.cancel != nil
}

// aside says that something else than the newest value is shown in its place, or
// going to be.
func (p *valuePane) aside() bool {
	return p.diff.on() || p.reading.want.mod != 0 || p.stepping.cancel != nil
}

// newest names what esc goes back to.
func (p *valuePane) newest() string {
	if p.status.Link == model.LinkPast {
		return "the version at revision " + model.Count(p.status.Revision)
	}
	return "the newest version"
}

// turning says that another version than that on the screen is being read.
func (p *valuePane) turning() bool { return p.reading.want.mod != p.stepping.shown.mod }

// goOn reads what was going to be shown when a diff came.
func (p *valuePane) goOn() tea.Cmd {
	if !p.turning() {
		return nil
	}
	return p.reading.start(p.row.ModRev, p.comparison())
}

// showVersion shows one of the versions that a walk has found.
func (p *valuePane) showVersion(run []model.Version, at int) tea.Cmd {
	p.stepping.giveUp()
	if p.reading.want.mod == 0 {
		p.stepping.newest = p.row.ModRev
	}
	p.stepping.run, p.stepping.at = run, at
	p.reading.want = soughtOf(run, at, p.row.ModRev)
	return p.anew()
}

// anew reads what is to be shown now, in the place of a frozen value or a diff.
func (p *valuePane) anew() tea.Cmd {
	p.endDiff()
	p.froze, p.fault = time.Time{}, ""
	return p.reading.start(p.row.ModRev, p.comparison())
}

// holds says that the pane stays where it is: on an old version of a key whose
// row is gone, which deleted keys have for a moment only, or on what is to stay
// of it, until the tree's cursor is moved.
func (p *valuePane) holds(row model.Row) bool {
	v := &p.stepping
	if !p.inPast() && !p.still() || row.Path == p.row.Path {
		v.held = false
		return false
	}
	if !v.held && p.deleted() && p.reading.clock.now().Sub(p.row.MarkedAt).Abs() >= model.Moment {
		v.held, v.cursor = true, row.Path
	}
	return v.held && row.Path == v.cursor
}

// hold turns to a key that the tree's cursor is not on.
func (p *valuePane) hold(row model.Row, cursor string) {
	if row.Path == p.row.Path {
		return
	}
	p.turn(row, true)
	p.stepping.held, p.stepping.cursor = true, cursor
}

// olderVersion turns to the version before the one that is shown.
func (p *valuePane) olderVersion() (cmd tea.Cmd, told string) {
	v := &p.stepping
	switch {
	case p.reading.key == "":
		return nil, noValue
	case v.cancel != nil:
		return nil, "the version before is still being looked for"
	case p.reading.want.mod == 0:
		if v.run, v.at = p.present(), 0; len(v.run) == 0 {
			return nil, "no version of it is known: H looks for some"
		}
	}
	if v.at+1 < len(v.run) {
		return p.showVersion(v.run, v.at+1), ""
	}
	ctx := v.begin(p.reading.ctx, p.reading.clock.now())
	gen, key, source, before := v.gen, p.reading.key, p.reading.source, v.run[v.at].ModRevision
	return func() tea.Msg {
		found, end, err := source.History(ctx, key, before, 1)
		return steppedMsg{gen, found, end, err}
	}, ""
}

// present is the newest version, or the key's end.
func (p *valuePane) present() []model.Version {
	switch e, r := p.entry, p.row; {
	case p.deleted():
		return []model.Version{{ModRevision: r.ModRev, Deleted: true}}
	case p.old(): // it is on its way
		return []model.Version{{ModRevision: r.ModRev, CreateRevision: r.CreateRev, Version: r.Version}}
	case e.Found && !p.missing:
		return []model.Version{{ModRevision: e.ModRevision, CreateRevision: e.CreateRevision, Version: e.Version, Size: len(e.Value), Lease: e.Lease}}
	}
	return nil
}

// stepped shows the version that was found, or says why there is none.
func (p *valuePane) stepped(msg steppedMsg) (cmd tea.Cmd, told string) {
	v := &p.stepping
	if !v.awaits(msg.gen) {
		return nil, ""
	}
	v.giveUp()
	switch {
	case len(msg.found) > 0:
		v.run = append(v.run[:len(v.run):len(v.run)], msg.found...)
		return p.showVersion(v.run, len(v.run)-1), ""
	case msg.err != nil:
		return nil, "cannot read the version before: " + p.look.safe(msg.err.Error()) + "; p tries again"
	}
	return nil, "no older version: " + ending(v.run, msg.end)
}

// newerVersion turns to the version after the one that is shown, and after the newest
// that was gone through to the key as it is.
func (p *valuePane) newerVersion() (cmd tea.Cmd, told string) {
	v := &p.stepping
	switch {
	case p.reading.key == "":
		return nil, noValue
	case p.reading.want.mod == 0:
		return nil, "this is " + p.newest() + ": p goes to older ones"
	case v.at > 0 && !v.run[v.at-1].Deleted && (v.at > 1 || v.run[0].ModRevision < p.row.ModRev):
		return p.showVersion(v.run, v.at-1), ""
	}
	return p.toLive()
}

// toLive turns back to the key as it is.
func (p *valuePane) toLive() (cmd tea.Cmd, told string) {
	v := &p.stepping
	held, run, newest := v.held, v.run, v.newest
	v.giveUp()
	v.run, v.at, v.held = nil, 0, false
	p.reading.want = sought{}
	switch {
	case held: // the next look at the tree turns to the row that there is
		p.stepping.forget()
		return nil, heldNoMore
	case p.row.ModRev > newest && len(run) > 0 && run[0].Version > 0 && !p.deleted():
		told = p.newest() + " again; it has changed since version " + model.Count(run[0].Version)
	default:
		told = p.newest() + " again"
	}
	return p.anew(), told
}

const heldNoMore = "the key is gone: this is what the cursor is on"

// nothing takes in that a read found no such key.
func (p *valuePane) nothing(at int64) {
	if at > 0 {
		p.fault = "that of revision " + model.Count(at) + " is not there any more"
		return
	}
	p.missing = true
	if p.old() { // which isn't what it was when it was deleted
		p.entry, p.stepping.shown = model.Entry{}, sought{}
		p.page.open(nil)
	}
}

// which says what version is shown, as far as is known of the newest one.
func (p *valuePane) which() (name, place string) {
	e, r := p.entry, p.row
	name, place = "old version", "not the newest"
	if e.Version > 0 { // kine doesn't count
		name = "version " + model.Count(e.Version)
	}
	switch {
	case p.deleted():
		place = "deleted since"
	case r.CreateRev > e.CreateRevision:
		place = "deleted and created again since"
	case e.Version > 0 && r.Version > e.Version:
		name += " of " + model.Count(r.Version)
	}
	return name, place
}

// past says that an old version is shown.
func (p *valuePane) past() piece {
	name, place := p.which()
	return piece{parts: []part{{p.look.Plain.Past, name + " · mod " + model.Count(p.entry.ModRevision) + " · " + place}}}
}

// overtaken says that the key has changed since its old versions are looked at.
func (p *valuePane) overtaken() bool {
	return p.old() && p.row.ModRev > p.stepping.newest && !p.deleted()
}

// titles are the key and, of an old version, which one it is.
func (p *valuePane) titles() []part {
	k, key := p.look, p.title()
	if !p.old() || p.diff.on() {
		return []part{{k.Plain.Accent, key}}
	}
	name, _ := p.which()
	name = " · " + name
	return []part{{k.Plain.Past, k.middle(key, p.box.width-6-model.Width(name))}, {k.Plain.Past, name}}
}

// unread begins the sentence that says why a read failed beside a value that
// is there.
func (p *valuePane) unread() string {
	if p.turning() {
		return "cannot read another version: "
	}
	return "cannot read it again: "
}

// retries says what becomes of a read that failed.
func (p *valuePane) retries() string {
	if p.inPast() {
		return "r tries again; esc goes back to " + p.newest() + "."
	}
	return "It is read again by itself; r reads it now."
}
