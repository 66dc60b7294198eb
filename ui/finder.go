package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model/value"
)

const (
	tallyLines  = 64 // of a document for which there is one count
	tallySlices = 64 // counts that are made in one go, away from the screen
)

// finder finds text in a document. It doesn't keep what it finds but how often
// the text is in each block of lines: so any number of matches takes the
// room of few, and the next one is in a block that can be named at once. The
// counting is done in slices by commands; what a command says of another
// text, or of another document, is stale.
//
//	search ─► command: count a slice ─► talliedMsg ─► tallied ─► search …
type finder struct {
	needle needle
	doc    *value.Document
	gen    int

	tally []int32 // by block; uncounted: not yet
	first int     // the block that counting began with
	done  int     // blocks that are counted
	total int     // matches in those
	busy  bool    // a slice is being counted
}

const uncounted = -1

// match is a place of the text: a line, and where in that.
type match struct{ line, at int }

// talliedMsg brings the counts of a slice.
type talliedMsg struct {
	gen, from int
	tally     []int32
}

// look turns to a text in a document, counted from a line on and round.
func (f *finder) look(n needle, doc *value.Document, from int) {
	*f = finder{needle: n, doc: doc, gen: f.gen + 1}
	if n.text == "" || doc == nil {
		return
	}
	f.tally = make([]int32, (doc.Len()+tallyLines-1)/tallyLines)
	for i := range f.tally {
		f.tally[i] = uncounted
	}
	f.first = from / tallyLines
}

// counted says that everything has been.
func (f *finder) counted() bool { return f.done == len(f.tally) }

// search is the command that counts the next slice, nil if there is none to
// be counted now.
func (f *finder) search() tea.Cmd {
	if f.busy || f.counted() {
		return nil
	}
	f.busy = true
	from := (f.first + f.done) % len(f.tally)
	n := min(tallySlices, len(f.tally)-f.done, len(f.tally)-from)
	gen, needle, doc := f.gen, f.needle, f.doc
	return func() tea.Msg {
		msg := talliedMsg{gen: gen, from: from}
		for block := from; block < from+n; block++ {
			start := block * tallyLines
			msg.tally = append(msg.tally, needle.count(doc, start, min(start+tallyLines, doc.Len())))
		}
		return msg
	}
}

// tallied takes the counts of a slice; false if they are stale.
func (f *finder) tallied(msg talliedMsg) bool {
	if msg.gen != f.gen || !f.busy {
		return false
	}
	f.busy = false
	for i, n := range msg.tally {
		f.tally[msg.from+i] = n
		f.total += int(n)
	}
	f.done += len(msg.tally)
	return true
}

// outcome is what came of a step to another match.
type outcome uint8

const (
	unknown outcome = iota // it isn't counted so far yet
	nowhere
	landed
	wrapped // round the end of the document
)

// step goes to the first match after a place or, by -1, the last one before it.
func (f *finder) step(from match, by int) (match, outcome) {
	n := len(f.tally)
	if n == 0 {
		return match{}, nowhere
	}
	block := min(from.line/tallyLines, n-1)
	for i := range n + 1 { // the block that it begins in comes round again
		at := ((block+by*i)%n + n) % n
		switch f.tally[at] {
		case uncounted:
			return match{}, unknown
		case 0:
			continue
		}
		round := i > 0 && (at-block)*by <= 0
		if m, ok := f.within(at, from, by, round); ok {
			if round {
				return m, wrapped
			}
			return m, landed
		}
	}
	return match{}, nowhere
}

// within is the match in a block that is nearest to a place in a direction,
// anyhow the first one met if it came round to it.
func (f *finder) within(block int, from match, by int, round bool) (m match, ok bool) {
	start := block * tallyLines
	for line := start; line < min(start+tallyLines, f.doc.Len()); line++ {
		for at := range f.needle.places(f.doc, line) {
			here := match{line, at}
			switch {
			case by > 0 && (round || from.before(here)):
				return here, true
			case by < 0 && (round || here.before(from)):
				m, ok = here, true
			}
		}
	}
	return m, ok
}

func (m match) before(o match) bool { return m.line < o.line || m.line == o.line && m.at < o.at }

// ordinal is which of all matches one is, from 1; 0 if that isn't known yet, or
// there is no such line.
func (f *finder) ordinal(m match) int {
	block, n := m.line/tallyLines, 0
	if block >= len(f.tally) {
		return 0
	}
	for _, count := range f.tally[:block] {
		if count == uncounted {
			return 0
		}
		n += int(count)
	}
	for line := block * tallyLines; line <= m.line; line++ {
		for at := range f.needle.places(f.doc, line) {
			if line < m.line || at <= m.at {
				n++
			}
		}
	}
	return n
}
