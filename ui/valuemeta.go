package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// Heights of the inner pane from which on the lines above a value are shown.
const (
	metaTwoHeight  = 5
	metaRuleHeight = 8
)

// metaFacts is the number of lines where there is one for the facts.
const metaFacts = 4

// leaseWidth is what a lease needs for its ID, and a few cells to spare for
// how long it lives.
const leaseWidth = len("lease 694d8f1a2b3c4d5e 4 min 12 s left")

// metaHeight is the number of lines above the value.
func (p *valuePane) metaHeight(height int) int {
	switch {
	case height >= metaRuleHeight && p.page.doc != nil && len(p.page.doc.Facts) > 0:
		return metaFacts
	case height >= metaRuleHeight:
		return 3
	case height >= metaTwoHeight:
		return 2
	}
	return 0
}

// meta is what etcd tells of a key, above its value; waits says that something
// else than that is waited for.
func (p *valuePane) meta(width, height int, now time.Time, waits bool) []string {
	k := p.look
	var about, numbers []piece
	if p.diff.on() {
		about, numbers = p.aboutDiff(), p.numbersDiff()
	} else {
		about, numbers = p.about(), p.numbers(now)
	}
	about = append(about, p.aboutUnseen(now)...)
	switch {
	case p.frozen() && p.diff.on(): // which doesn't go on anyhow
	case p.frozen():
		about = append(about, p.aboutFrozen()...)
	case p.gone():
		about = append(about, say(2, k.Plain.Deleted, k.glyphs.Deleted+" deleted"))
	case p.fault != "":
		about = append(about, piece{rank: 2, flex: leaseWidth, parts: []part{{k.Plain.Bad, p.unread() + p.fault}}})
	case p.reading.late(now) && !waits:
		about = append(about, say(2, k.Plain.Faint, "reading"+k.ellipsis()))
	case p.overtaken():
		about = append(about, say(2, k.Plain.Changed, k.glyphs.Mark+" changed meanwhile"))
	}
	if waits {
		about = append(about, say(2, k.Plain.Faint, "reading"+k.ellipsis()))
	}
	lines := p.metaHeight(height)
	all := []string{k.fit(width, about, nil)}
	if lines == metaFacts {
		all = append(all, p.facts(width, now))
	}
	all = append(all, k.fit(width, numbers, nil), k.Plain.Faint.Render(strings.Repeat(k.glyphs.Horizontal, width)))
	return all[:lines]
}

// waits says that something else than the value is waited for.
func (p *valuePane) waits(now time.Time) bool { return p.diff.late(now) || p.stepping.late(now) }

func (p *valuePane) numbers(now time.Time) []piece {
	k, e := p.look, p.entry
	number := func(rank int, name string, n int64) piece {
		return piece{rank: rank, parts: []part{{k.Plain.Faint, name + " "}, {k.Plain.Muted, strconv.FormatInt(n, 10)}}}
	}
	style, lease := p.lease(now)
	leased := piece{rank: 1, flex: leaseWidth, parts: []part{{k.Plain.Faint, "lease "}, {style, lease}}}
	if p.old() {
		return []piece{p.past(), number(3, "created", e.CreateRevision), leased}
	}
	return []piece{number(0, "mod", e.ModRevision), number(3, "created", e.CreateRevision), number(2, "version", e.Version), leased}
}

// lease names the key's lease and how long it will live.
func (p *valuePane) lease(now time.Time) (themes.Style, string) {
	k, e := p.look, p.entry
	if e.Lease == 0 {
		return k.Plain.Faint, "—"
	}
	id := leaseID(e.Lease)
	if p.old() {
		return k.Plain.Muted, id
	}
	if e.TTL == nil {
		return k.Plain.Muted, join(id+" TTL unknown", ": ", k.safe(e.TTLCause))
	}
	left := remaining(e, now)
	switch {
	case *e.TTL < 0:
		return k.Plain.Warn, id + " expired"
	case left >= 10*time.Second:
		return k.Plain.Muted, id + " " + countdown(left) + " left"
	case left > 0:
		return k.Plain.Warn, id + " " + countdown(left) + " left"
	case p.gone():
		return k.Plain.Muted, id
	}
	return k.Plain.Muted, id + " " + k.ellipsis()
}

// leaseID writes a lease as etcdctl does.
func leaseID(id int64) string { return fmt.Sprintf("%016x", uint64(id)) }

// ranOut says that the lease's time is over by the screen's clock. That isn't
// its end: most leases are kept alive, and only the server knows.
func (p *valuePane) ranOut(now time.Time) bool {
	e := p.entry
	return e.Found && !p.missing && e.TTL != nil && *e.TTL >= 0 && remaining(e, now) <= 0
}

// remaining is the time to live that a lease has now.
func remaining(e model.Entry, now time.Time) time.Duration {
	return *e.TTL - max(0, now.Sub(e.ReadAt))
}

// countdown writes a time that is running out: 42 s, 4 min 12 s, 2 h 5 min.
func countdown(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", (d+time.Second-1)/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
}

// summary says what is known of the prefix under the cursor.
func (p *valuePane) summary(width int) []string {
	k, r := p.look, p.row
	said := []part{{k.Plain.Text, p.known()}}
	add := func(style themes.Style, text string) { said = append(said, part{style, text}) }
	switch {
	case arriving(r) && p.status.Link == model.LinkDenied:
		add(k.Plain.Bad, join(k.glyphs.Deleted+" denied", ": ", k.safe(p.status.Cause)))
	case arriving(r):
		add(k.Plain.Muted, "more are arriving "+k.glyphs.Arriving)
	case r.Level == model.LevelPartial:
		add(k.Plain.Warn, "The key budget is spent: there are more keys here than were read. r reads on; a greater --max-keys reads more by itself.")
	case r.Level == model.LevelDenied:
		add(k.Plain.Bad, k.glyphs.Deleted+" denied: "+k.safe(r.Cause))
		add(k.Plain.Muted, "r tries again.")
	case r.Level == model.LevelFailed:
		add(k.Plain.Warn, k.glyphs.Warning+" failed: "+k.safe(r.Cause))
		if p.status.Link == model.LinkPast {
			add(k.Plain.Muted, pastAdvice+".")
		} else {
			add(k.Plain.Muted, "It is tried again by itself; r tries now.")
		}
	case r.Shut && r.Level == model.LevelListed:
		add(k.Plain.Muted, "Only a part of it may be read: that is what is counted.")
	case !r.Expanded && !r.Exact:
		add(k.Plain.Muted, "enter lists what is in it")
	}
	return k.paragraphs(width, said)
}

// known says how many keys there are at and below the prefix under the cursor.
func (p *valuePane) known() string {
	k, r := p.look, p.row
	n := model.Count(int64(r.Count)) + " " + plural(r.Count, "key", "keys")
	among, none := " known so far", "no keys that may be read"
	if p.found {
		n += plural(r.Count, " matches", " match")
		among, none = " so far", "no key matches that may be read"
	}
	switch {
	case r.Exact:
		return n
	case r.Shut && r.Count == 0:
		return none
	}
	return k.glyphs.AtLeast + " " + n + among
}
