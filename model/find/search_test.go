package find

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etcdscope/etcdscope/model"
)

var t0 = time.Unix(1_700_000_000, 0)

// keyspace is a tree and the etcd that it would be fed from.
type keyspace struct {
	tree *model.Tree
	rev  int64
	keys map[string]int64
}

func newKeyspace() *keyspace {
	return &keyspace{tree: model.NewTree("", "/"), keys: map[string]int64{}}
}

func (k *keyspace) change(kind model.ChangeKind, key string) {
	k.rev++
	if k.keys[key] = k.rev; kind == model.Deleted {
		delete(k.keys, key)
	}
	k.tree.Apply(model.Batch{At: t0, Changes: []model.Change{{Key: key, Kind: kind, Meta: model.Meta{ModRev: k.rev}}}})
}

// relist is what comes after a gap: all is listed anew, and what isn't there
// any more goes.
func (k *keyspace) relist() {
	k.rev++
	keys := model.NewKeys(len(k.keys), 0)
	for _, key := range slices.Sorted(maps.Keys(k.keys)) {
		keys.Add([]byte(key), model.Meta{ModRev: k.keys[key]})
	}
	k.tree.Apply(model.Batch{At: t0, Gap: true, Listed: []model.Listed{{Rev: k.rev, Keys: keys}}})
}

// list tells a chunk: these keys, and what etcd has between them.
func (k *keyspace) list(keys []string) {
	k.rev++
	span := model.Span{From: slices.Min(keys), To: model.After(slices.Max(keys))}
	for _, key := range keys {
		if k.keys[key] == 0 {
			k.keys[key] = k.rev
		}
	}
	chunk := model.NewKeys(len(keys), 0)
	for _, key := range slices.Sorted(maps.Keys(k.keys)) {
		if span.Contains(key) {
			chunk.Add([]byte(key), model.Meta{ModRev: k.keys[key]})
		}
	}
	k.tree.Apply(model.Batch{At: t0, Listed: []model.Listed{{Span: span, Rev: k.rev, Keys: chunk}}})
}

// looped is the answer as the plainest loop finds it.
func looped(q Query, s *model.Snapshot, most int) (a Answer) {
	m := q.Matcher()
	for i := range s.Len() {
		s.Each(i, func(key []byte, _ int) bool {
			a.Searched++
			if score, ok := m.Match(key, 0); ok {
				a.Best = append(a.Best, Match{string(key), score})
			}
			return true
		})
	}
	slices.SortFunc(a.Best, func(x, y Match) int { return cmp.Or(y.Score-x.Score, cmp.Compare(x.Key, y.Key)) })
	a.Found, a.Of, a.Done = len(a.Best), a.Searched, true
	a.Best = a.Best[:min(most, len(a.Best))]
	return a
}

// fataler is a test of the testing package, or of rapid.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// finish waits for the end of a search, and looks at the way there.
func finish(t fataler, s *Search) (a Answer) {
	t.Helper()
	var before Answer
	for !a.Done {
		var err error
		if a, err = s.Next(context.Background()); err != nil {
			t.Fatalf("%q: %v", s.query, err)
		}
		if a.Searched < before.Searched || a.Found < before.Found || a.Searched > a.Of || a.Found > a.Searched || len(a.Best) > a.Found {
			t.Fatalf("%q: from %+v to %+v", s.query, before, a)
		}
		before = a
	}
	return a
}

func equal(t fataler, q Query, got, want Answer) {
	t.Helper()
	if !slices.Equal(got.Best, want.Best) {
		t.Fatalf("%q found\n%v, not\n%v", q, got.Best, want.Best)
	}
	if got.Best, want.Best = nil, nil; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%q: %+v, not %+v", q, got, want)
	}
}

func query(t fataler, text string) Query {
	t.Helper()
	q, err := Parse(text, "/")
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return q
}

var someKey = rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "ab", "/", "-", "B", "c"}), 1, 8), func(s []string) string { return strings.Join(s, "") })

// However one search follows another (one letter more, one less, something
// else, the same again when the tree has changed), however far the one before
// has come, and however few matches are kept: the answer is that of a search
// from nothing.
func TestSearchEqualsPlainLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := newKeyspace()
		l := tuned()
		l.most = rapid.IntRange(1, 8).Draw(t, "most")
		l.room = l.most + rapid.IntRange(0, 3).Draw(t, "spare")
		l.workers, l.run = rapid.IntRange(1, 3).Draw(t, "workers"), rapid.IntRange(1, 3).Draw(t, "run")
		l.first, l.moment = 0, 0
		var before *Search
		text := ""
		search := func(under string) *Search {
			snap := k.tree.Snapshot(under)
			before = start(context.Background(), query(t, text), snap, before, l)
			return before
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) { k.change(model.Created, someKey.Draw(t, "key")) },
			"delete": func(t *rapid.T) {
				if len(k.keys) > 0 {
					k.change(model.Deleted, rapid.SampledFrom(slices.Sorted(maps.Keys(k.keys))).Draw(t, "key"))
				}
			},
			"delete the best": func(t *rapid.T) {
				for _, m := range looped(query(t, text), k.tree.Snapshot(""), rapid.IntRange(1, 8).Draw(t, "n")).Best {
					k.change(model.Deleted, m.Key)
				}
			},
			"list": func(t *rapid.T) { k.list(rapid.SliceOfN(someKey, 1, 200).Draw(t, "keys")) },
			"relist": func(t *rapid.T) {
				for range min(len(k.keys), rapid.IntRange(0, 3).Draw(t, "gone")) {
					delete(k.keys, rapid.SampledFrom(slices.Sorted(maps.Keys(k.keys))).Draw(t, "key"))
				}
				k.relist()
			},
			"expire": func(*rapid.T) { k.tree.Expire(t0.Add(model.Moment)) },
			"reset": func(*rapid.T) {
				k.keys = map[string]int64{}
				k.tree.Apply(model.Batch{At: t0, Reset: true})
			},
			"letter": func(t *rapid.T) {
				text += rapid.SampledFrom([]string{"a", "b", "B", "/", " ", "!c", "^", "'"}).Draw(t, "letter")
			},
			"back": func(*rapid.T) { text = text[:max(0, len(text)-1)] },
			"other": func(t *rapid.T) {
				text = rapid.SampledFrom([]string{"", "", "re:", "glob:"}).Draw(t, "kind") + someKey.Draw(t, "query")
			},
			"search": func(*rapid.T) { search("") },
			"look": func(t *rapid.T) {
				if a, err := search("").Next(context.Background()); err != nil || a.Searched > a.Of {
					t.Fatalf("%+v, %v", a, err)
				}
			},
			"": func(t *rapid.T) {
				under := rapid.SampledFrom([]string{"", "", "a/", "/"}).Draw(t, "under")
				s := search(under)
				equal(t, s.query, finish(t, s), looped(s.query, s.snap, l.most))
			},
		})
		before.cancel()
		<-before.ended
	})
}

