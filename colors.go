package main

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// colors are what the terminal shows. Lip Gloss has found that out while it was
// initialised; inside tmux that starts a process, and asking again another.
func colors(getenv func(string) string) colorprofile.Profile {
	if getenv("NO_COLOR") != "" { // with any value, which the library takes for a boolean
		return colorprofile.ASCII
	}
	return lipgloss.Writer.Profile
}
