//go:build linux

package main

import (
	"errors"
	"time"

	"github.com/etcdscope/etcdscope/teatest"
)

// recording is a program's output, with the time at which each part of it was
// read.
type recording struct {
	out    []byte
	chunks []chunk
}

type chunk struct {
	at  time.Time
	end int // in the output
}

func (r *recording) add(at time.Time, output []byte) {
	r.out = append(r.out, output...)
	r.chunks = append(r.chunks, chunk{at, len(r.out)})
}

func (r *recording) chunk(i int) []byte {
	start := 0
	if i > 0 {
		start = r.chunks[i-1].end
	}
	return r.out[start:r.chunks[i].end]
}

// bytesSince is how much was written after a time.
func (r *recording) bytesSince(at time.Time) (n int) {
	for i, c := range r.chunks {
		if c.at.After(at) {
			n += len(r.chunk(i))
		}
	}
	return n
}

// replay shows the output part by part, as it was read, until see is false. A
// frame counts when all of it has come.
func (r *recording) replay(see func(at time.Time, screen func() string) bool) {
	view := teatest.NewReplay(cols, lines, func([]byte) {})
	defer view.Close()
	for i, c := range r.chunks {
		view.Write(r.chunk(i))
		if !see(c.at, view.Screen) {
			return
		}
	}
}

// when is the time after which the screen first met cond, from a time on.
func (r *recording) when(from time.Time, cond func(screen string) bool) (at time.Time, ok bool) {
	r.replay(func(t time.Time, screen func() string) bool {
		at, ok = t, !t.Before(from) && cond(screen())
		return !ok
	})
	return at, ok
}

// seen is how many milliseconds after a time the screen first met cond. It is
// asked when the program has ended, so that asking costs nothing that is
// measured.
func (t *terminal) seen(from time.Time, cond func(screen string) bool) (float64, error) {
	r := t.recorded()
	at, ok := r.when(from, cond)
	if !ok {
		return 0, errors.New("what was awaited is not in the recording")
	}
	return milliseconds(at.Sub(from)), nil
}
