package keymap

import (
	"slices"
	"testing"
)

// pressed is a key as its String says it.
type pressed string

func (p pressed) String() string { return string(p) }

func places() []Place {
	return []Place{InTree, InValue, InGoTo, InHelp, InContexts, InUsage, InStatus, InHistory, InFind, InFound, InCopy, InSave, InTravel, InSearch}
}

func TestNoKeyMeansTwoThingsInOnePlace(t *testing.T) {
	for _, place := range places() {
		owner := map[string]Action{}
		for _, b := range Default().Bindings() {
			if b.In&place == 0 {
				continue
			}
			for _, k := range b.Keys() {
				if other, taken := owner[k]; taken {
					t.Errorf("place %d: %q is bound to both %s and %s", place, k, other, b.Action)
				}
				owner[k] = b.Action
			}
		}
	}
}

func TestEveryBindingIsReachableAndExplained(t *testing.T) {
	m := Default()
	for _, b := range m.Bindings() {
		if b.Help().Desc == "" || b.Help().Key == "" || !slices.Contains(Groups(), b.Group) {
			t.Errorf("%s has no place in the help: %+v in %q", b.Action, b.Help(), b.Group)
		}
		for _, place := range places() {
			for _, k := range b.Keys() {
				got, ok := m.Action(place, pressed(k))
				if b.In&place != 0 && (!ok || got != b.Action) {
					t.Errorf("place %d: %q gives %q, want %s", place, k, got, b.Action)
				}
			}
		}
	}
}

// Bubble Tea names the space bar "space"; a binding of " " would be dead.
func TestKeysAreNamedAsBubbleTeaNamesThem(t *testing.T) {
	for _, b := range Default().Bindings() {
		for _, k := range b.Keys() {
			if k == " " || k == "" || k == "escape" || k == "return" || k == "pgdn" {
				t.Errorf("%s: no key is ever called %q", b.Action, k)
			}
		}
	}
}

func TestUnboundKeyMeansNothing(t *testing.T) {
	if a, ok := Default().Action(InTree, pressed("ctrl+alt+shift+f12")); ok {
		t.Errorf("an unbound key means %s", a)
	}
	if a, ok := Default().Action(InGoTo, pressed("q")); ok {
		t.Errorf("q must be text in the prompt, not %s", a)
	}
}

func TestHintsAreDeclaredBindings(t *testing.T) {
	m := Default()
	for _, place := range places() {
		if got, want := len(m.Hints(place)), len(hints(place)); got != want {
			t.Errorf("place %d: %d of %d hints have a binding and a word", place, got, want)
		}
	}
}

func TestGroupsHoldEveryBindingOnce(t *testing.T) {
	m := Default()
	n := 0
	for _, g := range Groups() {
		if len(m.In(g)) == 0 {
			t.Errorf("group %q is empty", g)
		}
		n += len(m.In(g))
	}
	if n != len(m.Bindings()) {
		t.Errorf("groups hold %d bindings of %d", n, len(m.Bindings()))
	}
}

func TestLabelInASCIIIsWords(t *testing.T) {
	if got := Label([]string{"j", "down", "pgdown"}, true); got != "j down pgdn" {
		t.Errorf("Label = %q", got)
	}
}

func TestLabel(t *testing.T) {
	for want, keys := range map[string][]string{
		"k ↑":         {"k", "up"},
		"ctrl+f pgdn": {"ctrl+f", "pgdown"},
		"h ←":         {"h", "left"},
		"space":       {"space"},
		"l → ↓":       {"l", "right", "down"},
	} {
		if got := Label(keys, false); got != want {
			t.Errorf("Label(%q) = %q, want %q", keys, got, want)
		}
	}
}
