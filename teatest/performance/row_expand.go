//go:build linux

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// level is a prefix to be expanded: so many children with so many keys each.
// One key each means that the children are the keys.
type level struct {
	name           string
	children, each int
}

// levelsOf are the shapes of the levels that are expanded, all in one store,
// after a registry: the background load begins there and knows nothing of the
// levels when they are opened.
func levelsOf(keys int) []level {
	return []level{
		{"shape-few/", 20, keys / 4},
		{"shape-flat/", keys, 1},
		{"shape-many/", keys / 10, 10},
	}
}

func (h *harness) levels() store { return store{v37, levelsShape, h.keys} }

func (l level) prefix() string { return "/" + l.name }

// key is the i-th key of the level.
func (l level) key(i int) string {
	if l.each == 1 {
		return fmt.Sprintf("%skey-%09d", l.prefix(), i)
	}
	return fmt.Sprintf("%schild-%06d/key-%09d", l.prefix(), i/l.each, i%l.each)
}

func (l level) String() string {
	if l.each == 1 {
		return keys(l.children) + ", flat"
	}
	return fmt.Sprintf("%s of %s each", strings.Replace(keys(l.children), "keys", "children", 1), keys(l.each))
}

// measureExpand opens each of the levels, and searches for the cheapest way to
// list it that a bare client has.
func measureExpand(h *harness) error {
	if 8*h.keys > h.largest { // what the store has in all
		h.remarks = append(h.remarks, "Row 3 (expanding a prefix) was left out by `-largest`.")
		return nil
	}
	srv, err := h.serve(h.levels())
	if err != nil {
		return err
	}
	for i, l := range levelsOf(h.keys) {
		var e expansions
		for range h.runs {
			if err := h.expandOnce(srv, l, &e); err != nil {
				return err
			}
		}
		order, what := fmt.Sprint(i), "expand "+l.String()+": "
		h.found(3, order+"a", what+"key press → first rows", "ms", atMost(50), e.first...)
		h.found(3, order+"b", what+"→ complete", "ms", target{}, e.complete...)
		h.found(3, order+"c", what+"cheapest RPCs of a bare client ("+strings.Join(slices.Compact(slices.Sorted(slices.Values(e.names))), "; ")+")", "ms", target{}, e.cheapest...)
		ratios := each(e.complete, func(i int, x float64) float64 { return x / e.cheapest[i] })
		h.found(3, order+"d", what+"complete / cheapest", "×", atMost(1.2), ratios...)
	}
	return nil
}

// expansions are what the runs of one level gave, in milliseconds.
type expansions struct {
	first, complete, cheapest []float64
	names                     []string // of the cheapest
}

func (h *harness) expandOnce(srv *server, l level, e *expansions) error {
	var ways []way
	if err := h.child(&ways, "cheapest", srv.endpoint, l.prefix(), l.children); err != nil {
		return err
	}
	best := slices.MinFunc(ways, func(a, b way) int { return cmp.Compare(a.Seconds, b.Seconds) })
	e.cheapest, e.names = append(e.cheapest, best.Seconds*1000), append(e.names, best.Name)
	if err := h.settle(srv.pid()); err != nil {
		return err
	}
	term, err := h.explore(srv.endpoint)
	if err != nil {
		return err
	}
	pressed, err := expandOn(term, l)
	if err != nil {
		_ = term.close()
		return err
	}
	if err := term.quit(); err != nil {
		return err
	}
	first, err := term.seen(pressed, l.begun)
	if err != nil {
		return err
	}
	complete, err := term.seen(pressed, l.complete)
	e.first, e.complete = append(e.first, first), append(e.complete, complete)
	return err
}

// expandOn goes to the level's row and opens it.
func expandOn(term *terminal, l level) (pressed time.Time, err error) {
	closed := func(screen string) bool { return strings.Contains(screen, "▸ "+l.name) }
	if err := term.await(closed, l.name); err != nil {
		return pressed, err
	}
	for here := at(l.prefix()); !here(term.screen()); {
		before := line(term.screen(), 1)
		if _, err := term.press("j"); err != nil {
			return pressed, err
		}
		if err := term.await(func(screen string) bool { return line(screen, 1) != before }, "the cursor to move"); err != nil {
			return pressed, err
		}
	}
	if pressed, err = term.press("l"); err != nil {
		return pressed, err
	}
	return pressed, term.await(l.complete, l.name+" to be complete")
}

// begun says that the first rows inside are on the screen.
func (l level) begun(screen string) bool {
	if l.each == 1 {
		return strings.Contains(screen, " key-000000000 ")
	}
	return strings.Contains(screen, "▸ child-000000/")
}

// complete says that the level is listed: its mark of what is still arriving is
// gone.
func (l level) complete(screen string) bool {
	return l.begun(screen) && !strings.Contains(rowOf(screen, l.name), "⋯")
}
