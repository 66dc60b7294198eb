package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
)

// Lines of the overlay: a hit has its key's and one of context, the state of the
// search the last ones.
const (
	hitLines   = 2
	stateLines = 2
)

func (g *grep) view(now time.Time) []string {
	k := g.look
	width, height := g.box.inner()
	if g.typing {
		return g.line.draw(g.asking(width, height))
	}
	state := g.state(width, now)
	rows := max(0, height-len(state))
	body := k.lines(width, rows, g.hits(width, rows))
	if g.box.bare() {
		return append(body, state...)[:height]
	}
	g.box.title = g.titles(now)
	g.box.scroll = scroll{offset: g.offset * hitLines, shown: rows, of: len(g.search.hits) * hitLines}
	return g.box.draw(k, append(body, state...)[:height])
}

// asking is what stands under the line: what the search would cost, then what
// was found before.
func (g *grep) asking(width, height int) []string {
	k := g.look
	said := []part{{k.Plain.Text, g.price()}}
	if g.said != "" {
		said = append([]part{{k.Plain.Warn, g.said}}, said...)
	}
	if n := len(g.search.hits); n > 0 {
		said = append(said, part{k.Plain.Muted, fmt.Sprintf("%s %s of %s before: down goes to %s",
			model.Count(int64(n)), plural(n, "hit", "hits"), g.search.text, plural(n, "it", "them"))})
	}
	body := k.paragraphs(width, said)
	body = append(body, blank(width))
	return append(body, g.hits(width, height-len(body))...)
}

// price says what a search would read.
func (g *grep) price() string {
	where := g.where(g.under())
	switch {
	case g.keys == 0 && g.under() != "":
		return "no keys " + where + " are known yet: ctrl+o looks everywhere"
	case g.keys == 0:
		return "no keys are known yet"
	}
	count, missing := model.Count(int64(g.keys)), ""
	if !g.exact {
		count, missing = g.look.glyphs.AtLeast+" "+count, " What isn't loaded is not looked at."
	}
	return fmt.Sprintf("%s %s %s %s known; %s read at up to %s/s; enter begins.%s",
		count, plural(g.keys, "key", "keys"), where, plural(g.keys, "is", "are"),
		plural(g.keys, "its value is", "their values are"), model.Bytes(model.ValuesRate), missing)
}

// where says in a sentence where it is looked.
func (g *grep) where(under string) string {
	where := g.look.where(g.tree, under)
	switch {
	case under != "":
		return "under " + where
	case g.tree.Scope() != "":
		return "in " + where
	}
	return where
}

// titles is the text, and at the right how far the search has come.
func (g *grep) titles(now time.Time) []part {
	k := g.look
	edge, _ := k.border(true)
	label, text, came := g.line.label(), g.search.text, g.came(now)
	room := g.box.width - 6 - model.Width(label) // corners, blanks, and a rule
	if model.Width(came) > room-min(model.Width(text), soughtLeast)-2 {
		came = k.middle(came, max(0, room/2))
	}
	text = k.middle(text, room-model.Width(came)-2)
	if came == "" || room < soughtLeast {
		return []part{{k.Plain.Accent, label}, {k.Plain.Text, text}}
	}
	rule := max(1, room-model.Width(text)-model.Width(came)-1)
	return []part{
		{k.Plain.Accent, label}, {k.Plain.Text, text},
		{edge, " " + strings.Repeat(k.glyphs.Horizontal, rule) + " "}, {k.Plain.Muted, came},
	}
}

// came is what has been found and read so far.
func (g *grep) came(now time.Time) string {
	k, s := g.look, &g.search
	if !s.begun() {
		return ""
	}
	of := model.Count(int64(s.of))
	if !s.exact {
		of = k.glyphs.AtLeast + " " + of
	}
	n := len(s.hits)
	return fmt.Sprintf("%s %s · %s of %s keys · %s · %s", model.Count(int64(n)), plural(n, "hit", "hits"),
		model.Count(int64(s.spent.keys)), of, model.Bytes(s.spent.bytes), wait(s.elapsed(now)))
}

// hits draws those in view.
func (g *grep) hits(width, height int) (body []string) {
	for i := g.offset; i < len(g.search.hits) && len(body) < height; i++ {
		body = append(body, g.hit(width, i)...)
	}
	return body[:min(len(body), max(0, height))]
}

