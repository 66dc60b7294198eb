package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// underLeast is how short the name of a prefix may get before a sentence does
// without it.
const underLeast = 12

// titles is the text, and at the right how far the search has come.
func (g *grep) titles(now time.Time) []part {
	k := g.look
	edge, _ := k.border(true)
	label, text := g.line.label(), g.search.text
	room := g.box.width - 6 - model.Width(label) // corners, blanks, and a rule
	came := longest(room-min(model.Width(text), soughtLeast)-2, g.came(now)...)
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

// longest is the first of some texts, each shorter than the one before, that there
// is room for.
func longest(room int, texts ...string) string {
	for _, text := range texts {
		if model.Width(text) <= room {
			return text
		}
	}
	return ""
}

// came is what has been found and read so far, then less of that.
func (g *grep) came(now time.Time) []string {
	s := &g.search
	if !s.begun() {
		return nil
	}
	hits := model.Count(int64(len(s.hits))) + " " + plural(len(s.hits), "hit", "hits")
	read := fmt.Sprintf("%s · %s of %s", hits, model.Count(int64(s.spent.keys)), g.look.count(s.of, s.exact))
	bytes, time := " · "+model.Bytes(s.spent.bytes), " · "+wait(s.elapsed(now))
	return []string{read + " keys" + bytes + time, read + " keys" + time, read + " keys", read, hits}
}

// nothing says that no value has the text, of those that were searched.
func (g *grep) nothing(width int) []string {
	k, s := g.look, &g.search
	if !s.ended || len(s.hits) > 0 {
		return nil
	}
	which := ""
	if g.unsearched() != nil {
		which = " that was searched"
	}
	said := []string{fmt.Sprintf("No value%s has \"%s\", of %s %s %s.", which, s.text,
		model.Count(int64(s.spent.keys)), plural(s.spent.keys, "key", "keys"), g.where(s.under))}
	if !s.match.needle.anyCase {
		said = append(said, "In small letters it is found in capitals, too.")
	}
	return k.texts(width, k.Plain.Text, said...)
}

// state is what the search is doing, and what it has spent of its budget; where
// that needs both lines the border has the rest.
func (g *grep) state(width int, now time.Time) []string {
	k := g.look
	doing := g.doing(width - 2)
	if g.said != "" {
		doing = part{k.Plain.Warn, g.said}
	}
	second := part{k.Plain.Faint, longest(width-2, g.cost(now)...)}
	if wrapped := wrapWords(doing.text, width-2); len(wrapped) > 1 {
		doing.text, second = wrapped[0], part{doing.style, strings.Join(wrapped[1:], " ")}
	}
	lines := make([]string, 0, stateLines)
	for _, p := range []part{doing, second} {
		l := k.line(width)
		l.skip(k.Plain.Text, 1)
		l.put(p.style, k.clip(p.text, l.room-1))
		lines = append(lines, l.end(k.Plain.Text))
	}
	return lines
}

func (g *grep) doing(room int) part {
	k, s := g.look, &g.search
	switch {
	case !s.begun():
		return part{k.Plain.Faint, g.lost + "; / types what is to be found"}
	case s.ended:
		return part{k.Plain.Muted, g.within(room, "done", ": "+g.missing())}
	case s.full():
		return part{k.Plain.Warn, "stopped at " + model.Count(grepHits) + " hits: / finds a rarer text"}
	case !s.spent.under(s.mayBe):
		return part{k.Plain.Warn, "its budget is spent: m goes on for as much again"}
	case s.fault != "":
		return part{k.Plain.Bad, "cannot read on: " + k.safe(s.fault) + "; it is tried again by itself, P tries now"}
	case s.paused:
		return part{k.Plain.Warn, "paused: P goes on"}
	}
	return part{k.Plain.Text, g.within(room, "reading values", k.ellipsis()+" P pauses")}
}

// within puts where it is searched between the two parts of a sentence: as much of
// that as there is room for.
func (g *grep) within(room int, before, after string) string {
	k, under := g.look, g.search.under
	where := " " + g.where(under)
	over := model.Width(before+where+after) - room
	if name := k.key(under); over > 0 && model.Width(name)-over >= underLeast {
		where = " under " + k.middle(name, model.Width(name)-over)
	} else if over > 0 {
		where = ""
	}
	return before + where + after
}

// missing says what was not searched.
func (g *grep) missing() string {
	if all := g.unsearched(); len(all) == 1 && !g.search.exact { // there is room to say what to do
		return all[0] + ": ctrl+r in the find loads it"
	}
	return cmp.Or(strings.Join(g.unsearched(), ", "), "every value was read")
}

// unsearched is what the search has left out.
func (g *grep) unsearched() (all []string) {
	s := &g.search
	count := func(n int) string { return model.Count(int64(n)) }
	if !s.exact {
		all = append(all, "what isn't loaded is left out")
	}
	if may := g.mayRead(s.under); may != "" {
		all = append(all, may+", the rest is left out")
	}
	if s.unseen > 0 {
		reveals := " (x reveals)"
		if g.noReveal {
			reveals = ""
		}
		all = append(all, "what is masked in "+count(s.unseen)+" was not searched"+reveals)
	}
	if s.denied > 0 {
		all = append(all, count(s.denied)+" may not be read")
	}
	if s.tooBig > 0 {
		all = append(all, count(s.tooBig)+" "+plural(s.tooBig, "is", "are")+" too big: raise --max-recv-bytes")
	}
	return all
}

// mayRead says what may be read, if that isn't all there is under a prefix.
func (g *grep) mayRead(under string) string {
	access, partial := g.tree.Access()
	whole := model.PrefixSpan(cmp.Or(under, g.tree.Scope()))
	return g.look.mayRead(access, partial && !slices.ContainsFunc(access.Readable, func(s model.Span) bool {
		return s.Intersect(whole) == whole
	}))
}

// cost is what is spent of the budget, then less of that.
func (g *grep) cost(now time.Time) []string {
	s := &g.search
	if !s.begun() {
		return nil
	}
	most, denied := s.mayBe, ""
	if s.denied > 0 && !s.ended {
		denied = "; " + model.Count(int64(s.denied)) + " may not be read"
	}
	keys := "spent: " + model.Count(int64(s.spent.keys)) + " of " + model.Count(int64(most.keys)) + " keys"
	bytes := ", " + model.Bytes(s.spent.bytes) + " of " + model.Bytes(most.bytes)
	time := ", " + wait(s.elapsed(now)) + " of " + wait(most.time)
	return []string{keys + bytes + time + denied, keys + bytes + time, keys + time, keys}
}
