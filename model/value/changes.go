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
	rounds         int  // that it took
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
	c.find(a, b, edit{End: len(a), ReplEnd: len(b)})
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

// find finds the edits in a part of the lines. The library gives up in time, and
// calls all that is between what it has found from either end one edit. That is
// looked at by itself; if it is all there was, it is cut where it can be.
func (c *Changes) find(a, b []string, part edit) {
	if part.Start == part.End || part.ReplStart == part.ReplEnd {
		if length(part) > 0 {
			c.edits = append(c.edits, part)
		}
		return
	}
	found := within(a, b, part)
	largest, size := -1, 0
	for i, e := range found {
		size += length(e)
		if largest < 0 || length(e) > length(found[largest]) {
			largest = i
		}
	}
	if size <= searched { // it has found all
		c.edits = append(c.edits, found...)
		return
	}
	c.edits = append(c.edits, found[:largest]...)
	switch rest := found[largest]; {
	case c.rounds >= maxRounds:
		c.leave(a, b, rest)
	case rest != part:
		c.rounds++
		c.find(a, b, rest)
	default:
		c.rounds++
		c.cut(a, b, rest)
	}
	c.edits = append(c.edits, found[largest+1:]...)
}

// cut goes on on either side of the lines that a part surely has in common.
func (c *Changes) cut(a, b []string, part edit) {
	same := anchors(a[part.Start:part.End], b[part.ReplStart:part.ReplEnd])
	if len(same) == 0 {
		c.leave(a, b, part)
		return
	}
	from := part
	for _, s := range same {
		from.End, from.ReplEnd = part.Start+s.old, part.ReplStart+s.new
		c.find(a, b, from)
		from.Start, from.ReplStart = from.End+1, from.ReplEnd+1
	}
	from.End, from.ReplEnd = part.End, part.ReplEnd
	c.find(a, b, from)
}

// leave takes a part for one edit.
func (c *Changes) leave(a, b []string, part edit) {
	c.edits = append(c.edits, part)
	c.coarse = c.coarse || haveCommon(a[part.Start:part.End], b[part.ReplStart:part.ReplEnd])
}

// pair is a line that both documents have.
type pair struct{ old, new int }

// anchors are the lines that are there once on either side, as many of them
// as are in the same order on both.
func anchors(a, b []string) []pair {
	inOld, inNew := once(a), once(b)
	var all []pair
	for i, line := range a {
		if j, ok := inNew[line]; ok && j >= 0 && inOld[line] >= 0 {
			all = append(all, pair{i, j})
		}
	}
	// The longest rising sequence of new: last is where the shortest ones of
	// each length end, before what each goes on from.
	var last, before []int
	for i, p := range all {
		at := sort.Search(len(last), func(n int) bool { return all[last[n]].new > p.new })
		before = append(before, -1)
		if at > 0 {
			before[i] = last[at-1]
		}
		if at == len(last) {
			last = append(last, i)
		}
		last[at] = i
	}
	if len(last) == 0 {
		return nil
	}
	rising := make([]pair, len(last))
	for i, at := len(last)-1, last[len(last)-1]; i >= 0; i, at = i-1, before[at] {
		rising[i] = all[at]
	}
	return rising
}

// once is where each line is, -1 if it is there several times.
func once(lines []string) map[string]int {
	at := make(map[string]int, len(lines))
	for i, line := range lines {
		if _, again := at[line]; again {
			i = -1
		}
		at[line] = i
	}
	return at
}

// haveCommon says whether some line is in both.
func haveCommon(a, b []string) bool {
	in := once(a)
	return slices.ContainsFunc(b, func(line string) bool { _, ok := in[line]; return ok })
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
