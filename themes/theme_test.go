package themes

import (
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// tokens returns the tokens of a theme by name, without the two grounds.
func tokens(t Theme) map[string]lipgloss.Style {
	all := map[string]lipgloss.Style{}
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Row" && name != "Resting" {
			all[name] = v.Field(i).Interface().(lipgloss.Style)
		}
	}
	return all
}

// contrast is the WCAG contrast ratio of two colours, from 1 to 21.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestTrueColourThemesAreReadable(t *testing.T) {
	for name, tt := range map[string]struct {
		theme  Theme
		ground string
	}{
		"dark":  {Dark(), "#1e1e1e"},
		"light": {Light(), "#ffffff"},
	} {
		for token, style := range tokens(tt.theme) {
			least := 3.5
			switch token {
			case "Text":
				least = 7
			case "Faint":
				least = 2.4 // guides and separators: to be felt more than read
			}
			for _, ground := range []color.Color{
				lipgloss.Color(tt.ground), tt.theme.Row.GetBackground(), tt.theme.Resting.GetBackground(),
			} {
				wanted := least
				if ground != lipgloss.Color(tt.ground) {
					wanted *= 0.8
				}
				if got := contrast(style.GetForeground(), ground); got < wanted {
					t.Errorf("%s: %s on %v has contrast %.1f, want %.1f", name, token, ground, got, wanted)
				}
			}
		}
	}
}

// The tone of an old revision warns only if it isn't seen at any other time.
func TestPastLooksLikeNothingElse(t *testing.T) {
	for name, theme := range map[string]Theme{"dark": Dark(), "light": Light(), "16": ANSI16(), "mono": Mono()} {
		past := newStyle(theme.Past)
		for token, style := range tokens(theme) {
			if token != "Past" && newStyle(style) == past {
				t.Errorf("%s: %s looks like Past", name, token)
			}
		}
	}
}

func TestMonoHasNoColourButShowsWhatMatters(t *testing.T) {
	m := Mono()
	for token, style := range tokens(m) {
		none := lipgloss.NoColor{}
		if style.GetForeground() != none || style.GetBackground() != none {
			t.Errorf("%s is coloured: %q", token, newStyle(style).open)
		}
	}
	s := m.Styles()
	for what, pair := range map[string][2]Style{
		"the cursor row":          {s.Plain.Text, s.Row.Text},
		"the resting cursor row":  {s.Plain.Text, s.Resting.Text},
		"which pane is focused":   {s.Row.Text, s.Resting.Text},
		"the focused frame":       {s.Plain.Faint, s.Plain.Accent},
		"a fresh mark":            {s.Plain.Muted, s.Plain.Changed},
		"a fault":                 {s.Plain.Text, s.Plain.Bad},
		"an old revision's frame": {s.Plain.Faint, s.Plain.Past},
		"what is found":           {s.Plain.Text, s.Plain.Found},
		"what is found there":     {s.Row.Text, s.Row.Found},
		"where the cursor is led": {s.Row.Found, s.Row.FoundHere},
	} {
		if pair[0] == pair[1] {
			t.Errorf("%s cannot be seen without colour", what)
		}
	}
}

func TestForPicksByProfileAndGround(t *testing.T) {
	for _, tt := range []struct {
		profile colorprofile.Profile
		dark    bool
		want    Theme
	}{
		{colorprofile.TrueColor, true, Dark()},
		{colorprofile.TrueColor, false, Light()},
		{colorprofile.ANSI256, true, Dark()},
		{colorprofile.ANSI, true, ANSI16()},
		{colorprofile.ANSI, false, ANSI16()},
		{colorprofile.ASCII, true, Mono()},
		{colorprofile.NoTTY, false, Mono()},
	} {
		if got := For(tt.profile, tt.dark); got.Styles() != tt.want.Styles() {
			t.Errorf("For(%v, dark %v) is the wrong theme", tt.profile, tt.dark)
		}
	}
}

func TestRowKeepsMeaningUnlessItsGroundForbids(t *testing.T) {
	s := Dark().Styles()
	if s.Row.Bad == s.Row.Text {
		t.Error("dark: colours are lost on the cursor row")
	}
	if s.Row.Muted != s.Row.Text {
		t.Error("dark: the cursor row changes its ink between a name and its count")
	}
	if s := ANSI16().Styles(); s.Row.Muted != s.Row.Text {
		t.Error("16 colours: a token keeps a colour that may be the ground's own")
	}
}

func TestStyleRendersWhatLipglossWould(t *testing.T) {
	for token, style := range tokens(Dark()) {
		const text = "pods/payments"
		var b strings.Builder
		newStyle(style).Write(&b, text)
		if want := style.Render(text); b.String() != want || newStyle(style).Render(text) != want {
			t.Errorf("%s: %q, want %q", token, b.String(), want)
		}
	}
}

func TestGlyphsAreAsWideAsTheLayoutCountsThem(t *testing.T) {
	u, a := reflect.ValueOf(Unicode()), reflect.ValueOf(ASCII())
	for i := range u.NumField() {
		name := u.Type().Field(i).Name
		if name == "Spinner" {
			for _, frame := range append(Unicode().Spinner, ASCII().Spinner...) {
				if w := ansi.StringWidth(frame); w != 1 {
					t.Errorf("spinner frame %q is %d wide", frame, w)
				}
			}
			continue
		}
		glyph, plain := u.Field(i).String(), a.Field(i).String()
		if ansi.StringWidth(glyph) != 1 || ansi.StringWidthWc(glyph) != 1 {
			t.Errorf("%s: %q is not one cell", name, glyph)
		}
		if plain == "" || strings.IndexFunc(plain, func(r rune) bool { return r > '~' || r < '!' }) >= 0 {
			t.Errorf("%s: %q is not ASCII", name, plain)
		}
	}
}
