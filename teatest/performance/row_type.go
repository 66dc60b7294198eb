//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"
)

// typedText is typed and erased: all keys have its first letter, few all of it.
const typedText = "spodns01xz"

const (
	// typedGlob and typedRegexp are patterns, which are read anew at every letter.
	typedGlob   = "glob:/registry/*/ns-0*/**"
	typedRegexp = `re:/registry/[^/]+/ns-0\d+/.*x`

	// typeRounds is how often it is typed and erased when all is loaded, and
	// patternRounds how often patterns are.
	typeRounds    = 10
	patternRounds = 3
	// typeRest is between two letters where what they find is waited for.
	typeRest = 250 * time.Millisecond
	// noFind is shown where the find isn't open.
	noFind = "\x00"
)

// measureTyping measures how soon a letter that is typed into the find is on the
// screen, and what it finds.
func measureTyping(h *harness) error {
	srv, err := h.serve(h.registry(v37, h.keys))
	if err != nil {
		return err
	}
	during, after := typing{text: typedText}, typing{text: typedText, rounds: typeRounds, slow: 2 * len(typedText)}
	glob, expr := typing{text: typedGlob, rounds: patternRounds}, typing{text: typedRegexp, rounds: patternRounds}
	for range h.runs * h.times(pressRuns) {
		if err := h.typeWhileLoading(srv, &during); err != nil {
			return err
		}
	}
	for range h.runs {
		for _, found := range []*typing{&after, &glob, &expr} {
			if err := h.typeWhenLoaded(srv, found); err != nil {
				return err
			}
		}
	}
	h.foundTyping("a", "while "+keys(h.keys)+" arrive without pace", during.letters)
	h.foundTyping("b", "when "+keys(h.keys)+" are loaded", after.letters)
	h.foundTyping("d", "of a glob, when "+keys(h.keys)+" are loaded", glob.letters)
	h.foundTyping("e", "of a regular expression, when "+keys(h.keys)+" are loaded", expr.letters)
	what := fmt.Sprintf("letter typed → what it finds among %s (%d letters): ", keys(h.keys), len(slices.Concat(after.results...)))
	h.foundTimes("c", what, atMost(50), target{}, atMost(50), after.results)
	return nil
}

func (h *harness) foundTyping(order, while string, runs [][]float64) {
	what := fmt.Sprintf("letter typed into the find → its frame, %s (%d letters): ", while, len(slices.Concat(runs...)))
	h.foundTimes(order, what, atMost(4), atMost(16), atMost(33), runs)
}

// foundTimes adds the quantiles over all runs to the table, each with those of
// the single runs.
func (h *harness) foundTimes(order, what string, half, most, slowest target, runs [][]float64) {
	all := slices.Concat(runs...)
	for i, q := range []struct {
		name   string
		part   float64
		target target
	}{{"p50", 0.5, half}, {"p99", 0.99, most}, {"slowest", 1, slowest}} {
		single := each(make([]float64, len(runs)), func(i int, _ float64) float64 { return quantile(runs[i], q.part) })
		h.foundValue(17, fmt.Sprint(order, i+1), what+q.name, "ms", q.target, quantile(all, q.part), single...)
	}
}

// typing is what is typed, and what was measured, run by run, in milliseconds.
type typing struct {
	text    string
	rounds  int         // in which it is typed and erased fast when all is loaded
	slow    int         // letters that are typed slowly then
	letters [][]float64 // to the frame that shows the letter
	results [][]float64 // to the first one that shows what it finds
}

// typeWhileLoading types as long as the load lasts.
func (h *harness) typeWhileLoading(srv *server, found *typing) error {
	return h.typeInto(srv, firstChildren, func(term *terminal) (presses []press, err error) {
		over, ended := time.Now(), loaded(srv.store.keys)
		for i := 0; ; i++ {
			if presses, err = h.typeOne(term, presses, found.text, i, pressLeast+rand.N(pressMost-pressLeast)); err != nil {
				return nil, err
			}
			// As with the key presses: the emulator must not take the CPU.
			if time.Since(over) > 200*time.Millisecond {
				if over = time.Now(); ended(term.screen()) {
					return presses, nil
				}
			}
		}
	}, func(r *recording, presses []press) {
		found.letters = append(found.letters, effectsAt(r, presses, typedQuery))
	})
}

