package teatest

import (
	"bytes"
	"io"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is the terminal that the program believes it talks to: an emulator,
// and what the program has asked of the terminal beyond what is on the screen.
// It isn't safe for concurrent use, but for [screen.copyReplies].
type screen struct {
	vt     *vt.Emulator
	legacy bool

	// torn is the part of the output that may not be shown yet, because the
	// frame it belongs to isn't complete.
	torn []byte

	modes map[ansi.Mode]bool // those that the program has touched: whether set
	// kitty is the stack of keyboard enhancements of the main and of the
	// alternate screen; the program's request is the last one.
	kitty       [2][]int
	otherKeys   int // XTMODKEYS' modifyOtherKeys
	cursorStyle int // DECSCUSR
}

func newScreen(cols, rows int, legacy bool) *screen {
	s := &screen{vt: vt.NewEmulator(max(1, cols), max(1, rows)), legacy: legacy, modes: make(map[ansi.Mode]bool)}
	s.vt.SetCallbacks(vt.Callbacks{
		EnableMode:  func(mode ansi.Mode) { s.modes[mode] = true },
		DisableMode: func(mode ansi.Mode) { s.modes[mode] = false },
	})
	s.vt.RegisterCsiHandler(ansi.Command('?', '$', 'p'), s.reportMode)
	s.vt.RegisterCsiHandler(ansi.Command('>', 0, 'm'), s.modifyKeys)
	s.vt.RegisterCsiHandler(ansi.Command(0, ' ', 'q'), s.styleCursor)
	if !legacy {
		s.vt.RegisterCsiHandler(ansi.Command('?', 0, 'u'), s.reportKitty)
		s.vt.RegisterCsiHandler(ansi.Command('>', 0, 'u'), s.pushKitty)
		s.vt.RegisterCsiHandler(ansi.Command('<', 0, 'u'), s.popKitty)
		s.vt.RegisterCsiHandler(ansi.Command('=', 0, 'u'), s.setKitty)
	}
	return s
}

// write shows the program's output, but for a frame which is not complete.
func (s *screen) write(output []byte) {
	s.torn = append(s.torn, output...)
	n := complete(s.torn)
	_, _ = s.vt.Write(s.torn[:n]) // fails only once closed
	s.torn = s.torn[n:]
}

// flush shows an incomplete frame as well, once nothing more comes.
func (s *screen) flush() {
	_, _ = s.vt.Write(s.torn)
	s.torn = nil
}

// complete returns how much of output belongs to complete frames: all of it,
// unless a synchronized update (mode 2026) has begun and not ended. Terminals
// show such an update at once, so a test never sees half a frame.
func complete(output []byte) int {
	const (
		begin = ansi.SetModeSynchronizedOutput
		end   = ansi.ResetModeSynchronizedOutput
	)
	if begun := bytes.LastIndex(output, []byte(begin)); begun > bytes.LastIndex(output, []byte(end)) {
		return begun
	}
	return len(output) - cutShort(output, begin)
}

// cutShort returns how many bytes at the end of output may be the first ones of
// mark, whose rest has not been read yet.
func cutShort(output []byte, mark string) int {
	for n := min(len(mark)-1, len(output)); n > 0; n-- {
		if bytes.HasSuffix(output, []byte(mark[:n])) {
			return n
		}
	}
	return 0
}

// text is what the screen shows, without trailing blanks.
func (s *screen) text() string {
	return strings.TrimRight(s.vt.String(), "\n")
}

// cell is what stands at column x, row y; the zero cell outside the screen.
func (s *screen) cell(x, y int) uv.Cell {
	if c := s.vt.CellAt(x, y); c != nil {
		return *c
	}
	return uv.Cell{}
}

// resize gives the screen another size. The emulator has at least one cell: a
// terminal of no size shows nothing worth looking at.
func (s *screen) resize(cols, rows int) {
	s.vt.Resize(max(1, cols), max(1, rows))
}

// keyboard is how keys are sent now.
func (s *screen) keyboard() keyboard {
	return keyboard{disambiguate: s.kittyFlags()&ansi.KittyDisambiguateEscapeCodes != 0, application: s.modes[ansi.ModeCursorKeys]}
}

// paste is text as the terminal sends it when it is pasted.
func (s *screen) paste(text string) string {
	text = strings.ReplaceAll(text, "\n", "\r")
	if s.modes[ansi.ModeBracketedPaste] {
		text = ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd
	}
	return text
}

// copyReplies hands the terminal's answers to the program's questions to send,
// until the screen is closed. The emulator waits for each one to be taken.
func (s *screen) copyReplies(send func([]byte)) {
	reply := make([]byte, 4096)
	for {
		n, err := s.vt.Read(reply)
		send(reply[:n])
		if err != nil {
			return
		}
	}
}

// close ends [screen.copyReplies]. The emulator's own Close can't be used while
// another goroutine reads its replies: they share a flag.
func (s *screen) close() error {
	return s.vt.InputPipe().(io.Closer).Close()
}
