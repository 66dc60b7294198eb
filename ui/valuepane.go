package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// valuePane shows what the cursor is on: a key's value, or what is known of a
// prefix.
type valuePane struct {
	look    *look
	reading reading
	box     frame

	status model.Status
	row    model.Row // under the cursor
	isRow  bool      // false: there is none
	found  bool      // it is one of a tree of what was found: only matches are counted

	entry   model.Entry // as it was read last; zero before
	page    page        // of its value
	fault   string      // why it couldn't be read; display text
	missing bool        // the last read found no such key
	live    marks       // what has changed in it
	froze   time.Time   // since then it stays as it is; zero: it doesn't
	diff    diff        // shown in its place

	stepping stepping
	landing  landing
	veiled   string // a text that is to be found once x reveals
	bared    bared  // what was revealed
}

// follow turns to the row under the cursor: another one, or the same one
// after the tree has changed.
func (p *valuePane) follow(row model.Row, ok bool) tea.Cmd {
	if !p.lands(keyOf(row)) && p.holds(row) {
		return nil
	}
	if p.lands(keyOf(row)) || ok != p.isRow || row.Path != p.row.Path || keyOf(row) != p.reading.key {
		return p.turn(row, ok)
	}
	p.row = row
	if pace := p.pace(); pace > 0 {
		return p.reading.again(pace)
	}
	return nil
}

// pace is the time between two reads of the key, 0 if the last one will do.
func (p *valuePane) pace() time.Duration {
	switch {
	case p.reading.key == "" || p.still() || p.inPast() || p.deleted() || !answers(p.status.Link):
		return 0
	case p.fault != "" && p.row.ModRev <= p.reading.asked:
		return readRetry
	case p.row.ModRev > p.entry.ModRevision && p.row.ModRev <= p.reading.asked:
		return readRecheck
	case p.row.ModRev > p.entry.ModRevision:
		return readPace
	case p.ranOut(p.reading.clock.now()):
		return readRecheck
	}
	return 0
}

// answers says whether there is a server that reads can be asked of.
func answers(l model.Link) bool {
	return l != model.LinkConnecting && l != model.LinkReconnecting && l != model.LinkDenied
}

// linked takes note of the link. What couldn't be read is read again as soon
// as there is a server again.
func (p *valuePane) linked(status model.Status) tea.Cmd {
	back := answers(status.Link) && !answers(p.status.Link)
	p.status = status
	if back && p.fault != "" && !p.still() {
		return p.again()
	}
	return nil
}

// deleted says that the watch told of the key's end.
func (p *valuePane) deleted() bool { return p.row.Mark == model.Deleted && !p.row.Prefix }

// gone says that there is no such key any more, as far as is known.
func (p *valuePane) gone() bool { return !p.old() && (p.missing || p.deleted() && !p.frozen()) }

// keyOf is the key that a row stands for, "" if it is a prefix only.
func keyOf(row model.Row) string {
	if row.Key {
		return row.Path
	}
	return ""
}

func (p *valuePane) turn(row model.Row, ok bool) tea.Cmd {
	p.row, p.isRow = row, ok
	p.entry, p.fault, p.missing = model.Entry{}, "", false
	p.live, p.froze = marks{}, time.Time{}
	p.diff.drop()
	p.stepping.forget()
	p.reading.viewing.forget()
	p.page.open(nil)
	p.land(keyOf(row))
	return p.reading.follow(keyOf(row), row.ModRev)
}

// again reads the key anew, now.
func (p *valuePane) again() tea.Cmd {
	if p.reading.key == "" || p.still() {
		return nil
	}
	p.fault = ""
	return p.reading.start(p.row.ModRev, p.comparison())
}

// rested starts the read that waited for the cursor to rest.
func (p *valuePane) rested(msg restMsg) tea.Cmd {
	if msg.gen != p.reading.gen || !p.reading.pending {
		return nil
	}
	return p.reading.start(p.row.ModRev, p.comparison())
}

// answer takes what was read; stale answers are dropped.
func (p *valuePane) answer(msg readMsg) tea.Cmd {
	if anew := p.reading.viewedAnew(msg); anew != nil {
		return anew
	}
	if !p.reading.done(msg) {
		return nil
	}
	p.fault = ""
	switch {
	case msg.err != nil:
		p.fault = p.look.safe(msg.err.Error())
	case !msg.entry.Found:
		p.nothing(msg.want.mod)
	default:
		same := p.entry.Found
		p.entry, p.missing, p.stepping.shown = msg.entry, false, sought{}
		if msg.want.mod > 0 {
			p.stepping.shown = msg.want
		}
		if same {
			p.update(msg.doc, msg)
		} else {
			p.page.open(msg.doc)
		}
	}
	return nil
}

// do carries out an action; false if it isn't one of the value's.
func (p *valuePane) do(a keymap.Action) bool { return p.page.do(a) }

// fit takes over the room that the pane has.
func (p *valuePane) fit(box frame) {
	p.box = box
	width, height := box.inner()
	p.page.fit(max(0, width-1), max(0, height-p.metaHeight(height)))
}

func (p *valuePane) view(focused bool, now time.Time) []string {
	k := p.look
	p.box.focused = focused
	p.box.title, p.box.past = p.titles(), p.old()
	width, height := p.box.inner()
	body := k.lines(width, height, p.body(width, height, now))
	if focused {
		p.box.foot = p.foot()
	}
	if p.box.bare() && height > 0 && p.page.find.typing {
		l := k.line(width)
		l.put(k.Plain.Accent, p.box.foot)
		body[height-1] = l.end(k.Plain.Text)
	}
	return p.box.draw(k, body)
}

func (p *valuePane) title() string {
	if !p.isRow {
		return "value"
	}
	return p.look.key(p.row.Path)
}

func (p *valuePane) body(width, height int, now time.Time) []string {
	k := p.look
	switch {
	case !p.isRow:
		return nil
	case p.reading.key == "":
		return p.summary(width)
	case p.entry.Found:
		waits := p.waits(now)
		if p.frozen() {
			now = p.froze
		}
		old := !p.diff.on() && (p.gone() || p.fault != "" || p.reading.late(now))
		p.page.beside = func(ink themes.Ink, from, to int) (themes.Style, string) {
			return p.live.mark(k, ink, p.page.doc, from, to, now)
		}
		body, bar, place := p.page.view(p.box.focused, old)
		p.box.scroll, p.box.place = bar, place
		return append(p.meta(width, height, now, waits), body...)
	case p.fault != "":
		return k.texts(width, k.Plain.Bad, "cannot read it: "+p.fault, p.retries())
	case p.gone():
		said := []string{k.glyphs.Deleted + " deleted"}
		if p.deleted() {
			said = append(said, "t enter reads what it said before.")
		}
		return k.texts(width, k.Plain.Muted, said...)
	case p.reading.late(now):
		return k.texts(width, k.Plain.Faint, "reading"+k.ellipsis())
	}
	return nil
}

// next is how long the pane looks as it does now; 0 if for good.
func (p *valuePane) next(now time.Time) time.Duration {
	if p.frozen() {
		return sooner(p.diff.next(now), p.stepping.next(now))
	}
	d := sooner(sooner(p.reading.next(now), p.stepping.next(now)), sooner(p.diff.next(now), p.live.next(now)))
	if p.entry.Found && p.entry.TTL != nil {
		d = sooner(d, min(time.Second, max(0, remaining(p.entry, now))))
	}
	if p.entry.Found {
		d = sooner(d, p.older(now))
	}
	return d
}
