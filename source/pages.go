package source

import (
	"context"
	"io"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// pages reads by Range, in ranges whose ends are close (see reach). The count
// that comes with each page says whether to go closer.
type pages struct {
	ctx   context.Context
	kv    clientv3.KV
	left  model.Span
	rev   int64
	pace  *pagePace
	reach reach
	most  int64 // keys of a page
	many  int64 // pages to the end of a range from which on that must come closer

	// Gentle pages are smaller than what a range should hold.
	worth int64  // keys that are worth a range; 0: as many as a page takes
	end   string // of the range that is being read page by page, "" for none
	got   int64  // its keys so far
}

func newPages(ctx context.Context, kv clientv3.KV, pace *pagePace, span model.Span, rev int64) *pages {
	return &pages{ctx: ctx, kv: kv, pace: pace, left: span, rev: rev, reach: newReach(span), most: pageMost, many: pageMany}
}

// newGentlePages reads in more and smaller steps: while a server counts a
// range nobody can write.
func newGentlePages(ctx context.Context, kv clientv3.KV, pace *pagePace, span model.Span, rev int64) *pages {
	p := newPages(ctx, kv, pace, span, rev)
	p.most, p.many, p.worth, p.reach.gentle = gentlePage, gentleMany*gentleMost/gentlePage, gentleMost, true
	return p
}

func (p *pages) next() (model.Listed, error) {
	from := p.left.From
	for empty := 0; ; {
		if p.left.Empty() {
			return model.Listed{}, io.EOF
		}
		part, more, err := p.page()
		if err != nil {
			return model.Listed{}, err
		}
		if n := int64(part.Keys.Len()); !more {
			p.reach.widen(part.Span.To, p.got < max(p.worth, p.limit())/4, p.got == 0, p.pace.patience())
			p.got = 0
			if empty++; n == 0 && !p.left.Empty() && empty < emptyMost {
				continue
			}
		}
		part.Span.From = from // with the empty stretches before it
		return part, nil
	}
}

func (p *pages) limit() int64 { return min(p.most, p.pace.limit()) }

// errNonsense says that a server claims more keys than it gives, or other ones
// than it was asked for.
var errNonsense = status.Error(codes.DataLoss, "the server's answer makes no sense")

// page reads one page of the next range, and says whether there is more in it.
func (p *pages) page() (part model.Listed, more bool, err error) {
	span, limit := p.bounded(), p.limit()
	start := time.Now()
	resp, err := p.kv.Get(p.ctx, rangeKey(span.From), append(rangeOptions(span, p.rev), clientv3.WithLimit(limit))...)
	if err != nil {
		return model.Listed{}, false, err
	}
	p.pace.took(int64(len(resp.Kvs)), limit, time.Since(start))
	n := len(resp.Kvs)
	p.end, p.got = "", p.got+int64(n)
	if n > 0 {
		p.reach.last = string(resp.Kvs[n-1].Key)
	}
	if resp.More {
		if n == 0 || p.reach.last == "" || p.reach.last < span.From {
			return model.Listed{}, false, errNonsense
		}
		if resp.Count <= 2*p.worth { // to its end it goes as it is
			p.end = span.To
		} else {
			p.reach.narrow(string(resp.Kvs[0].Key), p.reach.last, resp.Count > p.many*limit)
			p.got = 0
		}
		span.To = model.After(p.reach.last)
	}
	p.advance(span.To)
	return model.Listed{Span: span, Rev: p.rev, Keys: packKeys(resp.Kvs)}, resp.More, nil
}

// advance moves the position to the end of what was read.
func (p *pages) advance(to string) {
	if to == "" {
		p.left = model.Span{From: "\x00", To: "\x00"} // nothing is left
		return
	}
	p.left.From = to
}

// bounded is the range to ask for next.
func (p *pages) bounded() model.Span {
	span := p.left
	if p.end != "" {
		span.To = p.end
		return span
	}
	if end := p.reach.end(span.From); end > span.From && (span.To == "" || end < span.To) {
		span.To = end
	}
	return span
}

func (p *pages) seek(key string) {
	p.left.From, p.end, p.got = key, "", 0
	p.reach.seek(key)
}

// hopCost is a page: to read on costs one, as a seek does.
func (p *pages) hopCost() int { return int(p.pace.limit()) }

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
