package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Escape spells any bytes as display text that [Unescape] turns back into
// exactly these bytes. It differs from [Safe] in that a backslash is doubled
// and control characters are written \x1b.
func Escape(s string) string {
	if isPlain(s) && !strings.Contains(s, `\`) {
		return s
	}
	return unpile(spell(s, exact))
}

// exact appends an ASCII character as Escape spells it.
func exact(b []byte, c byte) []byte {
	switch {
	case c < ' ' || c == 0x7f:
		return appendByte(b, c)
	case c == '\\':
		return append(b, `\\`...)
	}
	return append(b, c)
}

// Unescape reads what a person types for a key: any text, in which \xff is a
// byte, \u202e and \U0001f600 are characters, \\ is a backslash, and Go's
// other escapes (\n, \t, \000) mean what they mean in Go.
func Unescape(s string) (string, error) {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s, nil
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(s, '\\') {
		b.WriteString(s[:i])
		r, isRune, rest, err := strconv.UnquoteChar(s[i:], 0)
		if err != nil {
			return "", fmt.Errorf(`%s is not an escape: write \\ for a backslash, \xff for a byte, \u00e9 for a character`,
				SafeASCII(s[i:min(i+len(`\U0001f600`), len(s))]))
		}
		if isRune {
			b.WriteRune(r)
		} else {
			b.WriteByte(byte(r))
		}
		s = rest
	}
	b.WriteString(s)
	return b.String(), nil
}
