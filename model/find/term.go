package find

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model"
)

// kind is how a term's text must be in a key. The cheap ones come first.
type kind uint8

const (
	whole    kind = iota // ^foo$
	prefix               // ^foo
	suffix               // foo$
	anywhere             // 'foo
	loose                // foo
)

// term is one thing that a query asks for.
type term struct {
	kind  kind
	not   bool
	text  string
	exact *needle // unless it is loose
	loose *chain
}

// words parts a text at its spaces, but for those that have a backslash before
// them: these are escaped as Unescape knows it.
func words(text string) (words []string) {
	var word strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ':
			words = append(words, word.String())
			word.Reset()
		case c == '\\' && i+1 < len(text):
			i++
			if text[i] == ' ' {
				word.WriteString(`\x20`)
			} else {
				word.WriteString(text[i-1 : i+1])
			}
		default:
			word.WriteByte(c)
		}
	}
	return append(words, word.String())
}

// parseTerm reads a term. Its text is empty if it is only signs.
func parseTerm(word string) (term, error) {
	rest, not := strings.CutPrefix(word, "!")
	rest, quoted := strings.CutPrefix(rest, "'")
	rest, ends := strings.CutSuffix(rest, "$")
	begins := false
	if !quoted {
		rest, begins = strings.CutPrefix(rest, "^")
	}
	text, err := model.Unescape(rest)
	if err != nil || text == "" {
		return term{}, err
	}
	t := term{kind: kindOf(begins, ends), not: not, text: text}
	cased := strings.ContainsFunc(text, unicode.IsUpper)
	if t.kind == anywhere && not == quoted { // what ! makes exact the quote makes loose again, as in fzf
		t.kind, t.loose = loose, newChain(text, cased)
	} else {
		t.exact = newNeedle(t.kind, text, cased)
	}
	return t, nil
}

// kindOf is how a text must be in a key that begins or ends with it.
func kindOf(begins, ends bool) kind {
	switch {
	case begins && ends:
		return whole
	case begins:
		return prefix
	case ends:
		return suffix
	}
	return anywhere
}

// match says whether a key has the term's text, or hasn't, as it should be.
func (t *term) match(key []byte, m *memory) (score int, ok bool) {
	if t.kind == loose {
		score, ok = t.loose.match(key, m)
	} else {
		score, ok = t.exact.match(key, m)
	}
	if t.not {
		return 0, !ok
	}
	return score, ok
}

// implies says that every key that matches t matches other. If case matters to
// other it does to t: they have the same capital.
func (t term) implies(other term) bool {
	if t.not != other.not {
		return false
	}
	if t.not { // where there is no ab there is no abc
		t, other = other, t
	}
	switch {
	case t.kind == other.kind && t.text == other.text:
		return true
	case !utf8.ValidString(t.text) || !utf8.ValidString(other.text):
		return false // the bytes that one finds exactly may be a part of what the other takes for a character
	case other.kind == loose:
		return other.loose.in(t.text)
	}
	return t.reaches(other.kind) && other.exact.find([]byte(t.text), span{}, 0).is()
}

// reaches says that what a term's text begins or ends with, or has, so does the
// key.
func (t term) reaches(k kind) bool {
	switch k {
	case whole:
		return t.kind == whole
	case prefix:
		return t.kind == prefix || t.kind == whole
	case suffix:
		return t.kind == suffix || t.kind == whole
	}
	return t.kind != loose
}
