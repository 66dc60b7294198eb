package source

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// fetches are what a person has asked to be loaded whole: one prefix at a time.
type fetches struct {
	mu     sync.Mutex
	number int                // how many there were
	cancel context.CancelFunc // of the last one; nil before there is one
}

// LoadAll lists now all that lies under the prefix and isn't known, ahead of
// the background load and not at its pace, whether or not that is paused. What
// was asked for before is given up.
func (s *Session) LoadAll(prefix string) {
	ctx, cancel := context.WithCancel(s.ctx)
	f := &s.fetches
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		f.cancel()
	}
	f.number++
	f.cancel = cancel
	told := &fetch{s: s, ctx: ctx, prefix: prefix, number: f.number}
	s.tellFetch(model.Fetch{Number: f.number, Prefix: prefix, State: model.FetchRunning})
	s.run(func() {
		defer cancel()
		told.run()
	})
}

// EndLoadAll gives up what LoadAll has begun. What was listed stays known.
func (s *Session) EndLoadAll() {
	f := &s.fetches
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		f.cancel()
		s.tellFetch(model.Fetch{Number: f.number})
	}
}

func (s *Session) tellFetch(f model.Fetch) {
	s.box.status(func(st *model.Status) { st.Fetch = f })
}

// fetch lists all of a prefix, from gap to gap.
type fetch struct {
	s       *Session
	ctx     context.Context // ends when it isn't wanted any more
	prefix  string
	number  int
	keys    int // that were not known before
	allowed int // as many more
}

// tell says how far it is, unless it is given up.
func (f *fetch) tell(state model.FetchState, cause string) {
	f.s.fetches.mu.Lock()
	defer f.s.fetches.mu.Unlock()
	if f.ctx.Err() == nil {
		f.s.tellFetch(model.Fetch{Number: f.number, Prefix: f.prefix, State: state, Keys: int64(f.keys), Cause: cause})
	}
}

// end is the last that it tells.
func (f *fetch) end(state model.FetchState, cause string) {
	f.tell(state, cause)
	f.s.box.hurry() // the person waits for it
}

// run lists until all is known, or nothing but a person can help. Whatever
// passes by itself - the server away, the revision compacted, a gap - it outlasts.
func (f *fetch) run() {
	s := f.s
	var b retry
	f.anew()
	for how := atOnce; f.ctx.Err() == nil; how = asking {
		seen := s.accessNow()
		all, err := f.segment(how)
		switch {
		case err == nil && all:
			f.end(model.FetchDone, "")
			return
		case err == nil:
			b = retry{}
		case errors.Is(err, errBudget):
			f.end(model.FetchBudget, "")
			return
		case errors.Is(err, errStale), errors.Is(err, context.Canceled):
			f.anew() // after the gap nothing is known
		case s.refused(err, seen, deniedPause): // with what may be read now
		case s.client.isDenied(err):
			f.end(model.FetchDenied, s.denied(err, f.prefix))
			return
		case s.gone(err):
			s.losing(err)
			f.end(model.FetchFailed, Explain(err))
			return
		default:
			if !heals(err) || b.wait == retryPause {
				f.tell(model.FetchWaiting, s.cause(err))
			}
			_ = s.pause(f.ctx, err, &b)
		}
	}
}

// anew begins to count.
func (f *fetch) anew() {
	f.keys, f.allowed = 0, f.s.allowance()
	f.tell(model.FetchRunning, "")
}

// segment lists for as long as a revision is good for, and says whether all is
// known then. The background load waits meanwhile.
func (f *fetch) segment(how choosing) (all bool, err error) {
	s := f.s
	s.change(func() { s.reading++ })
	defer s.change(func() { s.reading-- })
	l, err := s.begin(f.ctx, how)
	if err != nil {
		return false, err
	}
	defer l.end()
	span := s.inScope(f.prefix)
	if len(s.readable(span)) == 0 {
		return false, rpctypes.ErrPermissionDenied
	}
	gap := s.gap(span)
	if gap.Empty() {
		return true, nil
	}
	left := model.Span{From: gap.From, To: span.To}
	scan := s.scan(l.ctx, left, l.rev)
	defer scan.close()
	for started, over := time.Now(), (overlap{}); ; {
		part, err := scan.next()
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		known, err := l.put(part)
		if err != nil {
			return false, err
		}
		f.took(part.Keys.Len() - known)
		left.From = part.Span.To
		gap := s.gap(left)
		switch {
		case left.From == "" || left.Empty() || gap.Empty():
			return true, nil
		case f.allowed <= 0:
			return false, errBudget
		case time.Since(started) > segmentTime && s.opts.Rev == 0:
			return false, nil
		case over.worthHop(gap.From > left.From, known, scan.hopCost()):
			scan.seek(gap.From)
			left.From = gap.From
		}
	}
}

func (f *fetch) took(fresh int) {
	f.keys += fresh
	f.allowed -= fresh
	f.tell(model.FetchRunning, "")
}

// overlap is how many keys in a row a listing has read that were known. A little
// is read again sooner than a hop over it is made.
type overlap struct{ again int }

// worthHop takes in that known ones were read, and says whether to hop over
// those that come.
func (o *overlap) worthHop(come bool, known, cost int) bool {
	if !come {
		o.again = 0
		return false
	}
	if o.again += known; o.again < cost {
		return false
	}
	o.again = 0
	return true
}
