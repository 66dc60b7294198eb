package find

import (
	"fmt"
	"sync"
	"testing"
)

// What a key shares with the one before isn't looked at again: here it has
// become something else meanwhile, and nobody notices.
func TestSharedBytesAreNotLookedAtAgain(t *testing.T) {
	for _, text := range []string{"pods", "pc", "pods check", "'pods", "'pods/c", "^/registry", "!zzz", "!'zxzxz", "zzz | pods", "re:pods", "é"} {
		q := parse(t, text)
		m := q.Matcher()
		const first, next = "/registry/éé/pods/a", "/registry/éé/pods/checkout"
		_, ok := m.Match([]byte(first), 0)
		shared := same(first, next)
		key := []byte(next)
		for i := range shared - len("/pods/") {
			key[i] = 'z'
		}
		score, ok1 := m.Match(key, shared)
		if want, ok2 := match(q, next); score != want || ok1 != ok2 {
			t.Errorf("%s: %d %v, want %d %v (%v before)", text, score, ok1, want, ok2, ok)
		}
	}
}

func TestMatchingTakesNoMemory(t *testing.T) {
	keys, shared := registry(1000)
	for _, text := range []string{"pods", "rpdc", "check 00ff", "'checkout !front", "^/reg f$", "pods | jobs 0 | 'f", "é"} {
		m := parse(t, text).Matcher()
		all := func() {
			for i, key := range keys {
				m.Match(key, shared[i])
			}
		}
		all()
		if n := testing.AllocsPerRun(3, all); n > 0 {
			t.Errorf("%s: %.0f allocations for 1,000 keys", text, n)
		}
	}
}

// A query is used by several goroutines, each with its matcher.
func TestAQueryIsShared(t *testing.T) {
	keys, shared := registry(200)
	for _, text := range []string{"rpdc", "'checkout é", "re:check(out)+.*f", "glob:*{f,a}"} {
		q := parse(t, text)
		var group sync.WaitGroup
		found := make([]string, 4)
		for i := range found {
			group.Go(func() {
				m := q.Matcher()
				for j, key := range keys {
					if score, ok := m.Match(key, shared[j]); ok {
						found[i] += fmt.Sprint(score, q.Places(string(key)))
					}
				}
			})
		}
		group.Wait()
		for _, f := range found {
			if f != found[0] {
				t.Errorf("%s: %s and %s", text, f, found[0])
			}
		}
	}
}
