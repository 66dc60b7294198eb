package source

import (
	"context"
	"io"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// pages reads by Range. A server walks its index to the end of the range that
// it is asked for, to count it, whatever the limit: paging through n keys with
// an open end costs n²/limit. So the end is kept close, at the end of what
// shares a prefix with the last key; the count that comes with each page says
// whether to go closer, an exhausted range to go wider.
type pages struct {
	kv    clientv3.KV
	left  model.Span
	rev   int64
	pace  *pagePace
	near  string // the last key read, or the position: ranges end where prefixes of it end
	share int    // how many bytes of near the range shares; 0: the end is open
}

func newPages(kv clientv3.KV, pace *pagePace, span model.Span, rev int64) *pages {
	return &pages{kv: kv, pace: pace, left: span, rev: rev, near: span.From, share: max(0, len(span.From)-1)}
}

func (p *pages) next(ctx context.Context) (model.Listed, error) {
	from := p.left.From
	for {
		if p.left.Empty() {
			return model.Listed{}, io.EOF
		}
		span, limit := p.bounded(), p.pace.limit()
		start := time.Now()
		resp, err := p.kv.Get(ctx, rangeKey(span.From), append(rangeOptions(span, p.rev), clientv3.WithLimit(limit))...)
		if err != nil {
			return model.Listed{}, err
		}
		p.pace.took(int64(len(resp.Kvs)), limit, time.Since(start))
		if !resp.More {
			p.advance(span.To)
			p.widen(int64(len(resp.Kvs)), limit)
			if len(resp.Kvs) == 0 && !p.left.Empty() {
				continue
			}
		} else {
			last := resp.Kvs[len(resp.Kvs)-1]
			p.narrow(string(resp.Kvs[0].Key), string(last.Key), resp.Count > 8*limit)
			span.To = model.After(string(last.Key))
			p.advance(span.To)
		}
		span.From = from // with the empty stretches before it
		return model.Listed{Span: span, Rev: p.rev, Keys: packKeys(resp.Kvs)}, nil
	}
}

// advance moves the position to the end of what was read.
func (p *pages) advance(to string) {
	if to == "" {
		p.left = model.Span{From: "\x00", To: "\x00"} // nothing is left
		return
	}
	p.left.From = to
}

// bounded is the range to ask for next: from the position to the end of the
// keys that share the first bytes of the last one.
func (p *pages) bounded() model.Span {
	span := p.left
	if p.share == 0 {
		return span
	}
	if end := model.PrefixEnd(p.near[:p.share]); end > span.From && (span.To == "" || end < span.To) {
		span.To = end
	}
	return span
}

// narrow chooses the end of the next range from a page that left keys behind:
// what the first and last key of the page have in common, and one byte more
// while the range has far more keys than a page takes.
func (p *pages) narrow(first, last string, many bool) {
	share := model.CommonPrefix(first, last)
	if many {
		share = max(share, p.share) + 1
	}
	p.near, p.share = last, min(share, len(last))
}

// widen goes on from the end of a range that is read: the next one shares a
// byte less with the position, or a good part less if the range gave little,
// so that an empty stretch is crossed in a few steps.
func (p *pages) widen(got, limit int64) {
	p.near = p.left.From
	p.share = min(p.share, len(p.near))
	step := 1
	if got < limit/4 {
		step = max(1, p.share/4)
	}
	p.share = max(0, p.share-step)
}

func (p *pages) seek(key string) {
	p.left.From = key
	p.share = model.CommonPrefix(p.near[:p.share], key)
	p.near = key
}

func (p *pages) close() {}

func packKeys(kvs []*mvccpb.KeyValue) *model.Keys {
	size := 0
	for _, kv := range kvs {
		size += len(kv.Key)
	}
	keys := model.NewKeys(len(kvs), size)
	for _, kv := range kvs {
		keys.Add(kv.Key, metaOf(kv))
	}
	return keys
}

func metaOf(kv *mvccpb.KeyValue) model.Meta {
	return model.Meta{ModRev: kv.ModRevision, CreateRev: kv.CreateRevision, Version: kv.Version}
}
