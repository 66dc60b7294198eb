package ui

import (
	"fmt"
	"strings"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// inputMost is how long a line may get by typing, in bytes: longer than any
// key that a person would type, short enough to be looked up at every press.
const inputMost = 4 << 10

// input is one line that is being typed.
type input struct {
	text []rune
	at   int // the cursor, in runes
}

func (in *input) String() string { return string(in.text) }

// set replaces the text and puts the cursor at its end.
func (in *input) set(text string) {
	in.text = []rune(text)
	in.at = len(in.text)
}

// insert types text. What could not be seen is spelled out, byte for byte, as
// model.Unescape reads it; a backslash is as it was typed. It inserts all or,
// if the line would get too long, nothing: half a path is another path.
func (in *input) insert(text string) bool {
	room := inputMost - len(in.String())
	if len(text) > room {
		return false
	}
	if text = model.Legible(text); len(text) > room {
		return false
	}
	typed := []rune(text)
	in.text = append(in.text[:in.at:in.at], append(typed, in.text[in.at:]...)...)
	in.at += len(typed)
	return true
}

// tooLong says why nothing was inserted.
func tooLong() string {
	return fmt.Sprintf("That is too long: no more than %s can be typed here.", model.Bytes(inputMost))
}

// do carries out an editing action; false if it isn't one.
func (in *input) do(a keymap.Action, separator string) bool {
	switch a {
	case keymap.CharLeft:
		in.at = max(0, in.at-1)
	case keymap.CharRight:
		in.at = min(len(in.text), in.at+1)
	case keymap.LineStart:
		in.at = 0
	case keymap.LineEnd:
		in.at = len(in.text)
	case keymap.EraseBack:
		in.erase(in.at-1, in.at)
	case keymap.EraseForward:
		in.erase(in.at, in.at+1)
	case keymap.EraseWord:
		in.erase(in.segmentStart(separator), in.at)
	case keymap.EraseBefore:
		in.erase(0, in.at)
	case keymap.EraseAfter:
		in.erase(in.at, len(in.text))
	default:
		return false
	}
	return true
}

func (in *input) erase(from, to int) {
	from, to = max(0, from), min(to, len(in.text))
	if from < to {
		in.text = append(in.text[:from:from], in.text[to:]...)
		in.at = from
	}
}

// segmentStart is where the path segment before the cursor starts.
func (in *input) segmentStart(separator string) int {
	before := string(in.text[:in.at])
	if separator == "" {
		return 0
	}
	i := strings.LastIndex(strings.TrimSuffix(before, separator), separator)
	if i < 0 {
		return 0
	}
	return len([]rune(before[:i+len(separator)]))
}

// view is the part of the text around the cursor that fits into width cells,
// and the cell that the cursor is on. What is further from it than width
// characters can't be in view, however long the line is.
func (in *input) view(k *look, width int) (text string, cursor int) {
	width = max(0, width)
	before := k.safe(string(in.text[max(0, in.at-width):in.at]))
	after := k.safe(string(in.text[in.at:min(in.at+width+1, len(in.text))]))
	for model.Width(before) >= max(1, width) && before != "" {
		_, before = firstRune(before)
	}
	return k.clip(before+after, width), model.Width(before)
}

func firstRune(s string) (first, rest string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
