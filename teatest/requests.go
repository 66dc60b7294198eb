package teatest

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// reportMode answers DECRQM for what today's terminals do and the emulator
// doesn't say: synchronized updates, which let a test see whole frames only, and
// grapheme clusters, by which the emulator measures text.
func (s *screen) reportMode(params ansi.Params) bool {
	n, _, _ := params.Param(0, 0)
	mode := ansi.DECMode(n)
	if s.legacy || mode != ansi.ModeSynchronizedOutput && mode != ansi.ModeUnicodeCore {
		return false
	}
	setting := ansi.ModeReset
	if s.modes[mode] {
		setting = ansi.ModeSet
	}
	s.reply(ansi.ReportMode(mode, setting))
	return true
}

func (s *screen) reply(answer string) {
	_, _ = io.WriteString(s.vt.InputPipe(), answer) // fails only once closed
}

func (s *screen) modifyKeys(params ansi.Params) bool {
	if resource, _, _ := params.Param(0, 0); resource == 4 {
		s.otherKeys, _, _ = params.Param(1, 0)
	}
	return true
}

func (s *screen) styleCursor(params ansi.Params) bool {
	s.cursorStyle, _, _ = params.Param(0, 0)
	return false // the emulator draws it
}

// The Kitty keyboard protocol keeps a stack of enhancements for each of the two
// screens (https://sw.kovidgoyal.net/kitty/keyboard-protocol/#progressive-enhancement).

func (s *screen) kittyStack() *[]int {
	if s.vt.IsAltScreen() {
		return &s.kitty[1]
	}
	return &s.kitty[0]
}

func (s *screen) kittyFlags() int {
	stack := *s.kittyStack()
	if len(stack) == 0 {
		return 0
	}
	return stack[len(stack)-1]
}

func (s *screen) reportKitty(ansi.Params) bool {
	s.reply(fmt.Sprintf("\x1b[?%du", s.kittyFlags()))
	return true
}

func (s *screen) pushKitty(params ansi.Params) bool {
	flags, _, _ := params.Param(0, 0)
	stack := s.kittyStack()
	*stack = append(*stack, flags)
	return true
}

func (s *screen) popKitty(params ansi.Params) bool {
	n, _, _ := params.Param(0, 1)
	stack := s.kittyStack()
	*stack = (*stack)[:max(0, len(*stack)-n)]
	return true
}

func (s *screen) setKitty(params ansi.Params) bool {
	flags, _, _ := params.Param(0, 0)
	how, _, _ := params.Param(1, 1)
	switch now := s.kittyFlags(); how {
	case 2:
		flags |= now
	case 3:
		flags = now &^ flags
	}
	s.popKitty(nil)
	return s.pushKitty(ansi.Params{ansi.Param(flags)})
}

// leftovers says what the program has asked of the terminal and not taken back.
func (s *screen) leftovers() []string {
	var left []string
	for _, mode := range slices.SortedFunc(maps.Keys(s.modes), func(a, b ansi.Mode) int { return a.Mode() - b.Mode() }) {
		if on := s.modes[mode]; on != initially(mode) {
			left = append(left, describe(mode, on))
		}
	}
	if len(s.kitty[0])+len(s.kitty[1]) > 0 {
		left = append(left, "keyboard enhancements were not popped")
	}
	if s.otherKeys != 0 {
		left = append(left, "modifyOtherKeys is on")
	}
	if s.cursorStyle > 1 {
		left = append(left, fmt.Sprintf("the cursor has style %d", s.cursorStyle))
	}
	if fresh := vt.NewEmulator(1, 1); s.vt.ForegroundColor() != fresh.ForegroundColor() ||
		s.vt.BackgroundColor() != fresh.BackgroundColor() || s.vt.CursorColor() != fresh.CursorColor() {
		left = append(left, "the terminal's colours are not its own")
	}
	return left
}

// initially is whether a terminal has mode on before any program asks.
func initially(mode ansi.Mode) bool {
	return mode == ansi.ModeAutoWrap || mode == ansi.ModeTextCursorEnable
}

func describe(mode ansi.Mode, on bool) string {
	name := fmt.Sprintf("mode %d", mode.Mode())
	switch mode {
	case ansi.ModeTextCursorEnable:
		name = "the cursor"
	case ansi.ModeAltScreen, ansi.ModeAltScreenSaveCursor:
		name = "the alternate screen"
	case ansi.ModeMouseX10, ansi.ModeMouseNormal, ansi.ModeMouseButtonEvent, ansi.ModeMouseAnyEvent, ansi.ModeMouseExtSgr:
		name = "the mouse"
	case ansi.ModeFocusEvent:
		name = "focus reporting"
	case ansi.ModeBracketedPaste:
		name = "bracketed paste"
	case ansi.ModeSynchronizedOutput:
		name = "a synchronized update"
	}
	if on {
		return name + " is still on"
	}
	return name + " is still off"
}
