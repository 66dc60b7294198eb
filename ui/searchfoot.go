package ui

import (
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// scopeLeast is how short the name of the prefix may get before hints go for it.
const scopeLeast = 16

// foot is the hints, as many as there is room for. Where it is searched is said to
// the end.
func (s *search) foot() string {
	room := s.line.box.width - 5 // corners, blanks, and a rule
	where := s.where()
	var hints, spare []string
	scope := 0
	for _, b := range s.hints {
		hint := keymap.Label(b.Keys()[:1], s.look.ascii) + " " + b.Hint
		switch {
		case !s.leads(b.Action):
		case b.Action == keymap.Values, b.Action == keymap.OlderQuery:
			spare = append(spare, hint)
		case b.Action == keymap.Close && s.loads && s.fetches(): // see undo
			hints = append(hints, keymap.Label(b.Keys()[:1], s.look.ascii)+" stop loading, "+b.Hint)
		default:
			if b.Action == keymap.Scope {
				scope = len(hints)
			}
			hints = append(hints, hint)
		}
	}
	left := func() int { return room - model.Width(strings.Join(hints, hintGap)) }
	for len(hints) > 1 && left() < min(model.Width(where), scopeLeast) {
		if scope == 0 {
			hints = hints[:len(hints)-1]
			continue
		}
		scope--
		hints = slices.Delete(hints, scope, scope+1)
	}
	for _, hint := range spare {
		if end := len(hints) - 1; end > scope && left()-model.Width(where) >= model.Width(hintGap+hint) {
			hints = slices.Insert(hints, end, hint)
		}
	}
	hints[scope] += s.look.middle(where, left())
	return strings.Join(hints, hintGap)
}

// leads says whether an action does something now.
func (s *search) leads(a keymap.Action) bool {
	none := s.wrong != "" || s.known && len(s.all) == 0
	switch a {
	case keymap.Accept:
		return !none
	case keymap.Filter:
		return !none && !s.query.Empty()
	case keymap.Values:
		return s.fresh || s.line.typed.String() == ""
	case keymap.OlderQuery:
		r := s.line.recall // a copy: it only looks
		_, ok := r.before(s.line.typed.String())
		return ok
	}
	return true
}

// where is what is searched.
func (s *search) where() string { return s.look.where(s.tree, s.under) }

// where names a prefix in which something is looked for, "" being all there is.
func (k *look) where(t *model.Tree, under string) string {
	switch scope := t.Scope(); {
	case under != "":
		return k.key(under)
	case scope != "":
		return "all of " + k.key(scope)
	}
	return "everywhere"
}
