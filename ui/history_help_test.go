package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// historyFeed answers what was: of each key its versions, newest first.
type historyFeed struct {
	past       map[string][]model.Version
	end        model.HistoryEnd // of all of them; zero: their creation
	faultAfter int              // so many versions are read, and no more
	walked     []int64          // before which revisions it was asked
	walkCtx    []context.Context
	pastRead   []int64
}

func (f *historyFeed) History(ctx context.Context, key string, before int64, n int) (found []model.Version, end model.HistoryEnd, err error) {
	f.walked, f.walkCtx = append(f.walked, before), append(f.walkCtx, ctx)
	all := f.past[key]
	for i, v := range all {
		switch {
		case before > 0 && v.ModRevision >= before:
			continue
		case f.faultAfter > 0 && i >= f.faultAfter:
			return found, end, errors.New("no leader\x1b[2J")
		case len(found) == n:
			return found, end, nil
		}
		found = append(found, v)
	}
	switch {
	case f.end.State != model.HistoryOpen:
		return found, f.end, nil
	case len(found) == 0:
		return nil, model.HistoryEnd{State: model.HistoryAbsent}, nil
	}
	return found, model.HistoryEnd{State: model.HistoryCreated}, nil
}

func (f *historyFeed) ReadAt(_ context.Context, key string, rev int64) (model.Entry, error) {
	f.pastRead = append(f.pastRead, rev)
	for _, v := range f.past[key] {
		if v.ModRevision <= rev {
			return model.Entry{
				Key: key, Found: true, Value: fmt.Appendf(nil, "value of version %d", v.Version),
				CreateRevision: v.CreateRevision, ModRevision: v.ModRevision, Version: v.Version, Lease: v.Lease,
			}, nil
		}
	}
	return model.Entry{Key: key}, nil
}

// versionsOf are n versions, the newest at a mod revision, one for each revision.
func versionsOf(newest int64, n int) (all []model.Version) {
	for i := range n {
		all = append(all, model.Version{
			ModRevision: newest - int64(i), CreateRevision: newest - int64(n) + 1, Version: int64(n - i),
			Size: 1000 + (i*37)%100, Time: t0.Add(-time.Duration(i) * time.Minute),
		})
	}
	return all
}
