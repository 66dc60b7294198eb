package main

import (
	"errors"
	"sync"

	"github.com/etcdscope/etcdscope/source"
)

// A connection is one cluster that is followed, at its present or as it was at
// some revision. Those of one cluster, between which a person travels, share a
// client.
type connection struct {
	client  *sharedClient
	session *source.Session
}

// A sharedClient is closed when the last connection that has it is.
type sharedClient struct {
	*source.Client
	users int // the lock of the connections guards it
}

// connect begins to follow a cluster. It doesn't wait for the cluster.
func connect(cfg source.Config, follow source.Options) (*connection, error) {
	cfg.MaxInFlight = follow.MaxInFlight // it bounds what the connection takes in, too
	client, err := source.Dial(cfg)
	if err != nil {
		return nil, err
	}
	return &connection{client: &sharedClient{client, 1}, session: source.Follow(client, follow)}, nil
}

// connections are those that the screen has been given. Whatever the screen
// does with them, they end with the program.
type connections struct {
	mu   sync.Mutex
	open map[*connection]struct{}
	over bool // no more of them
}

// add begins one more.
func (all *connections) add(cfg source.Config, follow source.Options) (*connection, error) {
	c, err := connect(cfg, follow)
	if err != nil {
		return nil, err
	}
	return c, all.keep(c)
}

// at begins one more to the cluster of another that is open, at revision rev.
func (all *connections) at(c *connection, rev int64) (*connection, error) {
	all.mu.Lock()
	if _, open := all.open[c]; !open {
		all.mu.Unlock()
		return nil, errLeft
	}
	c.client.users++
	all.mu.Unlock()
	other := &connection{client: c.client, session: c.session.At(rev)}
	return other, all.keep(other)
}

// errLeft refuses what nobody would see any more.
var errLeft = errors.New("etcdscope is being left")

func (all *connections) keep(c *connection) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.over {
		go all.finish(c)
		return errLeft
	}
	if all.open == nil {
		all.open = map[*connection]struct{}{}
	}
	all.open[c] = struct{}{}
	return nil
}

// finish closes one, and its client after the last session.
func (all *connections) finish(c *connection) {
	c.session.Close()
	all.mu.Lock()
	c.client.users--
	last := c.client.users == 0
	all.mu.Unlock()
	if last {
		_ = c.client.Close()
	}
}

// end ends one, and waits for it.
func (all *connections) end(c *connection) {
	all.mu.Lock()
	_, open := all.open[c]
	delete(all.open, c)
	all.mu.Unlock()
	if open {
		all.finish(c)
	}
}

// close ends all, and those that are still to come.
func (all *connections) close() {
	all.mu.Lock()
	open := all.open
	all.open, all.over = nil, true
	all.mu.Unlock()
	for c := range open {
		all.finish(c)
	}
}
