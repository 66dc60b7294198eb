package value

import (
	"bytes"
	"regexp"
)

func (t *yamlText) len() int { return len(t.lines) }

func (t *yamlText) continued(i int) bool { return t.lines[i].continued }

// bytes is line i without its end.
func (t *yamlText) bytes(i int) []byte {
	end := len(t.raw)
	if i+1 < len(t.lines) {
		end = int(t.lines[i+1].start)
	}
	return bytes.TrimSuffix(t.raw[t.lines[i].start:end], []byte("\n"))
}

func (t *yamlText) line(i int, safe func(string) string) []Span {
	line := t.bytes(i)
	line, dos := bytes.CutSuffix(line, []byte("\r"))
	b := spanBuilder{safe: safe}
	if t.lines[i].inside != noScalar {
		b.add(line, String)
	} else {
		b.yaml(line)
	}
	if dos {
		b.add([]byte("\r"), Faint)
	}
	return b.spans
}

// spanBuilder makes a line of pieces of a value.
type spanBuilder struct {
	safe  func(string) string
	spans []Span
}

func (b *spanBuilder) add(text []byte, token Token) {
	if len(text) > 0 {
		b.spans = append(b.spans, Span{Text: expandTabs(string(text), b.safe), Token: token})
	}
}

// yaml adds a line that is within no scalar.
func (b *spanBuilder) yaml(line []byte) {
	p := parseYAML(line)
	start := indentOf(line)
	b.add(line[:start], Text)
	if p.key >= 0 {
		b.add(line[start:p.key], Muted)
		b.add(line[p.key:p.keyEnd], Key)
		start = p.keyEnd
	}
	b.add(line[start:p.at], Muted)
	value := line[p.at:]
	if comment := bytes.Index(value, []byte(" #")); comment >= 0 && !bytes.ContainsAny(value[:1], `"'`) {
		b.add(value[:comment], yamlToken(value[:comment]))
		b.add(value[comment:], Faint)
		return
	}
	b.add(value, yamlToken(value))
}

var yamlNumber = regexp.MustCompile(`^[-+]?(0x[0-9a-fA-F]+|0o?[0-7]*|[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?|\.[0-9]+|\.inf|\.nan)$`)

// yamlToken says what an unquoted or quoted value is.
func yamlToken(value []byte) Token {
	value = bytes.TrimRight(value, " ")
	if len(value) == 0 {
		return Text
	}
	switch string(value) {
	case "true", "false", "null", "~":
		return Literal
	case "---", "...", "{}", "[]":
		return Muted
	}
	switch c := value[0]; {
	case c == '#':
		return Faint
	case c == '|' || c == '>' || c == '&' || c == '*' || c == '!':
		return Muted
	case (c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.') && len(value) < 64 && yamlNumber.Match(value):
		return Number
	}
	return String
}
