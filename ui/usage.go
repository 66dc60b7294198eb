package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

const (
	// usagePace is how often the numbers are read while they are looked at.
	usagePace = time.Second
	// usageTight is the part of a budget from which on it is worth a look.
	usageTight = 0.9

	usageLabel  = 12 // cells of the first column
	usageNumber = 12 // of a number
)

// usage is the overlay that shows what looking at the cluster costs it, and
// us. It asks the source while it is open, and at no other time.
type usage struct {
	look   *look
	source Source
	hints  string
	box    frame
	offset int

	read        time.Time // when the numbers were read, by the screen's clock
	now, before model.Usage
}

func (u *usage) open() {
	u.offset, u.read, u.now = 0, time.Time{}, model.Usage{}
}

func (u *usage) place() keymap.Place { return keymap.InUsage }

// fit makes room, and reads the numbers if that is due.
func (u *usage) fit(box frame, now time.Time) {
	u.box = box
	if u.read.IsZero() || now.Sub(u.read) >= usagePace {
		u.read, u.before = now, u.now
		u.now = u.source.Usage()
	}
	u.scroll(0)
}

// next is how long the numbers stay.
func (u *usage) next(now time.Time) time.Duration {
	return max(time.Millisecond, usagePace-now.Sub(u.read))
}

func (u *usage) do(a keymap.Action) tea.Cmd {
	_, height := u.box.inner()
	u.scroll(stride(a, height, len(u.lines())))
	return nil
}

func (u *usage) scroll(by int) {
	_, height := u.box.inner()
	u.offset = scrolled(u.offset+by, height, len(u.lines()))
}

func (u *usage) view(time.Time) []string {
	k, all := u.look, u.lines()
	width, height := u.box.inner()
	u.box.focused = true
	u.box.title = []part{{k.Plain.Accent, "usage"}, {k.Plain.Muted, ", in " + wait(u.now.At.Sub(u.now.Since))}}
	u.box.foot = u.hints
	u.box.scroll = scroll{offset: u.offset, shown: height, of: len(all)}
	return u.box.draw(k, k.lines(width, height, all[min(u.offset, len(all)):]))
}

func (u *usage) lines() []string {
	width, _ := u.box.inner()
	all := u.budgets(width)
	all = append(all, blank(width))
	all = append(all, newCallTable(u.look, width).lines(u.now, u.before)...)
	all = append(all, blank(width))
	return append(all, u.events(width)...)
}

// budgets are what may be used, and how much of it is.
func (u *usage) budgets(width int) []string {
	n := u.now
	rate, ok := u.perSecond(model.Usage.ListedKeys)
	reading := "—"
	if ok {
		reading = model.Count(rate) + "/s"
	}
	return []string{
		u.budget(width, "keys", model.Count(n.Keys), model.Count(n.MaxKeys), n.Keys, n.MaxKeys),
		u.budget(width, "in flight", size(n.InFlight), size(n.MaxInFlight), n.InFlight, n.MaxInFlight),
		u.budget(width, "read rate", reading, model.Count(n.ReadRate)+"/s", rate, n.ReadRate),
		u.budget(width, "memory", size(n.Memory), size(n.MaxMemory), n.Memory, n.MaxMemory),
	}
}

// budget is a line of one; one of 0 is none.
func (u *usage) budget(width int, label, used, of string, n, most int64) string {
	k := u.look
	l := k.line(width)
	u.start(l, label, used)
	if most == 0 {
		l.put(k.Plain.Muted, "  no limit")
		return l.end(k.Plain.Text)
	}
	l.put(k.Plain.Muted, " of ")
	l.put(k.Plain.Muted, of)
	l.skip(k.Plain.Text, usageNumber-model.Width(of)+1)
	share, style := min(1, float64(n)/float64(most)), k.Plain.Muted
	if share >= usageTight {
		style = k.Plain.Warn
	}
	full := int(barWidth * share)
	if l.room >= barWidth {
		l.put(style, strings.Repeat(k.glyphs.Full, full)+strings.Repeat(k.glyphs.Empty, barWidth-full))
	}
	return l.end(k.Plain.Text)
}

// start begins a line with its label and a number.
func (u *usage) start(l *line, label, number string) {
	k := u.look
	l.skip(k.Plain.Text, 1)
	l.put(k.Plain.Muted, label)
	l.skip(k.Plain.Text, usageLabel-model.Width(label)+usageNumber-model.Width(number))
	l.put(k.Plain.Text, number)
}

// events are what became of the watch's events, and the keys that came whole.
func (u *usage) events(width int) (out []string) {
	w := u.now.Watch
	add := func(label string, n int64, text string) {
		l := u.look.line(width)
		u.start(l, label, model.Count(n))
		l.put(u.look.Plain.Muted, "  "+text)
		out = append(out, l.end(u.look.Plain.Text))
	}
	add("values", u.now.Values, "keys read with their value")
	add("events", w.Events, "of the watch")
	add("coalesced", w.Coalesced, "overtaken by a later event of their key")
	add("summarised", w.Summarised, "too many at once: told by what was listed again")
	add("gaps", w.Gaps, "times that all was listed again")
	return out
}

// perSecond is how fast a number has grown between the last two readings.
func (u *usage) perSecond(of func(model.Usage) int64) (n int64, ok bool) {
	d := u.now.At.Sub(u.before.At)
	if u.before.At.IsZero() || d <= 0 {
		return 0, false
	}
	return int64(float64(max(0, of(u.now)-of(u.before))) / d.Seconds()), true
}

func size(n int64) string { return model.Bytes(int(n)) }

// flooding says that more happens than can be followed, in a width that stays
// the same.
func (k *look) flooding(f model.Flood) piece {
	text := fmt.Sprintf("%s %7s events/s", k.glyphs.Warning, model.Count(f.Rate))
	if f.Summarised > 0 {
		text += fmt.Sprintf(", %9s summarised", model.Count(f.Summarised))
	}
	return piece{rank: 1, parts: []part{{k.Plain.Warn, text}}}
}