// When the best of what was kept goes, those that had to make room for them
// come back, and nobody has looked at other keys for that.
func TestWhatMadeRoomComesBack(t *testing.T) {
	k := newKeyspace()
	var keys []string
	for i := range 10_000 {
		keys = append(keys, fmt.Sprintf("a/%c%05d", 'a'+i%2, i))
	}
	k.list(keys)
	q := query(t, "b")
	var before *Search
	for range 5 {
		snap := k.tree.Snapshot("")
		before = Start(t.Context(), q, snap, before)
		got := finish(t, before)
		equal(t, q, got, looped(q, snap, Most))
		for _, m := range got.Best[:Most/2] {
			k.change(model.Deleted, m.Key)
		}
	}
}

// What a search need not look at it doesn't.
func TestSearchLooksAtWhatIsNewOnly(t *testing.T) {
	k := newKeyspace()
	random := rand.New(rand.NewPCG(1, 2))
	chunk := func(prefix string) (keys []string) {
		for i := range 2_000 {
			keys = append(keys, fmt.Sprintf("%s/%04d-%06x", prefix, i, random.IntN(1<<24)))
		}
		return keys
	}
	k.list(chunk("a"))
	k.list(chunk("b"))
	q := query(t, "ff")
	first := Start(t.Context(), q, k.tree.Snapshot(""), nil)
	found := finish(t, first)
	again := Start(t.Context(), q, k.tree.Snapshot(""), first)
	equal(t, q, finish(t, again), found)
	if again.lookedAt() != 0 {
		t.Errorf("the same again looked at %d keys", again.lookedAt())
	}
	letter := start(t.Context(), query(t, "fff"), k.tree.Snapshot(""), again, nobody())
	<-letter.ended
	left := 0
	for i := range letter.keys {
		left += letter.keys[i].Len()
	}
	if left != found.Found {
		t.Errorf("with a letter more %d keys are left to be looked at, %d had been found", left, found.Found)
	}
	k.list(chunk("c"))
	more := Start(t.Context(), q, k.tree.Snapshot(""), again)
	finish(t, more)
	if n := more.lookedAt(); n < 2_000 || n > 2_200 {
		t.Errorf("with a chunk of 2,000 keys more it looked at %d", n)
	}
}

// lookedAt is how many keys were in the parts that this search looked at
// itself.
func (s *Search) lookedAt() (n int) {
	for _, w := range s.crew {
		n += w.searched
	}
	return n
}

func TestEmptyQueryFindsAllInOrder(t *testing.T) {
	k := newKeyspace()
	var keys []string
	for i := range 3_000 {
		keys = append(keys, fmt.Sprintf("%d/%d", i%7, i), fmt.Sprintf("%d-%d", i%7, i))
	}
	k.list(keys)
	a := finish(t, Start(t.Context(), Query{}, k.tree.Snapshot(""), nil))
	if a.Found != 6_000 || len(a.Best) != Most {
		t.Fatalf("found %d, of which %d are shown", a.Found, len(a.Best))
	}
	slices.Sort(keys)
	for i, m := range a.Best {
		if m.Key != keys[i] {
			t.Fatalf("%d: %q, not %q", i, m.Key, keys[i])
		}
	}
}

// A search that is ended doesn't go on to the end of a part, and what it has
// found in that part is not taken over: the next one looks at it again.
func TestSearchEndsWithinAPart(t *testing.T) {
	snap := listedTree(1_000).Snapshot("")
	q := query(t, "pods")
	want := looped(q, snap, Most)
	for n := 1; n < 300; n += 7 {
		s := start(t.Context(), q, snap, nil, nobody())
		<-s.ended
		s.workers = 1
		s.ctx, s.crew = &countdown{Context: t.Context(), left: n}, s.hire()
		s.send(s.crew, (*worker).search)
		if found := len(s.crew[0].best.heap); found > n {
			t.Fatalf("it went on to %d keys, ended after %d looks at whether it is", found, n)
		}
		equal(t, q, finish(t, Start(t.Context(), q, snap, s)), want)
	}
}

// countdown is a context that ends after it was asked so often whether it has.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// nobody is a search that doesn't look at any key.
func nobody() limits {
	l := tuned()
	l.workers = 0
	return l
}
