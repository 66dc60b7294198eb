package ui

import (
	"slices"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// written is how a version's time is written where there is the room.
const written = "2006-01-02 15:04:05Z"

// pointerAndMark is what these take at the start of a version's line.
const pointerAndMark = 3

func (h *history) view(now time.Time) []string {
	k := h.look
	width, height := h.box.inner()
	h.box.title = []part{{k.Plain.Accent, "history"}, {k.Plain.Muted, " " + k.key(h.row.Path)}}
	h.box.scroll = scroll{offset: h.offset, shown: h.rows(), of: len(h.walk.found)}
	return h.box.draw(k, k.lines(width, height, h.body(width, now)))
}

// rows is how many versions are in view, between the titles and what is said
// below.
func (h *history) rows() int {
	width, height := h.box.inner()
	return max(1, height-1-len(h.below(width)))
}

// below says how far the walk has come, or what can't be done.
func (h *history) below(width int) []string {
	said := h.walk.state(h.look)
	if h.said != "" {
		said = part{h.look.Plain.Warn, h.said}
	}
	lines := h.look.paragraphs(width, []part{said})
	if h.overtaken() {
		text := h.look.glyphs.Mark + " changed meanwhile: opened again, the history has it"
		lines = append(lines, h.look.paragraphs(width, []part{{h.look.Plain.Changed, text}})...)
	}
	return lines
}

// overtaken says that the key has changed since the walk began.
func (h *history) overtaken() bool {
	now := h.under()
	return len(h.walk.found) > 0 && now.Path == h.row.Path && now.ModRev > max(h.row.ModRev, h.walk.found[0].ModRevision)
}

func (h *history) body(width int, now time.Time) (body []string) {
	if len(h.walk.found) == 0 {
		return h.below(width)
	}
	columns := fitting(h.columns(now), width-pointerAndMark-1)
	body = append(body, h.look.heading(width, pointerAndMark, columns))
	for i := range h.inView() {
		body = append(body, h.line(width, i, columns))
	}
	return append(body, h.below(width)...)
}

// inView is how many versions are.
func (h *history) inView() int { return max(0, min(h.rows(), len(h.walk.found)-h.offset)) }

func (h *history) line(width, i int, columns []column) string {
	k, mark := h.look, " "
	ink, pointer := k.choice(h.offset+i == h.chosen)
	if slices.Contains(h.marked[:], h.walk.found[h.offset+i].ModRevision) {
		mark = k.glyphs.Mark
	}
	l := k.line(width)
	l.put(ink.Accent, pointer)
	l.put(ink.Changed, mark)
	l.skip(ink.Text, 1)
	l.cells(ink.Text, columns, func(c column) part { return c.cells[i] })
	return l.end(ink.Text)
}

// columns are what is known of the versions in view. They are as wide as the
// newest one needs, so that nothing moves while one scrolls; what no version
// has takes no room.
func (h *history) columns(now time.Time) []column {
	newest := h.walk.found[0]
	all := []column{
		{title: "mod revision", right: true, least: len(model.Count(newest.ModRevision))},
		{title: "version", rank: 1, right: true, least: len("x deleted")},
		{title: "size", rank: 2, right: true, least: len("1023.9 KiB")},
		{title: "growth", rank: 4, right: true, least: len("+1023.9 KiB")},
		{title: "written", rank: 3, right: true, least: len("999d ago")},
		{title: "at", rank: 6, least: len(written)},
		{title: "lease", rank: 5, least: len("694d8f1a2b3c4d5e")},
	}
	for i := range h.inView() {
		for n, cell := range h.cells(i, now) {
			all[n].cells = append(all[n].cells, cell)
		}
	}
	if !h.walk.leased {
		all = all[:6]
	}
	if !h.walk.timed {
		all = slices.Delete(all, 4, 6)
	}
	return all
}

// cells are those of one version in view, in the order of the columns.
func (h *history) cells(i int, now time.Time) []part {
	k, at := h.look, h.offset+i
	ink, _ := k.choice(at == h.chosen)
	v := h.walk.found[at]
	if v.Deleted {
		none := part{ink.Faint, ""}
		return []part{{ink.Muted, model.Count(v.ModRevision)}, {ink.Deleted, k.glyphs.Deleted + " deleted"}, none, none, none, none, none}
	}
	unknown := part{ink.Faint, "—"}
	version, change, age, stamp, lease := unknown, part{ink.Faint, ""}, unknown, unknown, unknown
	if v.Version > 0 { // kine doesn't count
		version = part{ink.Text, model.Count(v.Version)}
	}
	if at+1 < len(h.walk.found) {
		change = part{ink.Muted, grown(v.Size - h.walk.found[at+1].Size)}
	}
	if !v.Time.IsZero() {
		age, stamp = part{ink.Text, moment(v.Time, now)}, part{ink.Muted, v.Time.UTC().Format(written)}
	}
	if v.Lease != 0 {
		lease = part{ink.Muted, leaseID(v.Lease)}
	}
	return []part{{ink.Text, model.Count(v.ModRevision)}, version, {ink.Text, model.Bytes(v.Size)}, change, age, stamp, lease}
}

// grown writes by how much a size has changed, with its sign.
func grown(by int) string {
	switch {
	case by > 0:
		return "+" + model.Bytes(by)
	case by < 0:
		return "-" + model.Bytes(-by)
	}
	return model.Bytes(0)
}

// next is how long the ages in view stay.
func (h *history) next(now time.Time) (d time.Duration) {
	for i := range h.inView() {
		if at := h.walk.found[h.offset+i].Time; !at.IsZero() {
			d = sooner(d, model.UntilOlder(max(now.Sub(at), at.Sub(now))))
		}
	}
	return d
}
