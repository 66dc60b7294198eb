package value

import (
	"bytes"
	"io"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
)

// maxYAML is how long a text may be to be parsed, only to know whether it is
// YAML.
const maxYAML = 1 << 20

// yamls knows YAML that has a structure to show: nearly every text is YAML of
// one string.
func yamls(in input) []form {
	if len(in.raw) > maxYAML || !looksLikeYAML(in.raw) {
		return nil
	}
	if readable, _ := isText(in.raw); !readable {
		return nil
	}
	structured, secret := false, false
	for dec := yamlv3.NewDecoder(bytes.NewReader(in.raw)); ; {
		var document yamlv3.Node
		if err := dec.Decode(&document); err == io.EOF {
			break
		} else if err != nil {
			return nil
		}
		if len(document.Content) == 1 && document.Content[0].Kind != yamlv3.ScalarNode {
			structured, secret = true, secret || hasSecretKind(document.Content[0])
		}
	}
	if !structured {
		return nil
	}
	return []form{{kind: KindYAML, about: "yaml", secret: secret, show: func() shown {
		return shown{body: newYAMLText(in.raw)}
	}}}
}

// looksLikeYAML looks at the first line that says something: a name with a
// colon, an item, or a document's start. Flow style is JSON's business.
func looksLikeYAML(raw []byte) bool {
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, " \t\r\n")
		switch {
		case len(line) == 0 || line[0] == '#':
			continue
		case bytes.Equal(line, []byte("---")) || bytes.HasPrefix(line, []byte("- ")):
			return true
		}
		colon := bytes.IndexByte(line, ':')
		name := line[:max(0, colon)]
		return colon > 0 && !bytes.ContainsAny(name, " \t{[") && (colon+1 == len(line) || line[colon+1] == ' ')
	}
	return false
}

// hasSecretKind looks for a Kubernetes Secret that someone keeps as text.
func hasSecretKind(n *yamlv3.Node) bool {
	if n.Kind == yamlv3.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if strings.EqualFold(n.Content[i].Value, "kind") && isSecretKind(n.Content[i+1].Value) {
				return true
			}
		}
	}
	if n.Kind == yamlv3.AliasNode {
		return false
	}
	for _, child := range n.Content {
		if child.Kind != yamlv3.ScalarNode && hasSecretKind(child) {
			return true
		}
	}
	return false
}

// yamlText is YAML as it is written, with what is known of its lines. Where
// they are and what they go on with is found by one pass over valid block
// style; of anything else the text is still shown as it is.
type yamlText struct {
	raw     []byte
	lines   []yamlLine
	outline lazyOutline
	piece   yamlPiece
}

// yamlPiece is what is to be known of a text that is a piece of another one.
type yamlPiece struct {
	dashes int   // of its first line, of items that begin before it
	item   int32 // which item its first one is
}

// yamlLine is a line, or a piece of a very long one.
type yamlLine struct {
	start     uint32
	inside    scalar // the line goes on with this
	continued bool
}

// scalar is what a line can be within.
type scalar uint8

const (
	noScalar scalar = iota
	blockScalar
	plainScalar
	singleQuoted
	doubleQuoted
)

func newYAMLText(raw []byte) *yamlText {
	t := &yamlText{raw: raw, lines: make([]yamlLine, 0, 1+bytes.Count(raw, []byte{'\n'}))}
	var open openScalar
	for at := 0; ; {
		end, last := len(raw), true
		if n := bytes.IndexByte(raw[at:], '\n'); n >= 0 {
			end, last = at+n, false
		}
		line := raw[at:end]
		t.lines = append(t.lines, yamlLine{start: uint32(at), inside: open.before(line)})
		for end-at > maxSegment {
			at = runeStart(raw, at+maxSegment)
			t.lines = append(t.lines, yamlLine{start: uint32(at), inside: plainScalar, continued: true})
		}
		open.after(line)
		if last {
			return t
		}
		at = end + 1
	}
}

// openScalar is what a line leaves open for those after it.
type openScalar struct {
	kind   scalar
	indent int // of what the scalar belongs to: its lines are indented more
}

// before says what the line is inside of, and closes what it isn't.
func (o *openScalar) before(line []byte) scalar {
	blank := len(bytes.TrimSpace(line)) == 0
	if (o.kind == blockScalar || o.kind == plainScalar) && !blank && indentOf(line) <= o.indent {
		o.kind = noScalar
	}
	return o.kind
}

