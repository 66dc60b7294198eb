package value

import (
	"bytes"
	"encoding/json"
)

// jsons knows objects and arrays, shown with one field or element on a line.
// A bare number or word is JSON too, but gains nothing from being told so;
// nesting deeper than encoding/json's limit of 10,000 is shown as text.
func jsons(in input) []form {
	if !isJSON(in.raw) {
		return nil
	}
	return []form{{kind: KindJSON, about: "json", secret: isSecretJSON(in.raw), known: true, show: func() shown {
		t := newJSONText(in.raw)
		if len(t.lines) > maxOutlined {
			return shown{body: loose{t}}
		}
		return shown{body: t}
	}}}
}

func isJSON(b []byte) bool {
	start := skipSpace(b, 0)
	return start < len(b) && opens(b[start]) && json.Valid(b)
}

func newJSONText(raw []byte) *jsonText {
	x := jsonIndexer{raw: raw}
	x.index()
	return &jsonText{raw: raw, lines: x.lines}
}

// jsonText is JSON laid out anew. It isn't a copy with other white space,
// which at great depth could be thousands of times as long, but where in raw
// the lines start; so names, numbers and their order are exactly as they were.
type jsonText struct {
	raw     []byte
	lines   []jsonLine
	outline lazyOutline
}

// jsonLine is a line of at most maxSegment bytes from start on, up to where
// the next one starts.
type jsonLine struct {
	start     uint32
	depth     uint16
	inside    Token // the line starts within this Key, String or Number; Text if within none
	continued bool
}

// jsonIndexer finds where the lines of valid JSON start.
type jsonIndexer struct {
	raw   []byte
	lines []jsonLine
	depth uint16
}

func (x *jsonIndexer) index() {
	var before byte // the first byte of the token before
	for at := skipSpace(x.raw, 0); at < len(x.raw); {
		c := x.raw[at]
		switch {
		case closes(c) && opens(before):
			// An empty object or array stays on its line.
			x.depth--
		case closes(c):
			x.depth--
			x.begin(at)
		case opens(before) || before == ',' || before == 0:
			x.begin(at)
		}
		if opens(c) {
			x.depth++
		}
		end := tokenEnd(x.raw, at)
		x.extend(at, end)
		before, at = c, skipSpace(x.raw, end)
	}
}

func (x *jsonIndexer) begin(at int) {
	x.lines = append(x.lines, jsonLine{start: uint32(at), depth: x.depth})
}

// extend adds the token raw[from:to] to the last line, splitting off what is
// more than the line can have.
func (x *jsonIndexer) extend(from, to int) {
	for {
		line := x.lines[len(x.lines)-1]
		start := int(line.start)
		if to-start <= maxSegment {
			return
		}
		next := jsonLine{start: uint32(from), depth: x.depth, continued: true}
		if cut := cutToken(x.raw, max(start, from), start+maxSegment); cut > from {
			next.start = uint32(cut)
			next.inside = line.inside
			if start <= from {
				next.inside = x.tokenAt(from, to)
			}
		}
		x.lines = append(x.lines, next)
	}
}

// tokenAt says what the token raw[from:to] is.
func (x *jsonIndexer) tokenAt(from, to int) Token {
	after := skipSpace(x.raw, to)
	return tokenOf(x.raw[from], after < len(x.raw) && x.raw[after] == ':')
}

// tokenOf says what a token is from its first byte and whether it is a name.
func tokenOf(first byte, name bool) Token {
	switch first {
	case '"':
		if name {
			return Key
		}
		return String
	case '{', '}', '[', ']', ':', ',':
		return Muted
	case 't', 'f', 'n':
		return Literal
	}
	return Number
}

// cutToken is the last place up to i where a token that starts or is cut at
// from can be cut: not within a character or between a backslash and what it
// escapes.
func cutToken(raw []byte, from, i int) int {
	i = runeStart(raw, i)
	backslashes := 0
	for at := i; at > from && raw[at-1] == '\\'; at-- {
		backslashes++
	}
	return i - backslashes%2
}

// tokenEnd is where the token of valid JSON that starts at from ends.
func tokenEnd(raw []byte, from int) int {
	switch raw[from] {
	case '"':
		return stringEnd(raw, from+1)
	case '{', '}', '[', ']', ':', ',':
		return from + 1
	}
	return scalarEnd(raw, from)
}

// stringEnd is where a string ends whose inside, or the rest of it, starts at
// from; -1 if it doesn't end.
func stringEnd(raw []byte, from int) int {
	for at := from; ; at++ {
		quote := bytes.IndexByte(raw[at:], '"')
		if quote < 0 {
			return -1
		}
		start := at
		at += quote
		escapes := 0
		for at-escapes > start && raw[at-escapes-1] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return at + 1
		}
	}
}

// scalarEnd is where a number or literal ends.
func scalarEnd(raw []byte, from int) int {
	for from < len(raw) && !isSpace(raw[from]) && raw[from] != ',' && !closes(raw[from]) {
		from++
	}
	return from
}

func skipSpace(raw []byte, at int) int {
	for at < len(raw) && isSpace(raw[at]) {
		at++
	}
	return at
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
func opens(c byte) bool   { return c == '{' || c == '[' }
func closes(c byte) bool  { return c == '}' || c == ']' }
