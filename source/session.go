package source

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// Options say what a Session follows and how hard it may work the cluster.
type Options struct {
	Prefix    string // the start prefix, "" for everything
	Separator string
	Rev       int64 // read this revision and don't follow; 0: follow the newest
	ReadRate  int   // keys per second of the background load; 0: as fast as the server gives
	MaxKeys   int   // key budget of the background load

	// Panicked is told when a goroutine of the session has panicked: the
	// session is dead then. Without it, the panic takes its course.
	Panicked func(value any, stack []byte)
}

// Session follows one keyspace: it lists what is asked for at once, the rest
// at a gentle pace, and keeps all of it current by one watch.
//
//	follow  one goroutine: the revision, the watch, from gap to gap
//	pulse   one goroutine: is the server well, is the watch behind
//	load    one goroutine: the background load, as long as anything is unknown
//	levels  a goroutine for each prefix that was opened and isn't listed yet
//
// All of them put what they learn into one mailbox, from which Next takes it.
type Session struct {
	client *Client
	opts   Options
	scope  model.Span
	box    *mailbox
	list   *lister
	levels levels
	grants struct { // what the user may read
		sync.Mutex
		asked time.Time
		names []string
	}

	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu       sync.Mutex
	turn     chan struct{} // closed, and made anew, whenever what follows changes
	era      *era          // nil before the first answer, and between a gap and the next
	met      bool          // the cluster has answered once
	gaps     int
	stores   int // that were there before the present one
	watching watching
	covered  model.Spans // listed in this era
	known    int         // keys listed in this era
	reading  int         // listings that the person waits for
	paused   bool
}

// Follow starts to follow the keyspace; it returns at once, whether or not
// the cluster answers. Close ends it.
func Follow(client *Client, opts Options) *Session {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Session{
		client: client,
		opts:   opts,
		scope:  model.PrefixSpan(opts.Prefix),
		ctx:    ctx,
		cancel: cancel,
		turn:   make(chan struct{}),
		levels: newLevels(),
	}
	s.box = newMailbox(model.Status{
		Endpoint: client.LastEndpoint(),
		Since:    time.Now(),
	})
	s.list = &lister{kv: client.etcd, first: s.firstKeys}
	s.run(s.follow)
	s.run(s.pulse)
	s.run(s.load)
	return s
}

// Close ends everything that the session does and waits for it.
func (s *Session) Close() {
	s.cancel()
	s.done.Wait()
}

// Next waits for news and takes it all.
func (s *Session) Next(ctx context.Context) (model.Batch, error) { return s.box.take(ctx) }

// Pause stops the background load, or lets it go on.
func (s *Session) Pause(paused bool) {
	s.change(func() { s.paused = paused })
}

func (s *Session) run(f func()) {
	s.done.Add(1)
	go func() {
		defer s.done.Done()
		defer s.catch()
		f()
	}()
}

// catch keeps a panic from ending the program with the terminal in disorder.
func (s *Session) catch() {
	if s.opts.Panicked == nil {
		return
	}
	if v := recover(); v != nil {
		s.opts.Panicked(v, debug.Stack())
	}
}

// change changes the session's state and wakes who waits for it.
func (s *Session) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.turn)
	s.turn = make(chan struct{})
}

// await waits until ready, which is called with the state locked, is true.
func (s *Session) await(ctx context.Context, ready func() bool) error {
	for {
		s.mu.Lock()
		ok, turn := ready(), s.turn
		s.mu.Unlock()
		if ok || ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// begin opens a listing: at a revision that is at least as new as anything on
// the screen and as the beginning of the watch, so that nothing which was
// deleted comes back and no change is missed.
func (s *Session) begin(ctx context.Context) (l *listing, err error) {
	l = &listing{s: s}
	for epoch := -1; l.era == nil || l.era.epoch != epoch; {
		if err := s.await(ctx, func() bool { l.era = s.era; return s.era != nil && s.era.epoch >= epoch }); err != nil {
			s.box.end(l.id)
			return nil, err
		}
		s.box.end(l.id) // of the round before, which met a gap
		l.id, epoch = s.box.begin()
	}
	l.ctx, l.stop = context.WithCancel(ctx)
	l.unhook = context.AfterFunc(l.era.ctx, l.stop)
	if l.rev, err = s.pin(l.ctx, l.era.rev); err != nil {
		l.end()
		return nil, err
	}
	return l, nil
}

// pin chooses the revision to list at. The member that answers may be behind
// the others: atLeast is what the listing may not be older than.
func (s *Session) pin(ctx context.Context, atLeast int64) (int64, error) {
	if s.opts.Rev > 0 {
		return s.opts.Rev, nil
	}
	rev, err := s.revision(ctx)
	return max(rev, atLeast, s.box.newest()), err
}

// revision is the store's, as the member that answers knows it.
func (s *Session) revision(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	return s.client.Revision(ctx, rangeKey(s.opts.Prefix))
}

// listing is one listing under way, from its begin to its end.
type listing struct {
	s      *Session
	id     model.ListID
	era    *era
	rev    int64
	ctx    context.Context // ends with the listing, or with the era
	stop   context.CancelFunc
	unhook func() bool
}

func (l *listing) end() {
	l.unhook()
	l.stop()
	l.s.box.end(l.id)
}

// put takes in what was read.
func (l *listing) put(part model.Listed) error {
	if err := l.s.box.listed(l.ctx, l.era.epoch, part); err != nil {
		return err
	}
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	if l.s.era == l.era && !l.s.covered.Covers(part.Span) {
		l.s.covered.Add(part.Span)
		l.s.known += part.Keys.Len()
	}
	return nil
}

// gap is the first part of span that is not listed yet.
func (s *Session) gap(span model.Span) model.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.covered.Gap(span)
}

// inScope is the part of the prefix's span that the session follows.
func (s *Session) inScope(prefix string) model.Span {
	return model.PrefixSpan(prefix).Intersect(s.scope)
}

func (s *Session) firstKeys(t model.Transport, took time.Duration) {
	s.box.status(func(st *model.Status) {
		st.Transport = t
		if st.Load.FirstChunk == 0 {
			st.Load.FirstChunk = took
		}
	})
}

// sleep waits, unless ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