func (o *openScalar) after(line []byte) {
	switch o.kind {
	case noScalar:
		p := parseYAML(line)
		value := p.value(line)
		if p.alone {
			value = line[p.key:p.keyEnd]
		}
		o.kind, o.indent = scalarThatGoesOn(value), p.column()
	case singleQuoted, doubleQuoted:
		if quoteEnd(line, o.kind) >= 0 {
			o.kind = noScalar
		}
	}
}

// scalarThatGoesOn says what may go on after a line with this value.
func scalarThatGoesOn(value []byte) scalar {
	if len(value) == 0 {
		return noScalar
	}
	switch value[0] {
	case '|', '>':
		return blockScalar
	case '\'', '"':
		kind := singleQuoted
		if value[0] == '"' {
			kind = doubleQuoted
		}
		if quoteEnd(value[1:], kind) < 0 {
			return kind
		}
		return noScalar
	case '&', '!', '#':
		return noScalar
	}
	return plainScalar
}

// quoteEnd is where a quoted text ends, after its quote; -1 if it goes on.
func quoteEnd(b []byte, kind scalar) int {
	for i := 0; i < len(b); i++ {
		switch {
		case kind == doubleQuoted && b[i] == '\\':
			i++
		case kind == doubleQuoted && b[i] == '"':
			return i + 1
		case kind == singleQuoted && b[i] == '\'':
			if i+1 < len(b) && b[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return -1
}

func indentOf(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

// yamlParts is where the parts of a line are: "  - name: value". A long name
// is alone on its line, and its value on another: "? name" and ": value".
type yamlParts struct {
	dashes []int // their columns
	key    int   // column of the name; -1 if there is none
	keyEnd int
	alone  bool
	mark   int // column of such a ? or :; -1 if there is none
	at     int // column of the value
}

// parseYAML finds the parts of a line that is within no scalar.
func parseYAML(line []byte) yamlParts {
	p := yamlParts{key: -1, mark: -1, at: indentOf(line)}
	if isMark(line, p.at, ':') {
		p.mark, p.at = p.at, afterBlanks(line, p.at+1)
	}
	for isMark(line, p.at, '-') {
		p.dashes = append(p.dashes, p.at)
		p.at = afterBlanks(line, p.at+1)
	}
	if isMark(line, p.at, '?') {
		p.mark, p.key, p.alone = p.at, afterBlanks(line, p.at+1), true
		p.keyEnd = max(p.key, len(bytes.TrimRight(line, " \r")))
		p.at = p.keyEnd
	} else if end := keyEnd(line[p.at:]); end > 0 {
		p.key, p.keyEnd = p.at, p.at+end
		p.at = afterBlanks(line, p.keyEnd+1)
	}
	return p
}

func isMark(line []byte, at int, mark byte) bool {
	return at < len(line) && line[at] == mark && (at+1 == len(line) || line[at+1] == ' ')
}

func afterBlanks(line []byte, at int) int {
	for at < len(line) && line[at] == ' ' {
		at++
	}
	return at
}

// keyEnd is where a name ends that a colon follows; 0 if it is none.
func keyEnd(b []byte) int {
	if len(b) == 0 || b[0] == '#' || b[0] == '|' || b[0] == '{' || b[0] == '[' {
		return 0
	}
	from := 0
	if b[0] == '"' || b[0] == '\'' {
		kind := singleQuoted
		if b[0] == '"' {
			kind = doubleQuoted
		}
		if from = quoteEnd(b[1:], kind) + 1; from <= 0 || from == len(b) || b[from] != ':' {
			return 0
		}
	}
	for i := from; i < len(b); i++ {
		if b[i] == ':' && (i+1 == len(b) || b[i+1] == ' ' || b[i+1] == '\r') {
			return i
		}
		if b[i] == '#' && i > 0 && b[i-1] == ' ' {
			return 0
		}
	}
	return 0
}

func (p yamlParts) value(line []byte) []byte {
	return bytes.TrimRight(line[min(p.at, len(line)):], " \r")
}

// column is where the innermost thing of the line begins.
func (p yamlParts) column() int {
	switch {
	case p.alone:
		return p.mark
	case p.key >= 0:
		return p.key
	case len(p.dashes) > 0:
		return p.dashes[len(p.dashes)-1]
	}
	return p.mark
}
