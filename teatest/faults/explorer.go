//go:build linux

package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
)

// explorer is etcdscope without a screen: a session, and a tree that takes
// every batch and asks for what it wants.
type explorer struct {
	client  *source.Client
	session *source.Session
	cancel  context.CancelFunc
	done    chan struct{}
	hold    sync.Mutex // held while no batches are taken

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when what is below has changed
	tree    *model.Tree
	status  model.Status
	history []seen
	gaps    int
	resets  int
	back    int64 // the revision went back from here, without a reset; 0: never
}

// seen is a link that was shown, from then on.
type seen struct {
	at    time.Time
	link  model.Link
	cause string
}

// explore follows a cluster until close.
func explore(cfg source.Config, opts source.Options) (*explorer, error) {
	client, err := source.Dial(cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	e := &explorer{
		client:  client,
		session: source.Follow(client, opts),
		cancel:  cancel,
		done:    make(chan struct{}),
		changed: make(chan struct{}),
		tree:    model.NewTree(opts.Prefix, opts.Separator),
	}
	go e.follow(ctx)
	return e, nil
}

func (e *explorer) follow(ctx context.Context) {
	defer close(e.done)
	e.change(func() {})
	for {
		e.hold.Lock()
		e.hold.Unlock() //nolint:staticcheck // only to wait
		b, err := e.session.Next(ctx)
		if err != nil {
			return
		}
		e.change(func() { e.apply(b) })
	}
}

// change changes the tree, asks for what it wants then, and wakes who waits.
func (e *explorer) change(do func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	do()
	for _, prefix := range e.tree.Wanted() {
		e.session.Open(prefix)
	}
	close(e.changed)
	e.changed = make(chan struct{})
}

func (e *explorer) apply(b model.Batch) {
	e.tree.Apply(b)
	if b.Gap {
		e.gaps++
	}
	if b.Reset {
		e.resets++
	} else if b.Status.Revision < e.status.Revision {
		e.back = e.status.Revision
	}
	if len(e.history) == 0 || b.Status.Link != e.status.Link || b.Status.Cause != e.status.Cause {
		e.history = append(e.history, seen{time.Now(), b.Status.Link, b.Status.Cause})
	}
	e.status = b.Status
}

// expand and collapse are what a person does meanwhile.
func (e *explorer) expand(prefix string) { e.change(func() { e.tree.Expand(prefix) }) }

func (e *explorer) collapse(prefix string) {
	e.change(func() { e.tree.Collapse(prefix) })
	e.session.Abandon(prefix)
}

// until waits until ok, which may look at the tree and the status.
func (e *explorer) until(ctx context.Context, what string, ok func() bool) error {
	for {
		e.mu.Lock()
		met, changed := ok(), e.changed
		e.mu.Unlock()
		if met {
			return nil
		}
		select {
		case <-changed:
		case <-e.done:
			return fmt.Errorf("the explorer ended while it was waited until %s", what)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waiting until %s: %w", what, ctx.Err()), e.report())
		}
	}
}

// report is where the explorer stands.
func (e *explorer) report() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, exact := e.tree.Keys()
	return fmt.Errorf("%d keys, exact %v, %d gaps, status %+v, before: %v", n, exact, e.gaps, e.status, e.tail())
}

func (e *explorer) tail() []seen { return e.history[max(0, len(e.history)-8):] }

func (s seen) String() string {
	return fmt.Sprintf("%s link %d %q", s.at.Format("05.000"), s.link, s.cause)
}

// upTo says whether everything up to rev is on the screen, and that it is live.
func (e *explorer) upTo(rev int64) bool {
	_, exact := e.tree.Keys()
	return exact && e.status.Link == model.LinkLive && e.status.Revision >= rev
}

func (e *explorer) close() error {
	e.session.Close()
	e.cancel()
	<-e.done
	return e.client.Close()
}
