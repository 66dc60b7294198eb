package source

import (
	"context"
	"errors"
	"io"
	"strings"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/etcdscope/etcdscope/model"
)

// Locate looks for a path that isn't known yet: it reads the keys from there
// on, as many as fill a screen or two, and says where the path leads.
func (s *Session) Locate(path string) {
	s.run(func() {
		ctx, cancel := context.WithTimeout(s.ctx, s.client.timeout)
		defer cancel()
		to, err := s.search(ctx, path)
		answer := model.Located{Asked: path, Path: to}
		if err != nil {
			answer.Cause, answer.Denied = s.denied(err, path), isForbidden(err)
		}
		s.box.located(answer)
	})
}

// search locates the path, over gaps that come between. Where it may not be
// read, the roles are asked for again: somebody may have changed them for just
// that.
func (s *Session) search(ctx context.Context, path string) (string, error) {
	for {
		seen := s.accessNow()
		if len(s.readable(s.inScope(path))) == 0 {
			if s.askGrants(seen, deniedPause) {
				continue
			}
			return "", rpctypes.ErrPermissionDenied
		}
		to, err := s.locate(ctx, path)
		switch {
		case errors.Is(err, errStale), ctx.Err() == nil && errors.Is(err, context.Canceled), s.refused(err, seen, deniedPause):
		default:
			return to, err
		}
	}
}

// locate is the path to go to for path: itself if it is a key or, up to its
// separator, a prefix, else that prefix without it, else the first key that
// begins with it.
func (s *Session) locate(ctx context.Context, path string) (string, error) {
	l, err := s.begin(ctx, asking)
	if err != nil {
		return "", err
	}
	defer l.end()
	found, err := s.read(l, s.inScope(path), path)
	if err == nil && found != path && s.opts.Separator != "" {
		// What begins with "a" may have many keys "a-…" before its first "a/…".
		var below string
		if below, err = s.read(l, s.inScope(path+s.opts.Separator), path); below != "" {
			found = below
		}
	}
	return found, err
}

// read reads as many keys of span as fill a screen or two, and gives the path
// among them that path leads to.
func (s *Session) read(l *listing, span model.Span, path string) (found string, err error) {
	scan := s.scan(l.ctx, span, l.rev)
	defer scan.close()
	for n := 0; n < locateKeys; {
		part, err := scan.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			_, err = l.put(part)
		}
		if err != nil {
			return found, err
		}
		for i := range part.Keys.Len() {
			found = better(found, string(part.Keys.Key(i)), path, s.opts.Separator)
		}
		n += part.Keys.Len()
	}
	return found, nil
}

// better chooses between what was found and key, both of which begin with
// path.
func better(found, key, path, separator string) string {
	switch {
	case found == path || key == path, separator != "" && strings.HasSuffix(path, separator): // it is the prefix
		return path
	case found == path+separator || (separator != "" && strings.HasPrefix(key, path+separator)):
		return path + separator
	case found != "":
		return found
	}
	if i := strings.Index(key[len(path):], separator); separator != "" && i >= 0 {
		return key[:len(path)+i+len(separator)]
	}
	return key
}