// hit is a key, and the line of its value in which the text is.
func (g *grep) hit(width, i int) []string {
	k, h := g.look, g.search.hits[i]
	ink, pointer := k.choice(i == g.chosen && !g.typing)
	about := ""
	switch {
	case h.masked:
		about = "masked"
	case h.n == 0:
		about = "in its bytes"
	case h.view != "":
		about = k.safe(h.view)
	}
	if h.n > 1 {
		about = join(about, " · ", model.Count(int64(h.n))+" lines")
		about = strings.TrimPrefix(about, " · ")
	}
	about = k.clip(about, width/2)
	l := k.line(width)
	l.put(ink.Accent, pointer)
	l.put(ink.Text, k.middle(k.key(h.key), l.room-model.Width(about)-2))
	l.skip(ink.Text, l.room-model.Width(about)-1)
	l.put(ink.Muted, about)
	return []string{l.end(ink.Text), g.passage(width, h)}
}

const hitIndent = 3

// passage is the line in which the text is, the text in view and marked. Of what
// is masked nothing is known here.
func (g *grep) passage(width int, h hit) string {
	k := g.look
	l := k.line(width)
	l.skip(k.Plain.Text, hitIndent)
	if h.masked {
		l.put(k.Plain.Faint, "in what is masked: x reveals it")
		return l.end(k.Plain.Text)
	}
	room := l.room - 1
	before, tail := h.line.before, k.ellipsis()
	if over := model.Width(before) + model.Width(h.line.match) - room*2/3; over > 0 && before != "" {
		over = min(over+model.Width(tail), model.Width(before))
		before = tail + ansi.TruncateLeft(before, over, "")
	}
	l.put(k.Plain.Muted, before)
	l.put(k.Plain.Found, k.clip(h.line.match, l.room-1))
	l.put(k.Plain.Muted, k.clip(h.line.after, l.room-1))
	return l.end(k.Plain.Text)
}

// state is what the search is doing, and what it has spent of its budget.
func (g *grep) state(width int, now time.Time) []string {
	k := g.look
	doing, cost := g.doing(), g.cost(now)
	if g.said != "" {
		doing = part{k.Plain.Warn, g.said}
	}
	lines := make([]string, 0, stateLines)
	for _, p := range []part{doing, {k.Plain.Faint, cost}} {
		l := k.line(width)
		l.skip(k.Plain.Text, 1)
		l.put(p.style, k.clip(p.text, l.room-1))
		lines = append(lines, l.end(k.Plain.Text))
	}
	return lines
}

func (g *grep) doing() part {
	k, s := g.look, &g.search
	switch {
	case !s.begun():
		return part{k.Plain.Faint, "the keys were read anew: / types what is to be found"}
	case s.ended:
		return part{k.Plain.Muted, "done " + g.where(s.under) + ": " + g.missing()}
	case s.full():
		return part{k.Plain.Warn, "stopped at " + model.Count(grepHits) + " hits: / finds a rarer text"}
	case !s.spent.under(s.mayBe):
		return part{k.Plain.Warn, "its budget is spent: m goes on for as much again"}
	case s.fault != "":
		return part{k.Plain.Bad, "cannot read on: " + k.safe(s.fault) + "; it is tried again by itself, P tries now"}
	case s.paused:
		return part{k.Plain.Warn, "paused: P goes on"}
	}
	return part{k.Plain.Text, "reading values " + g.where(s.under) + k.ellipsis() + " P pauses"}
}

// missing says what was not looked at.
func (g *grep) missing() string {
	s, all := &g.search, []string(nil)
	if !s.exact {
		all = append(all, "what isn't loaded is left out")
	}
	if s.denied > 0 {
		all = append(all, model.Count(int64(s.denied))+" may not be read")
	}
	if s.tooBig > 0 {
		all = append(all, model.Count(int64(s.tooBig))+" "+plural(s.tooBig, "is", "are")+" too big: raise --max-recv-bytes")
	}
	if all == nil {
		return "every value was read"
	}
	return strings.Join(all, ", ")
}

// cost is what is spent of the budget.
func (g *grep) cost(now time.Time) string {
	s := &g.search
	if !s.begun() {
		return ""
	}
	most := s.mayBe
	text := fmt.Sprintf("spent: %s of %s keys, %s of %s, %s of %s", model.Count(int64(s.spent.keys)), model.Count(int64(most.keys)),
		model.Bytes(s.spent.bytes), model.Bytes(most.bytes), wait(s.elapsed(now)), wait(most.time))
	if s.denied > 0 && !s.ended {
		text += "; " + g.missing()
	}
	return text
}
