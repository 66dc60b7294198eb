package ui

import (
	"fmt"
	"strings"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// goTo goes to a key or prefix, wherever it is. If the tree doesn't have it
// the source is asked, and located goes there when the answer comes.
func (m *Model) goTo(path string) {
	k := m.look
	m.footer.looking = ""
	if path == "" || (path != m.scope && strings.HasPrefix(m.scope, path)) { // the start prefix lies in it
		m.keysAt.do(keymap.Top)
		return
	}
	if !m.tree.InScope(path) {
		m.footer.tell(k.Plain.Warn, fmt.Sprintf("%s is outside of %s: start etcdscope without a PREFIX to reach it",
			k.safe(path), k.safe(m.scope)))
		return
	}
	if !m.arrive(path) {
		m.footer.looking = path
		m.source.Locate(path)
	}
}

// located takes the answers to searches; only the last one matters.
func (m *Model) located(answers []model.Located) {
	k := m.look
	for _, a := range answers {
		if a.Asked != m.footer.looking || a.Asked == "" {
			continue
		}
		m.footer.looking = ""
		asked := k.safe(a.Asked)
		switch {
		case a.Cause != "":
			m.footer.tell(k.Plain.Bad, "cannot look for "+asked+": "+k.safe(a.Cause))
		case a.Path == "" || !m.arrive(a.Path):
			m.footer.tell(k.Plain.Warn, "no key begins with "+asked)
		case a.Path != a.Asked && a.Path != a.Asked+m.separator:
			m.tell("no key " + asked + ": this is the first that begins with it")
		}
	}
}

// arrive puts the cursor on the row for path, and opens it if it is a prefix;
// false if there is no such row.
func (m *Model) arrive(path string) bool {
	m.tree.Reveal(path)
	row, ok := resolve(m.tree, path, m.separator)
	if !ok {
		return false
	}
	m.keysAt.jump(row)
	if r, ok := m.keysAt.row(); ok && r.Prefix {
		m.tree.Expand(r.Path)
	}
	return true
}

// resolve finds the row for a path that a person gave: the key, or the prefix
// that it is with or without its last separator.
func resolve(t *model.Tree, path, separator string) (row string, ok bool) {
	if _, ok := t.IndexOf(path); ok {
		return path, true
	}
	if strings.HasSuffix(path, separator) {
		return "", false
	}
	_, ok = t.IndexOf(path + separator)
	return path + separator, ok
}
