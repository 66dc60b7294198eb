package find

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// work answers the query, once the search before has let go of what it found.
func (s *Search) work(before *Search) {
	defer close(s.ended)
	defer s.cancel()
	if before != nil {
		<-before.ended
	}
	s.inherit(before) // though it may be over: the next one inherits from this one
	s.crew = s.hire()
	close(s.begun)
	s.send(s.crew, (*worker).search)
	if s.ctx.Err() == nil && s.lacking() {
		again := s.hire()
		s.send(again, (*worker).searchAgain)
		s.replace(again)
	}
	if s.err = s.ctx.Err(); s.err == nil {
		s.mu.Lock()
		s.done = true
		s.mu.Unlock()
	}
}

// hire makes the workers.
func (s *Search) hire() []*worker {
	crew := make([]*worker, min(s.workers, s.snap.Len()/s.run+1))
	for i := range crew {
		crew[i] = &worker{s: s, reader: s.snap.Reader(), matcher: s.query.Matcher(), best: best{room: s.room}}
	}
	return crew
}

// send lets the workers do something with each part, and waits for them. All of
// them rest at the same time: what the terminal's reader, in a system call most of
// the time, has made ready waits on its processor until another one has nothing
// to do and looks for work, which took a key press 13 ms.
func (s *Search) send(crew []*worker, do func(*worker, int)) {
	var all sync.WaitGroup
	var taken atomic.Int64
	began := time.Now()
	for _, w := range crew {
		all.Go(func() {
			var round time.Duration
			for {
				end := int(taken.Add(int64(s.run)))
				for i := end - s.run; i < end; i++ {
					if i >= s.snap.Len() || s.ctx.Err() != nil {
						return
					}
					do(w, i)
				}
				if now := time.Since(began) / s.stint; now != round {
					round = now
					time.Sleep(s.breath)
					continue
				}
				runtime.Gosched() // else who waits for this core does so until the runtime takes it away
			}
		})
	}
	all.Wait()
}

// worker looks at keys, on a goroutine of its own.
type worker struct {
	s       *Search
	reader  *model.Reader
	matcher *Matcher

	mu              sync.Mutex // who tells what there is takes it between two parts
	best            best
	found, searched int
}

// search looks at a part that nobody has looked at.
func (w *worker) search(i int) {
	s := w.s
	if s.states[i] != unsearched {
		return
	}
	var found model.KeySet
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.reader.Open(i, s.keys[i]); w.reader.Next(); {
		if s.ctx.Err() != nil {
			return // asked for each key, 1.5 ns, as some take long; the next search begins this part anew
		}
		if score, ok := w.matcher.Match(w.reader.Key, w.reader.Same); ok {
			found.Add(w.reader.At)
			w.best.add(score, w.reader.Key, int32(i))
		}
	}
	w.found += found.Len()
	w.searched += s.snap.KeysOf(i)
	s.keys[i], s.states[i] = found, searched
}

// searchAgain looks for the best of what was inherited.
func (w *worker) searchAgain(i int) {
	if w.s.states[i] != inherited {
		return
	}
	for w.reader.Open(i, w.s.keys[i]); w.reader.Next() && w.s.ctx.Err() == nil; {
		if score, ok := w.matcher.Match(w.reader.Key, w.reader.Same); ok {
			w.best.add(score, w.reader.Key, int32(i))
		}
	}
}

// tell adds the best that the worker has found until now.
func (w *worker) tell(a *Answer, to *best) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a.Found += w.found
	a.Searched += w.searched
	to.addAll(w.best.heap)
}
