package paint

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// answersModes says whether a terminal may be asked for its modes: some write
// the question on the screen, and over SSH nobody knows which one it is. These
// are Bubble Tea's rules.
func answersModes(environ []string) bool {
	env := uv.Environ(environ)
	program, named := env.LookupEnv("TERM_PROGRAM")
	_, remote := env.LookupEnv("SSH_TTY")
	_, windows := env.LookupEnv("WT_SESSION")
	apple := named && strings.Contains(program, "Apple")
	if windows || !remote && !apple {
		return true
	}
	for _, known := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
		if strings.Contains(env.Getenv("TERM"), known) {
			return true
		}
	}
	return false
}
