package main

import (
	"errors"
	"sync"

	"github.com/etcdscope/etcdscope/source"
)

// A connection is one cluster that is followed.
type connection struct {
	client  *source.Client
	session *source.Session
}

// connect begins to follow a cluster. It doesn't wait for the cluster.
func connect(cfg source.Config, follow source.Options) (*connection, error) {
	cfg.MaxInFlight = follow.MaxInFlight // it bounds what the connection takes in, too
	client, err := source.Dial(cfg)
	if err != nil {
		return nil, err
	}
	return &connection{client: client, session: source.Follow(client, follow)}, nil
}

func (c *connection) close() {
	c.session.Close()
	_ = c.client.Close()
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
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.over {
		go c.close()
		return nil, errors.New("etcdscope is being left")
	}
	if all.open == nil {
		all.open = map[*connection]struct{}{}
	}
	all.open[c] = struct{}{}
	return c, nil
}

// end ends one, and waits for it.
func (all *connections) end(c *connection) {
	all.mu.Lock()
	_, open := all.open[c]
	delete(all.open, c)
	all.mu.Unlock()
	if open {
		c.close()
	}
}

// close ends all, and those that are still to come.
func (all *connections) close() {
	all.mu.Lock()
	open := all.open
	all.open, all.over = nil, true
	all.mu.Unlock()
	for c := range open {
		c.close()
	}
}
