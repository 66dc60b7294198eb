package themes

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// For returns the built-in theme for what a terminal can show.
func For(profile colorprofile.Profile, dark bool) Theme {
	switch {
	case profile <= colorprofile.ASCII:
		return Mono()
	case profile == colorprofile.ANSI:
		return ANSI16()
	case dark:
		return Dark()
	}
	return Light()
}

// Dark is the theme for dark terminals.
func Dark() Theme {
	return Theme{
		Text: fg("#ced4de"), Muted: fg("#949daa"), Faint: fg("#626c7a"),
		Accent: fg("#6cb6ff"), OK: fg("#7ec699"), Warn: fg("#e5b567"), Bad: fg("#f47067"),
		Created: fg("#7ec699"), Changed: fg("#5fc9d8"), Deleted: fg("#f47067"),
		Past: fg("#c49bf0"),
		Key:  fg("#6cb6ff"), String: fg("#a5d6a7"), Number: fg("#e0a878"), Literal: fg("#e08fb4"),
		Comment: fg("#7d8794"), Found: fg("#ffd866"),
		Row: ground("#2f3846"), Resting: ground("#262b33"),
	}
}

// Light is the theme for light terminals.
func Light() Theme {
	return Theme{
		Text: fg("#24292f"), Muted: fg("#57606a"), Faint: fg("#858f99"),
		Accent: fg("#0a58ca"), OK: fg("#1a7f37"), Warn: fg("#8a5a00"), Bad: fg("#cf222e"),
		Created: fg("#1a7f37"), Changed: fg("#0b7285"), Deleted: fg("#cf222e"),
		Past: fg("#8250df"),
		Key:  fg("#0a58ca"), String: fg("#116329"), Number: fg("#953800"), Literal: fg("#a5307a"),
		Comment: fg("#6e7781"), Found: fg("#8f4e00"),
		Row: ground("#d8e6f7"), Resting: ground("#eceff2"),
	}
}

// ANSI16 keeps to the sixteen colours that each terminal defines for itself,
// and of them to those that are readable on light and dark ground: no blue,
// no bright ones.
func ANSI16() Theme {
	plain := lipgloss.NewStyle()
	return Theme{
		Text: plain, Muted: plain, Faint: basic(lipgloss.BrightBlack),
		Accent: basic(lipgloss.Cyan).Bold(true), OK: basic(lipgloss.Green),
		Warn: basic(lipgloss.Yellow), Bad: basic(lipgloss.Red).Bold(true),
		Created: basic(lipgloss.Green).Bold(true), Changed: basic(lipgloss.Cyan).Bold(true), Deleted: basic(lipgloss.Red),
		Past: basic(lipgloss.Magenta),
		Key:  basic(lipgloss.Cyan), String: basic(lipgloss.Green), Number: basic(lipgloss.Yellow), Literal: basic(lipgloss.Yellow),
		Comment: basic(lipgloss.BrightBlack), Found: basic(lipgloss.Yellow).Bold(true),
		Row:     basic(lipgloss.BrightWhite).Background(lipgloss.Blue).Bold(true),
		Resting: plain.Underline(true),
	}
}

// Mono uses no colour at all: weight, reverse and underline carry what a
// glyph or a word doesn't say already.
func Mono() Theme {
	plain, bold, dim := lipgloss.NewStyle(), lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Faint(true)
	return Theme{
		Text: plain, Muted: plain, Faint: dim,
		Accent: bold, OK: plain, Warn: bold, Bad: bold,
		Created: bold, Changed: bold, Deleted: plain,
		Past: bold.Underline(true),
		Key:  bold, String: plain, Number: plain, Literal: plain,
		Comment: dim, Found: plain,
		Row: plain.Reverse(true), Resting: plain.Underline(true),
	}
}

func fg(hex string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(hex)) }

func ground(hex string) lipgloss.Style { return lipgloss.NewStyle().Background(lipgloss.Color(hex)) }

func basic(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
