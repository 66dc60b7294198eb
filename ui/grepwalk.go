package ui

import "github.com/etcdscope/etcdscope/model"

// grepWalk is where a search is in the keys. It goes from one snapshot to the
// next: through what is new in that. An empty one has no keys.
type grepWalk struct {
	snap  *model.Snapshot
	keys  *model.Ordered
	ahead []string

	before *model.Ordered // what was gone through already; nil: nothing
	seen   string         // of that the next one
	more   bool           // there is one
}

func newGrepWalk(snap *model.Snapshot) *grepWalk { return &grepWalk{snap: snap, keys: snap.Ordered()} }

// through goes on with what another snapshot has and this one hasn't.
func (w *grepWalk) through(snap *model.Snapshot) *grepWalk {
	on := newGrepWalk(snap)
	on.before = w.snap.Ordered()
	on.seen, on.more = on.before.Next()
	return on
}

// next is the next key that wasn't gone through.
func (w *grepWalk) next() (key string, ok bool) {
	for w.keys != nil {
		key, ok = w.keys.Next()
		for w.more && w.seen < key {
			w.seen, w.more = w.before.Next()
		}
		if !ok || !w.more || w.seen != key {
			return key, ok
		}
	}
	return "", false
}

// upTo are the next keys, n at most.
func (w *grepWalk) upTo(n int) []string {
	for len(w.ahead) < grepAhead {
		key, ok := w.next()
		if !ok {
			break
		}
		w.ahead = append(w.ahead, key)
	}
	return w.ahead[:min(len(w.ahead), n)]
}

func (w *grepWalk) settle(n int) { w.ahead = append([]string(nil), w.ahead[n:]...) }
