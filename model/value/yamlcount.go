package value

import (
	"bytes"
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v2"
)

const (
	// yamlWidth is where the library folds a text, at the next blank.
	yamlWidth = 80

	// maxSimpleKey is how long a name the library writes before a colon.
	maxSimpleKey = 128
)

// text is how many lines a string takes, which is in quotes as in JSON.
func (x *objectIndexer) text(quoted []byte, p position) int {
	inside := quoted[1 : len(quoted)-1]
	plain := isPlainASCII(inside)
	if plain && p.indent+2*len(p.name)+2*len(inside)+6 <= yamlWidth {
		return 1 // at the worst each character is two, and so it is with the name
	}
	s := unquoteJSON(quoted)
	if x.uncut = x.uncut || endsOddly(s); !x.counts() {
		return 1
	}
	column := p.indent + 1
	if p.name != nil {
		name := unquoteJSON(p.name)
		if isOneLine(s, column+widest(name)+len(`""`)) {
			return 1 // whatever quotes the name has
		}
		column += x.width(name)
	}
	switch {
	case x.uncut || isOneLine(s, column):
		return 1
	case plain && folds(s):
		return foldedLines(s, column, p.indent+indent)
	case isLiteral(s):
		return literalLines(s, p.indent+indent)
	}
	return x.writtenLines(s, len(s), p)
}

// isOneLine says whether a text that begins after the column is surely on one
// line, however it is quoted.
func isOneLine(s string, column int) bool {
	if len(s) > maxSegment || strings.Contains(s, "\n") {
		return false
	}
	end := column + widest(s) + len(` ""`)
	return end <= yamlWidth || end <= maxSegment && !strings.Contains(s, " ")
}

// widest is at most how wide a text is written without line ends.
func widest(s string) (cells int) {
	for _, c := range s {
		switch {
		case c == '\'' || c == '"' || c == '\\':
			cells += 2
		case c >= ' ' && c <= '~' || c >= 0xa0 && c < 0xd800 || c >= 0xe000 && c < 0xfe00:
			cells += utf8.RuneLen(c) // in bytes even
		default:
			cells += len(`\U00000000`)
		}
	}
	return cells
}

// width is that of a name as it is written.
func (x *objectIndexer) width(name string) int {
	if isPlainName(name) {
		return len(name)
	}
	w, known := x.widths[name]
	if !known {
		x.written += len(name) + 256
		x.uncut = x.uncut || x.written > maxWritten+len(x.raw)
		written, _ := yaml.Marshal(yaml.MapSlice{{Key: name}})
		w = utf8.RuneCount(written) - len(": null\n")
		x.widths[name] = w
	}
	return w
}

// isPlainName says whether a name is surely written as it is: it is longer
// than any word that means something else.
func isPlainName(name string) bool {
	if len(name) < len("false.") || !isLetter(name[0]) {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && (c < '-' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isSimpleKey says whether a name, in quotes as in JSON, is written before a
// colon, and not on lines of its own.
func isSimpleKey(quoted []byte) bool {
	if len(quoted) <= maxSimpleKey+2 && isPlainASCII(quoted[1:len(quoted)-1]) {
		return true
	}
	name := unquoteJSON(quoted)
	return len(name) <= maxSimpleKey && !strings.ContainsAny(name, "\n\r\u0085\u2028\u2029")
}

// endsOddly says whether the library may end a text by one of Unicode's line
// ends alone, and have what comes next on the same line.
func endsOddly(s string) bool { return strings.ContainsAny(s, "\u2028\u2029") }

// folds says whether a text that can be read, without line ends, is surely
// written without quotes or in single ones. It must be too long to be
// anything but a text, and not begin as a date does.
func folds(s string) bool {
	return len(s) > 40 && !strings.ContainsRune("+-.0123456789", rune(s[0])) && strings.Contains(s, " ")
}

// foldedLines is how many lines such a text takes that begins after the
// column; from the second on it is indented.
func foldedLines(s string, column, indented int) int {
	quoted := !isPlain(s)
	column++ // the blank before it
	if quoted {
		column++
	}
	lines, blank := 0, false
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			column++
			if quoted && s[i] == '\'' {
				column++
			}
			blank = false
			continue
		}
		if !blank && column > yamlWidth && i+1 < len(s) && s[i+1] != ' ' && (!quoted || i > 0) {
			lines += pieces(column)
			column = indented
		} else {
			column++
		}
		blank = true
	}
	if quoted {
		column++
	}
	return lines + pieces(column)
}

// isPlain says whether the text needs no quotes.
func isPlain(s string) bool {
	if strings.IndexByte(",[]{}&*!|>'\"%@`#", s[0]) >= 0 || s[0] == ' ' || s[len(s)-1] == ' ' || s[len(s)-1] == ':' {
		return false
	}
	return !strings.Contains(s, ": ") && !strings.Contains(s, " #")
}

// pieces is how many lines a line of so many bytes is split into.
func pieces(size int) int { return max(1, (size+maxSegment-1)/maxSegment) }

// isLiteral says whether a text has line ends and is written as it is.
func isLiteral(s string) bool {
	if s == "" || s[len(s)-1] == ' ' || !strings.Contains(s, "\n") || strings.Contains(s, " \n") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c > '~') && c != '\n' {
			return false
		}
	}
	return true
}

// literalLines is how many lines such a text takes.
func literalLines(s string, indented int) int {
	lines := 1 // that of its |
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		if size := indented + len(line); size <= maxSegment {
			lines++
		} else {
			lines += pieces(size)
		}
	}
	return lines
}

// writtenLines has the library write a value of some size where it stands, and
// counts.
func (x *objectIndexer) writtenLines(v any, size int, p position) int {
	depth := p.indent / indent
	x.written += size + depth*p.indent + 256
	if x.uncut = x.uncut || x.written > maxWritten+len(x.raw); x.uncut {
		return 1
	}
	field, without := yaml.MapSlice{{Key: "a", Value: []any{v}}}, depth+1
	if p.name != nil {
		field, without = yaml.MapSlice{{Key: unquoteJSON(p.name), Value: v}}, depth
	}
	written, err := indentedYAML(field, depth, without)
	x.uncut = err != nil
	return newYAMLText(written).len()
}

// indentedYAML writes fields as they are within depth others, and leaves out
// the first lines.
func indentedYAML(fields yaml.MapSlice, depth, without int) ([]byte, error) {
	for range depth {
		fields = yaml.MapSlice{{Key: "a", Value: fields}}
	}
	written, err := yaml.Marshal(fields)
	for range without {
		_, written, _ = bytes.Cut(written, []byte("\n"))
	}
	return bytes.TrimSuffix(written, []byte("\n")), err
}