// typeWhenLoaded types fast, and then so slowly that each letter's results come
// before the next one.
func (h *harness) typeWhenLoaded(srv *server, found *typing) error {
	fast := 1 + h.times(found.rounds)*2*len(found.text)
	return h.typeInto(srv, loaded(srv.store.keys), func(term *terminal) (presses []press, err error) {
		for i := range fast + found.slow {
			rest := pressLeast + rand.N(pressMost-pressLeast)
			if i >= fast-1 {
				rest = typeRest
			}
			if presses, err = h.typeOne(term, presses, found.text, i, rest); err != nil {
				return nil, err
			}
		}
		return presses, nil
	}, func(r *recording, presses []press) {
		found.letters = append(found.letters, effectsAt(r, presses[:fast], typedQuery))
		if found.slow > 0 {
			found.results = append(found.results, results(r, presses[fast:]))
		}
	})
}

// typeInto runs the program, types when it shows what it should, and looks at the
// recording when it has ended.
func (h *harness) typeInto(srv *server, ready func(string) bool, typed func(*terminal) ([]press, error), look func(*recording, []press)) error {
	if err := h.settle(srv.pid()); err != nil {
		return err
	}
	term, err := h.explore(srv.endpoint, srv.store.unpaced()...)
	if err != nil {
		return err
	}
	presses, err := h.typeAndLeave(term, ready, typed)
	if err != nil {
		_ = term.close()
		return err
	}
	if err := term.quit(); err != nil {
		return err
	}
	r := term.recorded()
	look(&r, presses)
	return nil
}

func (h *harness) typeAndLeave(term *terminal, ready func(string) bool, typed func(*terminal) ([]press, error)) ([]press, error) {
	if err := term.await(ready, "the keys"); err != nil {
		return nil, err
	}
	presses, err := typed(term)
	if err != nil {
		return nil, err
	}
	if _, err := term.press("\x1b"); err != nil {
		return nil, err
	}
	return presses, term.await(func(screen string) bool { return typedQuery(screen) == noFind }, "the end of the find")
}

// typeOne makes the i-th key press, and rests.
func (h *harness) typeOne(term *terminal, presses []press, whole string, i int, rest time.Duration) ([]press, error) {
	text, key := typedAt(whole, i)
	at, err := term.press(key)
	if err != nil {
		return nil, err
	}
	return append(presses, press{at, text}), h.sleep(rest)
}

// typedAt is the i-th key and what is in the line then: the find is opened, the
// whole text is typed and erased, again and again.
func typedAt(whole string, i int) (text, key string) {
	if i == 0 {
		return "", "/"
	}
	n := len(whole)
	if i = (i - 1) % (2 * n); i < n {
		return whole[:i+1], whole[i : i+1]
	}
	return whole[:2*n-1-i], "\x7f"
}

var findTitle = regexp.MustCompile(`^╭ find ▸ *([^ ─]*) *─(.*)`)

// typedQuery is what is typed into the find.
func typedQuery(screen string) string {
	if m := findTitle.FindStringSubmatch(line(screen, 2)); m != nil {
		return m[1]
	}
	return noFind
}

// foundNow is what was found: how many, and which.
func foundNow(screen string) string {
	all := strings.Split(screen, "\n")
	m := findTitle.FindStringSubmatch(line(screen, 2))
	if m == nil || len(all) < lines {
		return ""
	}
	return strings.Join(append([]string{strings.Trim(m[2], "─╮ ")}, all[3:lines-1]...), "\n")
}

// results are the times from each press to the first frame with what it has
// found, in milliseconds. Of one that finds what was there before nothing is known.
func results(r *recording, presses []press) (times []float64) {
	at, done := -1, false
	var last, before string
	r.replay(func(now time.Time, screen func() string) bool {
		if now.Before(presses[0].pressed.Add(-typeRest)) {
			return true
		}
		for ; at+1 < len(presses) && !now.Before(presses[at+1].pressed); at++ {
			before, done = last, false
		}
		shown := screen()
		last = foundNow(shown)
		if at >= 0 && !done && last != before && typedQuery(shown) == presses[at].to {
			times, done = append(times, milliseconds(now.Sub(presses[at].pressed))), true
		}
		return true
	})
	return times
}
