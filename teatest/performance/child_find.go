//go:build linux

package main

import (
	"context"
	"runtime"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// findFound is what was measured of a query, from the snapshot to its answer.
type findFound struct {
	Query string
	Found int
	First []float64 // ms until the first answer, done or not
	Whole []float64 // ms until it is done
	Bytes []float64 // allocated meanwhile, in MB
}

// findChild builds a tree of so many keys and asks it each query several times.
// A query that begins with narrowed is asked after the one without its last
// letter.
func findChild(ctx context.Context, args []string) (any, error) {
	t := buildTree(treeKeys(number(args[0])))
	var all []findFound
	for _, text := range args[2:] {
		f := findFound{Query: text}
		for range number(args[1]) {
			if err := f.ask(ctx, t, text); err != nil {
				return nil, err
			}
		}
		all = append(all, f)
	}
	return all, nil
}

const narrowed = "narrowed "

func (f *findFound) ask(ctx context.Context, t *model.Tree, text string) error {
	var before *find.Search
	text, narrow := strings.CutPrefix(text, narrowed)
	if narrow {
		var err error
		if before, _, err = answer(ctx, t, text[:len(text)-1], nil, nil); err != nil {
			return err
		}
	}
	var start, end runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	began := time.Now()
	var first time.Duration
	_, found, err := answer(ctx, t, text, before, func() {
		if first == 0 {
			first = time.Since(began)
		}
	})
	whole := time.Since(began)
	runtime.ReadMemStats(&end)
	f.Found = found
	f.First = append(f.First, milliseconds(first))
	f.Whole = append(f.Whole, milliseconds(whole))
	f.Bytes = append(f.Bytes, float64(end.TotalAlloc-start.TotalAlloc)/1e6)
	return err
}

// answer asks as the screen does: with each answer it could draw a frame.
func answer(ctx context.Context, t *model.Tree, text string, before *find.Search, told func()) (*find.Search, int, error) {
	q, err := find.Parse(text, "/")
	if err != nil {
		return nil, 0, err
	}
	s := find.Start(ctx, q, t.Snapshot(""), before)
	for {
		a, err := s.Next(ctx)
		if err != nil {
			return nil, 0, err
		}
		if told != nil {
			told()
		}
		if a.Done {
			return s, a.Found, nil
		}
	}
}
