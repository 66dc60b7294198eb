// Package keymap declares every action of the program with its default keys,
// once. The bindings, the footer's hints and the help overlay all come from
// this one table, so they cannot disagree.
package keymap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
)

// Action is something that a person can ask for.
type Action string

// Place is where a key is pressed: a set, since most bindings work in several
// places.
type Place uint32

// The places. Exactly one of them has the keyboard at any time.
const (
	InTree Place = 1 << iota
	InValue
	InGoTo
	InHelp
	InContexts
	InUsage
	InStatus
	InHistory
	InCopy
	InTravel
	InSave
	InFind
	InFound    // the value while a find is on: its keys go before those of InValue
	InDiff     // a diff in the place of the value: the same keys, other hints
	InVersion  // an old version there
	InFiltered // the tree while only what matches is in it: the same keys, other hints
	InSearch   // the search for keys
	InGrep     // the text to be found in values
	InHits     // where it was found
	InHit      // a value that one of these led to: the same keys, other hints
	InBookmarks

	InPanes   = InTree | InValue
	InPages   = InPanes | InHelp | InContexts | InUsage | InStatus | InHistory | InHits | InBookmarks // whatever scrolls
	InPrompts = InGoTo | InTravel | InSave | InFind | InSearch | InGrep                               // whatever text is typed into
	InAll     = InPages | InPrompts | InCopy
)

// Group is a heading in the help overlay.
type Group string

// The groups, in the order in which the help shows them.
const (
	Moving  Group = "move"
	Tree    Group = "keys"
	Value   Group = "value"
	Taking  Group = "take away"
	Panes   Group = "panes"
	Program Group = "program"
	Typing  Group = "where text is typed"
)

// Groups returns the headings in the order in which the help shows them.
func Groups() []Group { return []Group{Moving, Tree, Value, Taking, Panes, Program, Typing} }

// Binding ties keys to an action, in the places where they work.
type Binding struct {
	Action Action
	In     Place
	Group  Group
	Hint   string // a word or two for the footer, of those that Hints returns
	key.Binding
}

// Map is a set of bindings.
type Map struct{ bindings []Binding }

// Action returns what the key means in a place.
func (m Map) Action(in Place, pressed fmt.Stringer) (Action, bool) {
	for _, b := range m.bindings {
		if b.In&in != 0 && key.Matches(pressed, b.Binding) {
			return b.Action, true
		}
	}
	if in == InFound {
		return m.Action(InValue, pressed)
	}
	return "", false
}

// Lead is how one comes to a place that no key alone leads to, and what for; ""
// if one does.
func Lead(in Place) (typed, help string) {
	if in == InGrep {
		return "// :grep", "search in values"
	}
	return "", ""
}

// Bindings returns all bindings in the order of their declaration.
func (m Map) Bindings() []Binding { return slices.Clone(m.bindings) }

// In returns the bindings of a group, in the order of their declaration.
func (m Map) In(g Group) []Binding {
	var found []Binding
	for _, b := range m.bindings {
		if b.Group == g {
			found = append(found, b)
		}
	}
	return found
}

// Hints returns the bindings that deserve the footer in a place, the most
// important first.
func (m Map) Hints(in Place) []Binding { return m.hinted(in, hints(in)) }

// PastHints are those while an old revision is shown: first of all, how to come
// back.
func (m Map) PastHints(in Place) []Binding {
	return m.hinted(in, append([]hint{{Present, "live"}}, hints(in)...))
}

func (m Map) hinted(in Place, all []hint) []Binding {
	switch in {
	case InDiff, InVersion, InHit:
		in = InValue
	case InFiltered:
		in = InTree
	}
	var found []Binding
	for _, h := range all {
		for _, b := range m.bindings {
			if b.Action == h.action && b.In&in != 0 {
				b.Hint = h.words
				found = append(found, b)
				break
			}
		}
	}
	return found
}

// Label is how the help writes a binding's keys; with ascii, in words only.
func Label(keys []string, ascii bool) string {
	labels := make([]string, len(keys))
	for i, k := range keys {
		labels[i] = cmp.Or(short[k], k)
		if sign, ok := signs[k]; ok && !ascii {
			labels[i] = sign
		}
	}
	return strings.Join(labels, " ")
}

var (
	signs = map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→"}
	short = map[string]string{"pgdown": "pgdn"}
)
