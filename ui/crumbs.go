package ui

import (
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// here is the path that the person is on: of what an overlay has, which seldom
// has the room for all of it, or in the tree.
func (m *Model) here() string {
	if o, ok := m.over.(pointing); ok {
		if path, ok := o.pointsAt(); ok {
			return path
		}
	}
	return m.keys().cursor.Path()
}

// crumbs is the line with a path: the prefixes above it, then its own name.
func (k *look) crumbs(width int, path, separator string) string {
	l := k.line(width)
	l.skip(k.Plain.Text, 1)
	above, name := "", path
	if separator != "" {
		if i := strings.LastIndex(strings.TrimSuffix(path, separator), separator); i >= 0 {
			above, name = path[:i+len(separator)], path[i+len(separator):]
		}
	}
	room := width - 2
	shown, last := k.key(above), k.key(name)
	if model.Width(shown)+model.Width(last) > room {
		last = k.middle(last, max(room*2/3, room-model.Width(shown)))
		shown = k.middle(shown, room-model.Width(last))
	}
	ink, own := k.Plain.Muted, k.Plain.Text
	if k.past {
		ink, own = k.Plain.Past, k.Plain.Past
	}
	l.put(ink, shown)
	l.put(own, last)
	return l.end(k.Plain.Text)
}
