package value

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model"
)

// texts knows UTF-8 with few control characters. Colour escapes in a log
// don't make it binary; a NUL does, and so does one control character in 32
// bytes, which protobuf's tags and lengths soon are.
func texts(in input) []form {
	readable, ascii := isText(in.raw)
	if !readable || len(in.raw) == 0 {
		return nil
	}
	about := "text"
	if !ascii {
		about = "utf-8 text"
	}
	if len(in.raw) > maxYAML && looksLikeYAML(in.raw) {
		about += ", too long to be read as yaml"
	}
	return []form{{kind: KindText, about: about, show: func() shown { return shown{body: newPlainText(in.raw)} }}}
}

// isText says whether b can be read, and whether all of it is ASCII.
func isText(b []byte) (readable, ascii bool) {
	if !utf8.Valid(b) {
		return false, false
	}
	controls, ascii := 0, true
	for _, c := range b {
		switch {
		case c >= utf8.RuneSelf:
			ascii = false
		case c == 0:
			return false, false
		case c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f:
			controls++
		}
	}
	return controls*32 <= len(b), ascii
}

// plainText is text as it is. A newline ends a line and starts another, so a
// text that ends in a newline has an empty last line to show it.
type plainText struct {
	raw    []byte
	starts []uint32
}

func newPlainText(raw []byte) *plainText {
	starts := make([]uint32, 0, 1+bytes.Count(raw, []byte{'\n'})+len(raw)/maxSegment)
	for at := 0; ; {
		starts = append(starts, uint32(at))
		length := bytes.IndexByte(raw[at:], '\n')
		last := length < 0
		if last {
			length = len(raw) - at
		}
		end := at + length
		for end-at > maxSegment {
			at = runeStart(raw, at+maxSegment)
			starts = append(starts, uint32(at))
		}
		if last {
			return &plainText{raw: raw, starts: starts}
		}
		at = end + 1
	}
}

// runeStart is the last place up to i where raw can be cut without cutting a
// character in two. What isn't UTF-8 can be cut anywhere.
func runeStart(raw []byte, i int) int {
	for at := i; at > i-utf8.UTFMax; at-- {
		if utf8.RuneStart(raw[at]) {
			return at
		}
	}
	return i
}

func (t *plainText) len() int { return len(t.starts) }

func (t *plainText) line(i int, safe func(string) string) []Span {
	end := len(t.raw)
	if i+1 < len(t.starts) {
		end = int(t.starts[i+1])
	}
	s := strings.TrimSuffix(string(t.raw[t.starts[i]:end]), "\n")
	// The end of a DOS line is shown, since programs trip over it.
	s, dos := strings.CutSuffix(s, "\r")
	var spans []Span
	if s != "" {
		spans = append(spans, Span{Text: expandTabs(s, safe)})
	}
	if dos {
		spans = append(spans, Span{Text: safe("\r"), Token: Faint})
	}
	return spans
}

const tabWidth = 8

// expandTabs makes display text of s with spaces up to the next tab stop.
func expandTabs(s string, safe func(string) string) string {
	before, after, found := strings.Cut(s, "\t")
	text := safe(before)
	if !found {
		return text
	}
	var b strings.Builder
	for column := 0; ; {
		b.WriteString(text)
		if !found {
			return b.String()
		}
		column += model.Width(text)
		gap := tabWidth - column%tabWidth
		b.WriteString("        "[:gap])
		column += gap
		before, after, found = strings.Cut(after, "\t")
		text = safe(before)
	}
}

func (t *plainText) continued(i int) bool { return t.raw[t.starts[i]-1] != '\n' }
