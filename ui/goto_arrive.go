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
	k, status := m.look, m.header.status
	m.closeOverlay()
	if m.footer.looking = ""; !m.zoom { // who has the value alone in view wants to read one
		m.focus = treeSide
	}
	switch {
	case path == "" || (path != m.scope && strings.HasPrefix(m.scope, path)): // the start prefix lies in it
		m.keys().do(keymap.Top)
	case !m.tree.InScope(path):
		m.footer.tell(k.Plain.Warn, fmt.Sprintf("%s is outside of %s: start etcdscope without a PREFIX to reach it",
			k.key(path), k.key(m.scope)))
	case m.arrive(path):
	case status.Link == model.LinkDenied:
		m.footer.tell(k.Plain.Bad, join("cannot look for "+k.key(path), ": ", k.safe(status.Cause)))
	default:
		m.lookFor(path)
		m.lookedAgain = false
	}
}

func (m *Model) lookFor(path string) {
	m.footer.looking = path
	m.source.Locate(path)
}

// located takes the answers to searches; only the last one matters.
func (m *Model) located(answers []model.Located) {
	k := m.look
	for _, a := range answers {
		if a.Asked != m.footer.looking || a.Asked == "" {
			continue
		}
		m.footer.looking = ""
		asked := k.key(a.Asked)
		switch {
		case a.Denied:
			m.footer.tell(k.Plain.Bad, k.glyphs.Deleted+" denied: "+k.safe(a.Cause))
		case a.Cause != "":
			m.footer.tell(k.Plain.Bad, "cannot look for "+asked+": "+k.safe(a.Cause))
		case a.Path == "":
			m.footer.tell(k.Plain.Warn, "no key begins with "+asked+": t looks at when it was there")
		case m.arrive(a.Path):
			if a.Path != a.Asked && a.Path != a.Asked+m.separator {
				m.tell("no key " + asked + ": this is the first that begins with it")
			}
		case !m.lookedAgain: // what was read with the answer got lost in a gap
			m.lookedAgain = true
			m.lookFor(a.Asked)
		default:
			m.footer.tell(k.Plain.Warn, k.key(a.Path)+" is there but couldn't be read in time: go to it once more")
		}
	}
}

// arrive puts the cursor on the row for path, and opens it if it is a prefix. If
// that isn't in the filtered tree, the whole one is shown again. False if the
// whole one doesn't have it: then nothing is opened on the way.
func (m *Model) arrive(path string) bool {
	row, ok := resolve(m.tree, path, m.separator)
	if !ok {
		return false
	}
	if f := m.filtered; f != nil && !f.has(row, m.separator) && !f.matches.Choose(row) {
		sofar := ""
		if _, key := m.tree.ModRev(row); !key && !f.matches.Filled() {
			sofar = " so far"
		}
		m.unfilter()
		m.tell(m.look.key(row) + " is not among what was found" + sofar + ": this is the whole tree")
	}
	m.keys().show(row)
	return true
}

// resolve finds, among what the tree has, in view or not, what a person means
// by path: the key, or the prefix that it is with or without its last
// separator.
func resolve(t *model.Tree, path, separator string) (row string, ok bool) {
	if has(t, path, separator) {
		return path, true
	}
	if strings.HasSuffix(path, separator) {
		return "", false
	}
	return path + separator, has(t, path+separator, separator)
}

// has says whether the tree has a living key or prefix.
func has(t *model.Tree, path, separator string) bool {
	if _, ok := t.ModRev(path); ok || path == t.Root().Path {
		return true
	}
	return separator != "" && strings.HasSuffix(path, separator) && len(t.Complete(path, 1)) > 0
}
