package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

func (s *search) view(now time.Time) []string {
	width, height := s.line.box.inner()
	above, below := s.above(width), s.below(width)
	room := max(0, height-len(above)-len(below))
	body := s.look.lines(width, height-len(below), slices.Concat(above, s.list(width, room, now)))
	body = append(body, below...)
	s.line.box.foot = s.foot()
	s.line.box.scroll = scroll{offset: s.offset, shown: min(room, len(s.rows)), of: len(s.all)}
	return s.line.draw(body)
}

// above is what stands above the hits: what is wrong with what is typed.
func (s *search) above(width int) []string {
	if s.wrong == "" {
		return nil
	}
	return s.look.texts(width, s.look.Plain.Bad, s.wrong)
}

// below is the last line: what isn't loaded.
func (s *search) below(width int) []string {
	said := s.unloaded(s.under)
	if len(said) == 0 {
		return nil
	}
	return []string{s.look.fit(width, said, nil)}
}

func (s *search) list(width, height int, now time.Time) (body []string) {
	if len(s.all) == 0 {
		return s.nothing(width)
	}
	for i, r := range s.rows[:min(height, len(s.rows))] {
		body = append(body, s.draw(width, r, s.offset+i == s.chosen, now))
	}
	if s.offset+len(body) == len(s.all) {
		body = append(body, s.after(width)...)
	}
	return body[:min(height, len(body))]
}

// after is what is said after the last hit, if there are more than are listed.
func (s *search) after(width int) []string {
	n := len(s.all)
	if n == 0 || !s.known || s.answer.Found <= n {
		return nil
	}
	which := "best"
	if s.query.Empty() {
		which = "first"
	}
	l := s.look.line(width)
	l.put(s.look.Plain.Faint, " these are the "+which+" "+model.Count(int64(n))+": type on to see others")
	return []string{l.end(s.look.Plain.Text)}
}

// draw draws a hit: its mark and age stand where the tree has them.
func (s *search) draw(width int, r searchRow, chosen bool, now time.Time) string {
	k := s.look
	c := columns{width: width}
	if width >= nameLeast+ageWidth+5 {
		c.age = ageWidth
	}
	ink, pointer := k.choice(chosen && s.wrong == "")
	l := k.line(width)
	l.put(ink.Accent, pointer)
	plain, found := ink.Text, ink.Found
	if r.Mark == model.Deleted || s.wrong != "" {
		plain = ink.Muted
	}
	if s.wrong != "" { // it is of another query
		r.places = nil
	}
	l.found(plain, found, r.Path, r.places, l.room-c.rightWidth())
	l.skip(ink.Text, l.room-c.rightWidth())
	return l.end(c.right(l, ink, r.Row, now))
}

// aside is how much was found, of what.
func (s *search) aside() []string {
	a := s.answer
	if s.wrong != "" || !a.Done && a.Searched == 0 {
		return nil
	}
	of := s.look.count(a.Of, s.exact)
	keys := of + " " + plural(a.Of, "key", "keys")
	if s.query.Empty() {
		return []string{keys, of}
	}
	found := model.Count(int64(a.Found))
	if a.Done {
		return []string{found + " of " + keys, found + " of " + of, found}
	}
	searched := model.Count(int64(min(99, 100*a.Searched/max(1, a.Of)))) + " %"
	return []string{found + " of " + keys + " · " + searched + " searched", found + " of " + of + " · " + searched, found}
}

// nothing says what it means that there are no hits, and what to do about it.
func (s *search) nothing(width int) []string {
	k, a := s.look, s.answer
	switch {
	case s.wrong != "" || !a.Done && a.Searched == 0: // nothing was asked, or only just now
		return nil
	case !a.Done:
		return k.texts(width, k.Plain.Faint, "searching"+k.ellipsis())
	}
	in := ""
	if s.under != "" && width >= singleWidth { // the border says it anyway
		in = " under " + k.key(s.under)
	}
	which, may := "in all", k.mayRead(s.tree.Access())
	if may != "" {
		which = "that may be read"
	}
	said := []part{{k.Plain.Text, "No key that is known so far" + in + " matches; not all are loaded."}}
	switch {
	case a.Of == 0 && s.exact:
		said[0].text = "There are no keys" + in + "."
	case a.Of == 0:
		said[0].text = "No keys" + in + " are known so far."
	case s.exact:
		said[0].text = fmt.Sprintf("No key%s matches, of %s %s %s.", in, model.Count(int64(a.Of)), plural(a.Of, "key", "keys"), which)
	}
	if may != "" {
		said = append(said, part{k.Plain.Muted, "What else there is isn't searched: " + may + "."})
	}
	do := ""
	if s.under != "" {
		do = "ctrl+o looks everywhere. "
	}
	if !s.exact {
		do += "esc, then : asks etcd for an exact key or prefix."
	}
	if do != "" {
		said = append(said, part{k.Plain.Muted, do})
	}
	return k.paragraphs(width, said)
}
