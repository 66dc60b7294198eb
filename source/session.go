package source

import (
	"cmp"
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
	// Linearizable has what a person waits for read with a quorum, or not at
	// all, in place of what the member that answers happens to have.
	Linearizable bool

	// MaxInFlight is the budget for bytes that were received and not shown yet;
	// 0 is that of the client.
	MaxInFlight int

	// Panicked is told when a goroutine of the session has panicked: the
	// session is dead then. Without it, the panic takes its course.
	Panicked func(value any, stack []byte)
}

// Session follows one keyspace: it lists what is asked for at once, the rest
// at a gentle pace, and keeps all of it current by one watch.
//
//	follow  one goroutine: the revision, the watch, from gap to gap
//	pulse   one goroutine: is the server well, is the watch behind
//	members one goroutine: is every member well, which ones are to be read
//	load    one goroutine: the background load, as long as anything is unknown
//	loss    one goroutine, at an old revision: if it is gone, which ones are there
//	vigil   one goroutine, if there are users: may we still read
//	levels  a goroutine for each prefix that was opened and isn't listed yet
//	fetch   one goroutine, while a person wants all of a prefix
//
// All of them put what they learn into one mailbox, from which Next takes it.
type Session struct {
	client  *Client
	opts    Options
	scope   model.Span
	box     *mailbox
	list    *lister
	levels  levels
	fetches fetches
	grants  grants
	values  values
	health  *health

	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu         sync.Mutex
	turn       chan struct{} // closed, and made anew, whenever what follows changes
	era        *era          // nil before the first answer, and between a gap and the next
	met        bool          // the cluster has answered once
	gaps       int
	stores     int // that were there before the present one
	reset      int // the stores there were when the screen was told last; only follow changes it
	watching   watching
	leaderless bool  // the member that answered last knows no leader
	had        int64 // the newest revision that the session before this one knew of
	loss       loss
	access     access
	nudges     int         // how often the person wanted to try at once
	swings     int         // how often more or fewer members were well than before
	nudged     time.Time   // the last time
	nudging    bool        // one more is to come
	covered    model.Spans // listed in this era, or not to be read
	known      int         // keys listed in this era
	reading    int         // listings that the person waits for
	asked      int         // and reads of values
	paused     bool
}

// Follow starts to follow the keyspace; it returns at once, whether or not
// the cluster answers. Close ends it.
func Follow(client *Client, opts Options) *Session {
	s := newSession(client, opts)
	s.start()
	return s
}

func newSession(client *Client, opts Options) *Session {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Session{
		client: client,
		opts:   opts,
		scope:  model.PrefixSpan(opts.Prefix),
		ctx:    ctx,
		cancel: cancel,
		turn:   make(chan struct{}),
		levels: newLevels(),
		values: values{turn: make(chan struct{}, 1)},
		health: newHealth(),
	}
	s.access.readable = []model.Span{s.scope}
	s.box = newMailbox(model.Status{
		Endpoint:     client.LastEndpoint(),
		Since:        time.Now(),
		Linearizable: opts.Linearizable,
	}, cmp.Or(opts.MaxInFlight, client.config.MaxInFlight))
	s.list = &lister{stream: client.stream, kv: client.etcd, first: s.firstKeys}
	s.list.who.servers = len(client.endpoints)
	return s
}

func (s *Session) start() {
	s.client.route.alarm(s)
	s.run(s.follow)
	s.run(s.pulse)
	s.run(s.lookAround)
	s.run(s.load)
	if s.opts.Rev > 0 {
		s.run(s.explainLoss)
	}
	if s.client.user != "" {
		s.run(s.vigil)
	}
}

// Close ends everything that the session does and waits for it.
func (s *Session) Close() {
	s.cancel()
	s.client.route.silence(s)
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
