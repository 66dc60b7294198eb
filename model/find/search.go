package find

import (
	"cmp"
	"context"
	"slices"

	"github.com/etcdscope/etcdscope/model"
)

// Most is how many of the matches an answer has: the best.
const Most = 1000

// Match is a key that was found. Higher scores come first, among equal ones
// the smaller key.
type Match struct {
	Key   string
	Score int
}

// Answer is what has been found so far.
type Answer struct {
	Best     []Match // ranked, Most at most
	Found    int     // keys that match
	Searched int     // keys that were looked at
	Of       int     // keys that there are in the snapshot
	Done     bool    // Searched is Of
}

// Search is a query being answered from a snapshot, by goroutines of its own
// until it is done or its context ends.
type Search struct {
	query  Query
	ctx    context.Context
	answer chan Answer
}

// Start begins to search. before is the search whose answer this one's takes the
// place of, nil for none: it is ended, and what it found is made use of where
// that is right.
func Start(ctx context.Context, q Query, s *model.Snapshot, before *Search) *Search {
	search := &Search{query: q, ctx: ctx, answer: make(chan Answer, 1)}
	go search.run(s)
	return search
}

func (s *Search) run(snap *model.Snapshot) {
	var a Answer
	a.Of, _ = snap.Keys()
	m := s.query.Matcher()
	for i := range snap.Len() {
		if s.ctx.Err() != nil {
			break
		}
		snap.Each(i, func(key []byte, same int) bool {
			a.Searched++
			if score, ok := m.Match(key, same); ok {
				a.Best = append(a.Best, Match{string(key), score})
			}
			return true
		})
	}
	slices.SortFunc(a.Best, func(x, y Match) int { return cmp.Or(y.Score-x.Score, cmp.Compare(x.Key, y.Key)) })
	a.Found = len(a.Best)
	a.Best = a.Best[:min(len(a.Best), Most)]
	a.Done = s.ctx.Err() == nil
	s.answer <- a
}

// Next waits until there is more to tell than the last time, but no longer than
// a moment, and tells all of it. It is not called again once the answer is done.
// The error is that of a context that has ended.
func (s *Search) Next(ctx context.Context) (Answer, error) {
	select {
	case a := <-s.answer:
		return a, s.ctx.Err()
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	case <-s.ctx.Done():
		return Answer{}, s.ctx.Err()
	}
}
