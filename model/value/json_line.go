package value

import "strings"

const (
	indent    = 2
	maxIndent = 32 // levels; what is deeper is not indented further
)

func (t *jsonText) len() int { return len(t.lines) }

// line makes line i of the tokens that are within its range of raw, and of
// what is known of the one that the range starts or ends within.
func (t *jsonText) line(i int, safe func(string) string) []Span {
	at, stop := t.bounds(i)
	spans := make([]Span, 0, 5)
	if line := t.lines[i]; !line.continued && line.depth > 0 {
		spans = append(spans, Span{Text: strings.Repeat(" ", indent*min(int(line.depth), maxIndent))})
	}
	for inside := t.lines[i].inside; at < stop; inside = Text {
		end, token := t.token(i, at, stop, inside)
		text := safe(string(t.raw[at:end]))
		if token == Muted && text == ":" {
			text = ": "
		}
		spans = append(spans, Span{Text: text, Token: token})
		at = skipSpace(t.raw[:stop], end)
	}
	return spans
}

// bounds is the range of raw that has the tokens of line i. What is further
// than maxSegment from its start is white space.
func (t *jsonText) bounds(i int) (start, stop int) {
	start, stop = int(t.lines[i].start), len(t.raw)
	if i+1 < len(t.lines) {
		stop = int(t.lines[i+1].start)
	}
	return start, min(stop, start+maxSegment)
}

// token returns the end of the token at at, or of the rest of the one that
// line i starts inside, and what it is.
func (t *jsonText) token(i, at, stop int, inside Token) (int, Token) {
	raw := t.raw[:stop]
	var end int
	switch inside {
	case Key, String:
		end = stringEnd(raw, at)
	case Number:
		end = scalarEnd(raw, at)
	default:
		end = tokenEnd(raw, at)
	}
	if end < 0 { // a string that goes on on the next line
		return stop, t.lines[i+1].inside
	}
	if inside != Text {
		return end, inside
	}
	return end, tokenOf(raw[at], t.isName(i, end, stop))
}

// isName says whether what ends at end is followed by a colon, which may
// have been split off to the next line.
func (t *jsonText) isName(i, end, stop int) bool {
	after := skipSpace(t.raw[:stop], end)
	if after == stop && i+1 < len(t.lines) && t.lines[i+1].continued {
		after = int(t.lines[i+1].start)
	}
	return after < len(t.raw) && t.raw[after] == ':'
}

func (t *jsonText) continued(i int) bool { return t.lines[i].continued }
