package find

import (
	"errors"
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// Query is what is looked for. The zero value matches every key. It may be
// used by several goroutines. Two queries are the same if their Strings and
// the separators they were parsed for are.
type Query struct {
	text string
	asks *question // nil: nothing
}

// question is what a query asks for, all of it.
type question struct {
	separator string
	groups    []group // each has a term that matches; the cheap ones first
	pattern   *pattern
}

// Parse reads what was typed. separator is what parts keys into prefixes, which
// a glob's * doesn't cross, "" if nothing does. An error says in one line what
// is wrong with it.
func Parse(text, separator string) (Query, error) {
	if len(text) > model.RememberedQuery { // more than can be typed; each character takes a quarter of a kilobyte
		return Query{}, errors.New("this is too long to look for: : goes to a key of any length")
	}
	asks, err := ask(text, separator)
	if err != nil {
		return Query{}, err
	}
	if len(asks.groups) == 0 && asks.pattern == nil {
		return Query{text: text}, nil
	}
	asks.separator = separator
	return Query{text, &asks}, nil
}

func ask(text, separator string) (q question, err error) {
	if expr, ok := marked("re:", text); ok {
		q.pattern, err = parseRegexp(expr)
	} else if glob, ok := marked("glob:", text); ok {
		q.pattern, err = parseGlob(glob, separator)
	} else {
		q.groups, err = parseGroups(text)
	}
	return q, err
}

// marked is what follows a mark in a text that begins with it, however that is
// written.
func marked(mark, text string) (rest string, ok bool) {
	text = strings.TrimLeft(text, " ")
	if len(text) < len(mark) || !strings.EqualFold(text[:len(mark)], mark) {
		return "", false
	}
	return text[len(mark):], true
}

// String is the query as it was typed.
func (q Query) String() string { return q.text }

// Empty says that nothing is asked for: every key matches, none better than
// another.
func (q Query) Empty() bool { return q.asks == nil }

// Narrows says that every key that q matches is one that before matches. It
// may say no where that is so.
func (q Query) Narrows(before Query) bool {
	switch {
	case before.Empty():
		return true
	case q.Empty():
		return false
	case q.text == before.text && q.asks.separator == before.asks.separator:
		return true
	case q.asks.pattern != nil || before.asks.pattern != nil:
		return false
	}
	for _, b := range before.asks.groups {
		if !slices.ContainsFunc(q.asks.groups, func(a group) bool { return a.implies(b) }) {
			return false
		}
	}
	return true
}

// Places are the byte offsets at which the characters of key are that the query
// found, ascending; nil if it doesn't match.
func (q Query) Places(key string) []int {
	m, in := q.Matcher(), []byte(key)
	if _, ok := m.Match(in, 0); !ok || q.Empty() {
		return nil
	}
	if q.asks.pattern != nil {
		return q.asks.pattern.places(in)
	}
	places, memories := []int{}, m.memories
	for _, g := range q.asks.groups {
		places = g.places(places, key, memories)
		memories = memories[len(g):]
	}
	slices.Sort(places)
	return slices.Compact(places)
}
