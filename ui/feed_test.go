package ui

import (
	"context"
	"errors"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// errNothing stands for a Next that blocks.
var errNothing = errors.New("nothing new")

// feed is a Source whose news the test makes.
type feed struct {
	membersFeed
	historyFeed
	queue     []model.Batch
	ended     error
	opened    []string
	abandoned []string
	located   []string
	paused    []bool
	refreshed int
	read      []string
	readCtx   []context.Context
	entries   map[string]model.Entry
	faults    map[string]error
	now       func() time.Time
	oldest    int64 // revision that can be read
	wrong     error // why that isn't known
	usageFeed
	versionsFeed
	grepFeed
	passes func(time.Duration)
	fetchFeed
}

func (f *feed) Compacted(context.Context) (int64, error) { return f.oldest, f.wrong }

func (f *feed) Next(context.Context) (model.Batch, error) {
	switch {
	case len(f.queue) > 0:
		b := f.queue[0]
		f.queue = f.queue[1:]
		return b, nil
	case f.ended != nil:
		return model.Batch{}, f.ended
	}
	return model.Batch{}, errNothing
}

func (f *feed) Open(prefix string)    { f.opened = append(f.opened, prefix) }
func (f *feed) Abandon(prefix string) { f.abandoned = append(f.abandoned, prefix) }
func (f *feed) Locate(path string)    { f.located = append(f.located, path) }
func (f *feed) Refresh()              { f.refreshed++ }
func (f *feed) Pause(paused bool)     { f.paused = append(f.paused, paused) }

func (f *feed) Read(ctx context.Context, key string) (model.Entry, error) {
	f.read = append(f.read, key)
	f.readCtx = append(f.readCtx, ctx)
	if err := f.faults[key]; err != nil {
		return model.Entry{}, err
	}
	e, ok := f.entries[key]
	e.Key, e.Found, e.ReadAt = key, ok, f.now()
	return e, nil
}
