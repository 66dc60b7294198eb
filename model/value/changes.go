package value

import (
	"slices"
	"sort"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"

	"github.com/etcdscope/etcdscope/model"
)

// What comparing two documents may cost. Longer ones aren't compared.
const (
	maxComparedLines = 200_000  // of each
	maxComparedText  = 32 << 20 // bytes of each, as they are shown
	maxRounds        = 1_000    // of looking closer at what the library gave up on
)

// searched is how many edits the library looks for: fifty from either end.
const searched = 100

// edit replaces lines [Start, End) of the older document with lines
// [ReplStart, ReplEnd) of the newer one.
type edit = lcs.Diff

// Changes is how the lines of a document became those of another one.
type Changes struct {
	edits          []edit
	removed, added int
	tooLong        bool // nothing is known
	coarse         bool // equal lines may be among those that were replaced
}

// Compare compares two documents by what is seen of their lines. It takes a
// while for big ones.
func Compare(older, newer *Document) *Changes { return compare(older.body, newer.body) }

func compare(older, newer body) *Changes {
	a, fits := textLines(older)
	b, fit := textLines(newer)
	if !fits || !fit {
		return &Changes{tooLong: true}
	}
	c := &Changes{}
	c.find(a, b)
	for _, e := range c.edits {
		c.removed += e.End - e.Start
		c.added += e.ReplEnd - e.ReplStart
	}
	return c
}

// textLines are the lines as they are shown; false if they are too long.
func textLines(b body) (lines []string, fits bool) {
	if b.len() > maxComparedLines {
		return nil, false
	}
	lines = make([]string, b.len())
	size := 0
	for i := range lines {
		lines[i] = textOf(b.line(i, model.Safe))
		if size += len(lines[i]); size > maxComparedText {
			return nil, false
		}
	}
	return lines, true
}

func textOf(spans []Span) string {
	if len(spans) == 1 {
		return spans[0].Text
	}
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// find finds the edits. The library gives up in time, and calls all that is
// between what it has found from either end one edit: that is looked at
// again, as long as something equal is found in it.
func (c *Changes) find(a, b []string) {
	rest, at := edit{End: len(a), ReplEnd: len(b)}, 0 // what is to be looked at, and its place among the edits
	for round := 0; ; round++ {
		found := within(a, b, rest)
		whole := len(found) == 1 && found[0] == rest
		if round == 0 {
			c.edits = found
		} else {
			c.edits = append(c.edits[:at:at], append(found, c.edits[at+1:]...)...)
		}
		largest, size := 0, 0
		for i, e := range found {
			size += length(e)
			if length(e) > length(found[largest]) {
				largest = i
			}
		}
		if size <= searched {
			return // it has found all
		}
		rest, at = found[largest], at+largest
		if rest.Start == rest.End || rest.ReplStart == rest.ReplEnd {
			return
		}
		if whole || round == maxRounds {
			c.coarse = haveCommon(a[rest.Start:rest.End], b[rest.ReplStart:rest.ReplEnd])
			return
		}
	}
}

// haveCommon says whether some line is in both.
func haveCommon(a, b []string) bool {
	in := make(map[string]bool, len(a))
	for _, line := range a {
		in[line] = true
	}
	return slices.ContainsFunc(b, func(line string) bool { return in[line] })
}

// within compares a part of the lines.
func within(a, b []string, part edit) []edit {
	found := lcs.DiffLines(a[part.Start:part.End], b[part.ReplStart:part.ReplEnd])
	for i := range found {
		found[i].Start += part.Start
		found[i].End += part.Start
		found[i].ReplStart += part.ReplStart
		found[i].ReplEnd += part.ReplStart
	}
	return found
}

func length(e edit) int { return e.End - e.Start + e.ReplEnd - e.ReplStart }

// Each gives the runs of changed lines [from, to) of the newer document. They
// are empty where lines were only removed.
func (c *Changes) Each(yield func(from, to int) bool) {
	for _, e := range c.edits {
		if !yield(e.ReplStart, e.ReplEnd) {
			return
		}
	}
}

// Now is where in the newer document a line of the older one is; of a line
// that was replaced, where what replaced it begins.
func (c *Changes) Now(line int) int {
	after := sort.Search(len(c.edits), func(i int) bool { return c.edits[i].Start > line })
	if after == 0 {
		return line
	}
	e := c.edits[after-1]
	if line < e.End {
		return e.ReplStart
	}
	return line - e.End + e.ReplEnd
}
