package teatest

import (
	"fmt"
	"strings"
	"testing"
)

// cuts calls do with output in two pieces, for every place to cut it at.
func cuts(output string, do func(first, second string)) {
	for i := range len(output) + 1 {
		do(output[:i], output[i:])
	}
}

func TestReportsAreTakenOutOfTheOutput(t *testing.T) {
	mark := newReports().mark
	cuts("one"+mark+"started 42\atwo\x1b]0;title\a"+mark+"stopped\a\x1b]", func(first, second string) {
		r := &reports{mark: mark}
		var got strings.Builder
		show := func(output []byte) { got.Write(output) }
		hear := func(word, argument string) { fmt.Fprintf(&got, "<%s %s>", word, argument) }
		r.cut([]byte(first), show, hear)
		r.cut([]byte(second), show, hear)
		got.Write(r.end())
		if want := "one<started 42>two\x1b]0;title\a<stopped >\x1b]"; got.String() != want {
			t.Errorf("cut after %q: got %q, want %q", first, got.String(), want)
		}
	})
}

func TestOnlyWholeFramesAreShown(t *testing.T) {
	const begin, end = "\x1b[?2026h", "\x1b[?2026l"
	cuts("old"+begin+"\rnew"+end, func(first, second string) {
		s := newScreen(10, 1, false)
		s.write([]byte(first))
		if got := s.text(); second != "" && got != "old"[:min(len(got), 3)] {
			t.Errorf("after %q the screen shows %q", first, got)
		}
		s.write([]byte(second))
		if got := s.text(); got != "new" {
			t.Errorf("cut after %q: the screen shows %q in the end", first, got)
		}
	})

	s := newScreen(10, 1, false)
	s.write([]byte("old" + begin + "\rnew"))
	s.flush()
	if got := s.text(); got != "new" {
		t.Errorf("a program that died in the middle of a frame: the screen shows %q", got)
	}
}

func TestLeftovers(t *testing.T) {
	for _, tt := range []struct {
		on, off, want string
	}{
		{"\x1b[?1049h", "\x1b[?1049l", "the alternate screen is still on"},
		{"\x1b[?25l", "\x1b[?25h", "the cursor is still off"},
		{"\x1b[?1003h", "\x1b[?1003l", "the mouse is still on"},
		{"\x1b[?2004h", "\x1b[?2004l", "bracketed paste is still on"},
		{"\x1b[?1004h", "\x1b[?1004l", "focus reporting is still on"},
		{"\x1b[?7l", "\x1b[?7h", "mode 7 is still off"},
		{"\x1b[4h", "\x1b[4l", "mode 4 is still on"},
		{"\x1b[>1u", "\x1b[<u", "keyboard enhancements were not popped"},
		{"\x1b[?1049h\x1b[>1u\x1b[?1049l", "\x1b[?1049h\x1b[<1u\x1b[?1049l", "keyboard enhancements were not popped"},
		{"\x1b[>4;2m", "\x1b[>4m", "modifyOtherKeys is on"},
		{"\x1b[5 q", "\x1b[0 q", "the cursor has style 5"},
		{"\x1b]11;#ff0000\a", "\x1b]111\a", "the terminal's colours are not its own"},
	} {
		s := newScreen(10, 2, false)
		s.write([]byte(tt.on))
		if got := strings.Join(s.leftovers(), "; "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.on, got, tt.want)
		}
		s.write([]byte(tt.off))
		if got := s.leftovers(); len(got) > 0 {
			t.Errorf("%q is not taken back by %q: %q", tt.on, tt.off, got)
		}
	}
}

func TestReplies(t *testing.T) {
	for _, tt := range []struct{ ask, modern, legacy string }{
		{"\x1b[6n", "\x1b[1;1R", "\x1b[1;1R"},
		{"\x1b[?2026$p", "\x1b[?2026;2$y", "\x1b[?2026;0$y"},
		{"\x1b[?2027h\x1b[?2027$p", "\x1b[?2027;1$y", "\x1b[?2027;1$y"},
		{"\x1b[?u\x1b[6n", "\x1b[?0u\x1b[1;1R", "\x1b[1;1R"},
		{"\x1b[>1u\x1b[?u\x1b[6n", "\x1b[?1u\x1b[1;1R", "\x1b[1;1R"},
		{"\x1b[>1u\x1b[=2;2u\x1b[?u\x1b[=1;3u\x1b[?u\x1b[6n", "\x1b[?3u\x1b[?2u\x1b[1;1R", "\x1b[1;1R"},
		{"\x1b]11;?\a", "\x1b]11;rgb:0000/0000/0000\a", "\x1b]11;rgb:0000/0000/0000\a"},
	} {
		for legacy, want := range map[bool]string{false: tt.modern, true: tt.legacy} {
			if got := replies(t, legacy, tt.ask); got != want {
				t.Errorf("%q, legacy %t: got %q, want %q", tt.ask, legacy, got, want)
			}
		}
	}
}

// replies is what a terminal answers to a program that writes ask.
func replies(t *testing.T, legacy bool, ask string) string {
	s := newScreen(10, 2, legacy)
	var got strings.Builder
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.copyReplies(func(reply []byte) { got.Write(reply) })
	}()
	s.write([]byte(ask))
	if err := s.close(); err != nil {
		t.Error(err)
	}
	<-done
	return got.String()
}
