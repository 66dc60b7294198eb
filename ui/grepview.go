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
	found := g.hits(width, rows)
	if len(found) == 0 {
		found = g.nothing(width)
	}
	body := k.lines(width, rows, found)
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
	if g.lost != "" {
		said = append(said, part{k.Plain.Muted, g.lost})
	}
	if n := len(g.search.hits); n > 0 {
		said = append(said, part{k.Plain.Muted, fmt.Sprintf("%s %s of \"%s\" before: down goes to %s",
			model.Count(int64(n)), plural(n, "hit", "hits"), g.search.text, plural(n, "it", "them"))})
	}
	body := k.paragraphs(width, said)
	body = append(body, blank(width))
	return append(body, g.hits(width, height-len(body))...)
}

// price says what a search would read.
func (g *grep) price() string {
	where, missing := g.where(g.under()), ""
	if !g.exact {
		missing = " What isn't loaded is not looked at."
	}
	if may := g.mayRead(g.under()); may != "" {
		missing += " " + may + ": what else there is isn't searched."
	}
	if g.keys == 0 {
		return g.none() + missing
	}
	return fmt.Sprintf("%s %s %s %s known; %s read at up to %s/s; enter begins.%s",
		g.look.count(g.keys, g.exact), plural(g.keys, "key", "keys"), where, plural(g.keys, "is", "are"),
		plural(g.keys, "its value is", "their values are"), model.Bytes(model.ValuesRate), missing)
}

// none says that there is nothing to be searched.
func (g *grep) none() string {
	in, elsewhere := "", ""
	if g.under() != "" {
		in, elsewhere = " "+g.where(g.under()), " ctrl+o looks everywhere."
	}
	if !g.exact {
		return "No keys" + in + " are known so far." + elsewhere
	}
	return "There are no keys" + in + "." + elsewhere
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
