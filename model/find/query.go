// Package find looks for keys by what a person types: loosely, by terms, by a
// regular expression or a glob, among as many keys as a tree has.
package find

import (
	"github.com/sahilm/fuzzy"
)

// Query is what is looked for. The zero value matches every key.
type Query struct{ text string }

// Parse reads what was typed. separator is what parts keys into prefixes, which
// a glob's * doesn't cross, "" if nothing does. An error says in one line what
// is wrong with it.
func Parse(text, _ string) (Query, error) { return Query{text}, nil }

// String is the query as it was typed.
func (q Query) String() string { return q.text }

// Empty says that nothing is asked for: every key matches, none better than
// another.
func (q Query) Empty() bool { return q.text == "" }

// Narrows says that every key that q matches is one that before matches.
func (q Query) Narrows(before Query) bool { return before.Empty() || q == before }

// Places are the byte offsets at which the characters of key are that the query
// found, ascending; nil if it doesn't match.
func (q Query) Places(key string) []int {
	for _, m := range fuzzy.Find(q.text, []string{key}) {
		return m.MatchedIndexes
	}
	return nil
}

// Matcher matches keys for one goroutine.
type Matcher struct{ query Query }

// Matcher returns a matcher of the query.
func (q Query) Matcher() *Matcher { return &Matcher{q} }

// Match says whether a key matches, and how well: a higher score is a better
// match. same is how many bytes the key shares with the one of the call before;
// 0 is always right.
func (m *Matcher) Match(key []byte, same int) (score int, ok bool) {
	if m.query.Empty() {
		return 0, true
	}
	for _, found := range fuzzy.Find(m.query.text, []string{string(key)}) {
		return found.Score, true
	}
	return 0, false
}
