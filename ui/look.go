package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// look is what all panes draw with. They share one, so a change of theme
// reaches everything at once.
type look struct {
	themes.Styles
	glyphs themes.Glyphs
	ascii  bool

	past    bool                 // an old revision: every frame says so
	profile colorprofile.Profile // of the terminal
	dark    bool                 // its background
	chosen  *themes.Styles       // of a theme that a person chose; nil: follow the terminal
}

func newLook(ascii bool) *look {
	k := &look{glyphs: themes.Unicode(), ascii: ascii, profile: colorprofile.TrueColor, dark: true}
	if ascii {
		k.glyphs = themes.ASCII()
	}
	k.follow()
	return k
}

// choose takes a theme, nil for the one that fits the terminal.
func (k *look) choose(theme *themes.Theme) {
	k.chosen = nil
	if theme != nil {
		styles := theme.Styles()
		k.chosen = &styles
	}
	k.follow()
}

// follow takes the theme that fits the terminal, unless one was chosen. One
// that was needs colours: without them the cursor's row would look as others.
func (k *look) follow() {
	if k.chosen != nil && k.profile > colorprofile.ASCII {
		k.Styles = *k.chosen
		return
	}
	k.Styles = themes.For(k.profile, k.dark).Styles()
}

// safe makes display text of bytes that come from etcd.
func (k *look) safe(s string) string {
	if k.ascii {
		return model.SafeASCII(s)
	}
	return model.Safe(s)
}

// key makes display text of a key. A backslash is doubled, as where keys are
// typed: \xff is the byte, \\xff four characters, and two keys never look the
// same because of it.
func (k *look) key(s string) string {
	return k.safe(strings.ReplaceAll(s, `\`, `\\`))
}

// middle shortens display text in its middle, for names.
func (k *look) middle(s string, width int) string {
	return model.Middle(s, k.ellipsis(), max(0, width))
}

// clip shortens display text at its end, for sentences.
func (k *look) clip(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if tail := k.ellipsis(); width > model.Width(tail) {
		return ansi.Truncate(s, width, tail)
	}
	return ansi.Truncate(s, width, "")
}

// count writes a number of things of which there may be more unless it is exact.
func (k *look) count(n int, exact bool) string {
	if !exact {
		return k.glyphs.AtLeast + " " + model.Count(int64(n))
	}
	return model.Count(int64(n))
}

func (k *look) ellipsis() string {
	if k.ascii {
		return "..."
	}
	return model.Ellipsis
}

// border is the style of a pane's frame and title.
func (k *look) border(focused bool) (frame, title themes.Style) {
	switch {
	case k.past:
		return k.pastBorder(focused)
	case focused:
		return k.Plain.Accent, k.Plain.Accent
	}
	return k.Plain.Faint, k.Plain.Muted
}

// choice is how a line of a list looks, and what stands before it.
func (k *look) choice(chosen bool) (ink themes.Ink, pointer string) {
	if chosen {
		return k.Row, k.glyphs.Pointer
	}
	return k.Plain, " "
}

// pastBorder is the style of a frame around what is at an old revision.
func (k *look) pastBorder(focused bool) (frame, title themes.Style) {
	if focused {
		return k.Plain.Past, k.Plain.Past
	}
	return k.Plain.Past, k.Plain.Muted
}

// onlyASCII replaces, cell by cell, what is left that isn't ASCII: the
// punctuation of sentences, and values that are shown as they are.
func onlyASCII(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r == '—' || r == '–' || r == '·' || r == '─':
			b.WriteByte('-')
		case r == '…':
			b.WriteByte('.')
		case r == '↑':
			b.WriteByte('^')
		case r == '↓':
			b.WriteByte('v')
		case r == '←':
			b.WriteByte('<')
		case r == '→':
			b.WriteByte('>')
		default:
			b.WriteString(strings.Repeat("?", model.Width(string(r))))
		}
	}
	return b.String()
}
