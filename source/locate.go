package source

import (
	"context"
	"io"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// Locate looks for a path that isn't known yet: it reads the keys from there
// on, as many as fill a screen or two, and says where the path leads.
func (s *Session) Locate(path string) {
	s.run(func() {
		ctx, cancel := context.WithTimeout(s.ctx, callTimeout)
		defer cancel()
		to, err := s.locate(ctx, path)
		answer := model.Located{Asked: path, Path: to}
		if err != nil {
			answer.Cause = s.cause(err)
		}
		s.box.located(answer)
	})
}

// locate is the path to go to for path: itself if it is a key, else as a
// prefix up to its separator, else the first key that begins with it.
func (s *Session) locate(ctx context.Context, path string) (string, error) {
	l, err := s.begin(ctx)
	if err != nil {
		return "", err
	}
	defer l.end()
	scan := s.list.scan(l.ctx, model.PrefixSpan(path), l.rev)
	defer scan.close()
	found := ""
	for read := 0; read < locateKeys; {
		part, err := scan.next(l.ctx)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = l.put(part)
		}
		if err != nil {
			return found, err
		}
		for i := range part.Keys.Len() {
			found = better(found, string(part.Keys.Key(i)), path, s.opts.Separator)
		}
		read += part.Keys.Len()
	}
	return found, nil
}

// better chooses between what was found and key, both of which begin with
// path.
func better(found, key, path, separator string) string {
	switch {
	case found == path || key == path:
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
