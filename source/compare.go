package source

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"sync"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// compareKeys is how many keys of a prefix are compared.
const compareKeys = 10_000

// Compare reads a key, or the first keys of a prefix, from each member by
// itself, and says how they differ. All are read at one revision, which all of
// them have; where it is compacted already, each at its newest.
func (s *Session) Compare(ctx context.Context, path string, prefix bool) (model.Comparison, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	stop := context.AfterFunc(s.ctx, cancel)
	defer stop()
	return compare(ctx, s.health.readers(s.catch), path, prefix, s.opts.Rev)
}

// reader reads from one member.
type reader struct {
	name   string
	client *Client
	cause  string // why there is none
	catch  func() // deferred while it is read; may be nil
}

// readers are there for all members.
func (h *health) readers(catch func()) []reader {
	members := h.known()
	var all []reader
	for _, o := range h.onlookers() {
		r := reader{name: o.endpoint, client: o.client, cause: "it was not looked at yet", catch: catch}
		same := func(m model.Member) bool { return m.Endpoint == o.endpoint && (o.of == 0 || o.of == m.ID) }
		if at := slices.IndexFunc(members, same); at >= 0 {
			r.name, r.cause = members[at].Title(), members[at].Cause
		}
		all = append(all, r)
	}
	return all
}

func compare(ctx context.Context, all []reader, path string, prefix bool, rev int64) (model.Comparison, error) {
	sights := sightings(all, func(r reader, s *model.Sight) error {
		ctx, cancel := context.WithTimeout(ctx, memberTimeout)
		defer cancel()
		var err error
		s.Rev, err = r.client.Revision(ctx, rangeKey(path))
		return err
	})
	if rev == 0 {
		rev = oldest(sights)
	}
	if rev == 0 {
		return model.Compare(path, prefix, sights), nil
	}
	at := func(rev int64) []model.Sight {
		return sightings(all, func(r reader, s *model.Sight) error { return r.sight(ctx, path, prefix, rev, s) })
	}
	sights = at(rev)
	for _, s := range sights {
		if s.Cause == revisionGone {
			sights = at(0)
			break
		}
	}
	return model.Compare(path, prefix, sights), ctx.Err()
}

// oldest is the smallest revision; 0 if there is none.
func oldest(sights []model.Sight) (rev int64) {
	for _, s := range sights {
		if s.Cause == "" && (rev == 0 || s.Rev < rev) {
			rev = s.Rev
		}
	}
	return rev
}

// revisionGone is the cause of a sight at a revision that a member doesn't have.
const revisionGone = "the revision is gone"

// sightings has all members looked at side by side.
func sightings(all []reader, look func(reader, *model.Sight) error) []model.Sight {
	sights := make([]model.Sight, len(all))
	var asked sync.WaitGroup
	for i, r := range all {
		sights[i] = model.Sight{Member: r.name, Cause: r.cause}
		if r.cause != "" || r.client == nil {
			continue
		}
		asked.Go(func() {
			if r.catch != nil {
				defer r.catch()
			}
			switch err := look(r, &sights[i]); {
			case err == nil:
			case outdated(err):
				sights[i].Cause = revisionGone
			default:
				sights[i].Cause = Explain(err)
			}
		})
	}
	asked.Wait()
	return sights
}

// sight is what the member has at rev, 0 for its newest.
func (r reader) sight(ctx context.Context, path string, prefix bool, rev int64, s *model.Sight) error {
	if prefix {
		return r.prefix(ctx, path, rev, s)
	}
	resp, err := r.client.etcd.Get(ctx, path, clientv3.WithSerializable(), clientv3.WithRev(rev))
	if err != nil {
		return err
	}
	s.Rev, s.Keys = max(rev, 0), model.NewKeys(1, len(path))
	if rev == 0 {
		s.Rev = resp.Header.GetRevision()
	}
	for _, kv := range resp.Kvs {
		s.Keys.Add(kv.Key, metaOf(kv))
		s.Size, s.Sum = len(kv.Value), sha256.Sum256(kv.Value)
	}
	return nil
}

// prefix reads the first keys of a prefix, gently: by small bounded pages.
func (r reader) prefix(ctx context.Context, path string, rev int64, s *model.Sight) (err error) {
	if rev == 0 {
		if rev, err = r.client.Revision(ctx, rangeKey(path)); err != nil {
			return err
		}
	}
	pages := newGentlePages(ctx, r.client.etcd, &pagePace{}, model.PrefixSpan(path), rev)
	defer pages.close()
	s.Rev, s.Keys = rev, model.NewKeys(0, 0)
	for s.Keys.Len() < compareKeys {
		part, err := pages.next()
		if errors.Is(err, io.EOF) {
			s.End = ""
			return nil
		}
		if err != nil {
			return err
		}
		for i := range part.Keys.Len() {
			s.Keys.Add(part.Keys.Key(i), part.Keys.Meta(i))
		}
		s.End = part.Span.To
	}
	if !model.PrefixSpan(path).Contains(s.End) {
		s.End = ""
	}
	return nil
}
