// Package themes turns colour tokens into styles. A theme says what each
// token looks like; one builder makes every style of the program from it.
package themes

import "charm.land/lipgloss/v2"

// Theme gives each token its look. The tokens say what something means, never
// where it stands: look them up by meaning.
type Theme struct {
	Text  lipgloss.Style // names and values
	Muted lipgloss.Style // counts, ages, metadata
	Faint lipgloss.Style // guides, separators, what is not known

	Accent lipgloss.Style // the focused pane, the query
	OK     lipgloss.Style // live
	Warn   lipgloss.Style // lagging, stale, unknown
	Bad    lipgloss.Style // denied, failed

	Created lipgloss.Style // the fresh marks
	Changed lipgloss.Style
	Deleted lipgloss.Style

	Past lipgloss.Style // the whole frame while at an old revision, nothing else

	Key     lipgloss.Style // inside values
	String  lipgloss.Style
	Number  lipgloss.Style
	Literal lipgloss.Style
	Comment lipgloss.Style

	Found lipgloss.Style // inside values, what is looked for

	// Row lies over the other tokens on the row under the cursor of the
	// focused pane, Resting on that of the other one. What they set wins.
	Row     lipgloss.Style
	Resting lipgloss.Style
}

// Ink is the set of styles for text on one kind of ground.
type Ink struct {
	Text, Muted, Faint           Style
	Accent, OK, Warn, Bad        Style
	Created, Changed, Deleted    Style
	Past                         Style
	Key, String, Number, Literal Style
	Comment                      Style
	Found, FoundHere             Style // underlined, and where the cursor is in reverse
}

// Styles is all that is needed to draw: the ink for plain ground, for the row
// under the cursor, and for that row while another pane has the focus. Banner is
// the one filled ground beside: it says that this is the past.
type Styles struct {
	Plain, Row, Resting Ink
	Banner              Style
}

// Styles builds the styles of a theme. On the row under the cursor the counts
// and ages are as bright as the name: it is what is being looked at, and each
// change of ink is ten bytes to the terminal for every move of the cursor.
func (t Theme) Styles() Styles {
	row := t.ink(t.Row)
	row.Muted = row.Text
	return Styles{
		Plain:   t.ink(lipgloss.NewStyle()),
		Row:     row,
		Resting: t.ink(t.Resting),
		Banner:  newStyle(t.Past.Underline(false).Bold(true).Reverse(true)),
	}
}

// ink lays a ground over each token.
func (t Theme) ink(ground lipgloss.Style) Ink {
	found := ground.Inherit(t.Found).Underline(true)
	on := func(token lipgloss.Style) Style { return newStyle(ground.Inherit(token)) }
	return Ink{
		Text: on(t.Text), Muted: on(t.Muted), Faint: on(t.Faint),
		Accent: on(t.Accent), OK: on(t.OK), Warn: on(t.Warn), Bad: on(t.Bad),
		Created: on(t.Created), Changed: on(t.Changed), Deleted: on(t.Deleted),
		Past: on(t.Past),
		Key:  on(t.Key), String: on(t.String), Number: on(t.Number), Literal: on(t.Literal),
		Comment: on(t.Comment),
		Found:   newStyle(found), FoundHere: newStyle(found.Reverse(!ground.GetReverse())),
	}
}
