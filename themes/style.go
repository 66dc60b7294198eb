package themes

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Style is a lipgloss style boiled down to what stands before and after the
// text. Lip Gloss measures, splits and aligns whatever it renders, hundreds
// of times a frame; one line of plain display text needs none of that.
type Style struct{ open, shut string }

func newStyle(s lipgloss.Style) Style {
	const probe = "x"
	open, shut, _ := strings.Cut(s.Render(probe), probe)
	return Style{open: open, shut: shut}
}

// Render returns text in this style. The text must be display text of one
// line, without escape sequences.
func (s Style) Render(text string) string { return s.open + text + s.shut }

// Write appends text in this style to b.
func (s Style) Write(b *strings.Builder, text string) {
	b.WriteString(s.open)
	b.WriteString(text)
	b.WriteString(s.shut)
}
