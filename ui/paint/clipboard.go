package paint

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// ClipboardMost is how many bytes may be copied by way of the terminal: in
// base64, and with what is around it, that is the 100,000 bytes at which xterm
// and others end a sequence, or drop it.
const ClipboardMost = 74_994

// screenMost is how much GNU screen hands on at once, with room for what is
// around it: its limit was 256 bytes once, and is 768 now.
const screenMost = 240

// Copy has the terminal put a text on the clipboard, between two frames. A
// terminal may not know how to, or not want to, and doesn't say so.
func (p *Program) Copy(text []byte) { _, _ = p.painter.Write(clipboard(text, p.options.Environ)) }

// clipboard is what makes the terminal take a text (OSC 52), through what may
// be between it and us.
//
// tmux takes the plain sequence if its set-clipboard is on and hands on the
// wrapped one if its allow-passthrough is: by default it does neither since
// 3.3, until then the second. Which of them, nobody can know, and the one that
// it doesn't take does nothing. Beyond an SSH connection only TERM tells of
// it.
func clipboard(text []byte, environ []string) []byte {
	env := uv.Environ(environ)
	sequence := ansi.SetSystemClipboard(string(text))
	switch {
	case env.Getenv("TMUX") != "" || strings.HasPrefix(env.Getenv("TERM"), "tmux"):
		return []byte(ansi.TmuxPassthrough(sequence) + sequence)
	case env.Getenv("STY") != "":
		return []byte(ansi.ScreenPassthrough(sequence, screenMost))
	}
	return []byte(sequence)
}
