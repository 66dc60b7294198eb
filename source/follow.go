package source

import (
	"errors"
	"slices"

	"github.com/etcdscope/etcdscope/model"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// Why a watch ended, where the server doesn't say.
var (
	errGap      = errors.New("changes were missed")
	errReplaced = errors.New("the store was replaced") // restored from a backup, or made anew
	errAway     = errors.New("the server went away")
	errEnded    = errors.New("the watch ended")
)

// follow keeps the session at the newest revision: list from R, watch from
// R+1, and begin a new era whenever the watch has lost its place.
func (s *Session) follow() {
	var r respite
	for {
		e, err := s.newEra()
		if err != nil {
			return
		}
		if s.opts.Rev > 0 {
			s.box.progress(s.opts.Rev)
			s.past()
			if s.await(s.ctx, func() bool { return s.access.version != e.access || s.stores != e.store }) != nil {
				return
			}
			s.endEra(e)
			continue
		}
		s.box.progress(e.rev)
		ended := s.watchFrom(e)
		if s.ctx.Err() != nil {
			return
		}
		s.endEra(e)
		if s.restAfter(e, ended, &r) != nil {
			return
		}
	}
}

// watchFrom watches from the beginning of the era until there is a gap, and
// gives its reason. It goes on where it was when only the watch was lost,
// unless that is long ago: to catch up from an old revision, etcd scans all
// that happened since and lets nobody write meanwhile (etcd#22264).
func (s *Session) watchFrom(e *era) error {
	var b retry
	for {
		now, err := s.answer()
		switch {
		case err != nil:
			return err
		case s.storeNow() != e.store:
			return errReplaced
		case s.accessNow() != e.access:
			return errAccess
		case now-slices.Min(e.from) > watchBehindMost:
			return errGap
		}
		err = s.watch(e)
		switch {
		case s.ctx.Err() != nil || errors.Is(err, errGap) || errors.Is(err, errReplaced) || errors.Is(err, errAccess):
			return err
		case errors.Is(err, errAway), s.refused(err, e.access, deniedPause):
			continue // pulse has said so, or there is another access: answer waits
		}
		s.trouble(err)
		if err := s.pause(s.ctx, err, &b); err != nil {
			return err
		}
	}
}

// affordable counts keys that come and go against the budget. When that is
// spent, news of keys that were never listed is left out: the counts above
// them are a lower bound anyway.
func (s *Session) affordable(changes []model.Change) []model.Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := changes[:0]
	for _, c := range changes {
		listed := s.covered.Contains(c.Key)
		switch {
		case c.Kind == model.Deleted && listed:
			s.known = max(0, s.known-1)
		case c.Kind == model.Created && listed:
			s.known++
		case c.Kind != model.Deleted && !listed && s.known >= s.opts.MaxKeys:
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

func toChanges(events []*clientv3.Event) []model.Change {
	changes := make([]model.Change, len(events))
	for i, ev := range events {
		kind := model.Changed
		switch {
		case ev.Type == clientv3.EventTypeDelete:
			kind = model.Deleted
		case ev.IsCreate():
			kind = model.Created
		}
		changes[i] = model.Change{Key: string(ev.Kv.Key), Meta: metaOf(ev.Kv), Kind: kind}
	}
	return changes
}
