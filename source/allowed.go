package source

import (
	"context"
	"io"

	"github.com/etcdscope/etcdscope/model"
)

// scan reads what of span may be read.
func (s *Session) scan(ctx context.Context, span model.Span, rev int64) scanner {
	open := func(part model.Span) scanner { return s.list.scan(ctx, part, rev) }
	parts := s.readable(span)
	if len(parts) == 1 {
		return open(parts[0])
	}
	return &allowed{open: open, left: parts}
}

// allowed reads several spans, one after the other: a range that goes beyond
// what the user may read is refused as a whole.
type allowed struct {
	open func(model.Span) scanner
	left []model.Span // the first is the one that is being read
	at   scanner      // of it; nil: not begun
}

func (a *allowed) next() (model.Listed, error) {
	for len(a.left) > 0 {
		if a.at == nil {
			a.at = a.open(a.left[0])
		}
		part, err := a.at.next()
		if err != io.EOF {
			return part, err
		}
		a.close()
		a.left = a.left[1:]
	}
	return model.Listed{}, io.EOF
}

func (a *allowed) seek(key string) {
	if len(a.left) > 0 && a.at != nil && a.left[0].Contains(key) {
		a.at.seek(key)
		return
	}
	a.close()
	for len(a.left) > 0 && a.left[0].To != "" && a.left[0].To <= key {
		a.left = a.left[1:]
	}
	if len(a.left) > 0 {
		a.left[0].From = max(a.left[0].From, key)
	}
}

func (a *allowed) hopCost() int {
	if a.at == nil {
		return 0
	}
	return a.at.hopCost()
}

func (a *allowed) close() {
	if a.at != nil {
		a.at.close()
		a.at = nil
	}
}
