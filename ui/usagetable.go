package ui

import (
	"slices"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// Cells of a call's name in the table.
const (
	callLeast = 18
	callMost  = 30
)

// callColumn is a column of the table of calls. Where there is no room the ones
// of the greatest rank go first.
type callColumn struct {
	title string
	width int
	rank  int
	cell  func(now, before model.Calls, seconds float64) string
}

func callColumns() []callColumn {
	number := func(of func(model.Calls) int64, write func(int64) string) func(model.Calls, model.Calls, float64) string {
		return func(now, _ model.Calls, _ float64) string { return write(of(now)) }
	}
	return []callColumn{
		{"calls", 8, 0, number(func(c model.Calls) int64 { return c.Calls }, model.Count)},
		{"errors", 7, 2, number(func(c model.Calls) int64 { return c.Errors }, model.Count)},
		{"keys", 11, 3, number(func(c model.Calls) int64 { return c.Keys }, model.Count)},
		{"received", 11, 1, number(func(c model.Calls) int64 { return c.Received }, size)},
		{"per second", 11, 4, func(now, before model.Calls, seconds float64) string {
			if seconds <= 0 {
				return "—"
			}
			return size(int64(float64(max(0, now.Received-before.Received)) / seconds))
		}},
		{"sent", 10, 5, number(func(c model.Calls) int64 { return c.Sent }, size)},
	}
}

// callTable says what has left the process and what came back, by method.
type callTable struct {
	look    *look
	width   int
	name    int // cells of the first column
	columns []callColumn
}

func newCallTable(k *look, width int) callTable {
	t := callTable{look: k, width: width, columns: callColumns()}
	for t.fit(); t.name < callLeast && len(t.columns) > 1; t.fit() {
		worst := 0
		for i, c := range t.columns {
			if c.rank > t.columns[worst].rank {
				worst = i
			}
		}
		t.columns = slices.Delete(t.columns, worst, worst+1)
	}
	return t
}

// fit gives the name what the columns leave.
func (t *callTable) fit() {
	t.name = t.width - 2 // a margin on each side
	for _, c := range t.columns {
		t.name -= c.width
	}
	t.name = min(t.name, callMost)
}

// lines are one for each method, and one for all of them.
func (t callTable) lines(now, before model.Usage) (out []string) {
	k, seconds := t.look, 0.0
	if !before.At.IsZero() {
		seconds = now.At.Sub(before.At).Seconds()
	}
	out = append(out, t.row(k.Plain.Muted, "call", func(c callColumn) string { return c.title }))
	var all, allBefore model.Calls
	for _, c := range now.Calls {
		was := before.Of(c.Method)
		all, allBefore = all.Plus(c), allBefore.Plus(was)
		out = append(out, t.row(k.Plain.Text, k.safe(c.Method), func(col callColumn) string { return col.cell(c, was, seconds) }))
	}
	return append(out, t.row(k.Plain.Muted, "all", func(col callColumn) string { return col.cell(all, allBefore, seconds) }))
}

func (t callTable) row(style themes.Style, first string, cell func(callColumn) string) string {
	k := t.look
	l := k.line(t.width)
	l.skip(style, 1)
	first = k.middle(first, t.name)
	l.put(style, first)
	l.skip(style, t.name-model.Width(first))
	for _, c := range t.columns {
		text := cell(c)
		l.skip(style, c.width-model.Width(text))
		l.put(style, text)
	}
	return l.end(k.Plain.Text)
}
