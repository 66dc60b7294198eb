package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// bookmarks is the overlay that lists the keys and prefixes that were marked.
type bookmarks struct {
	look   *look
	tree   *model.Tree
	memory Memory
	goTo   func(path string)
	remove func(path string)
	hints  string

	box  frame
	all  []string // as of the last fit
	at   string   // the chosen one; the list may change under it
	list          // of all
}

// open starts on the row under the cursor, if that is a bookmark.
func (b *bookmarks) open(path string) { b.at, b.list = path, list{} }

func (b *bookmarks) pointsAt() (path string, ok bool) { return b.at, len(b.all) > 0 }

func (b *bookmarks) place() keymap.Place { return keymap.InBookmarks }

// fit makes room, and finds what is chosen in the list as it is by now.
func (b *bookmarks) fit(box frame, _ time.Time) {
	b.box = box
	b.box.focused, b.box.foot = true, b.hints
	b.all = b.memory.Remembered().Bookmarks
	if at, ok := slices.BinarySearch(b.all, b.at); ok {
		b.chosen = at
	}
	b.move(0)
	b.list.fit(b.rows(), len(b.all))
}

func (b *bookmarks) do(a keymap.Action) tea.Cmd {
	switch {
	case len(b.all) == 0: // it says how to make one
	case a == keymap.Accept:
		b.goTo(b.at)
	case a == keymap.Remove:
		b.remove(b.at)
	default:
		b.move(stride(a, b.rows(), len(b.all)))
	}
	return nil
}

func (b *bookmarks) move(by int) {
	if b.list.move(by, len(b.all)); len(b.all) > 0 {
		b.at = b.all[b.chosen]
	}
}

func (b *bookmarks) view(time.Time) []string {
	k := b.look
	width, height := b.box.inner()
	b.box.title = []part{{k.Plain.Accent, "bookmarks"}}
	b.box.scroll = scroll{offset: b.offset, shown: b.rows(), of: len(b.all)}
	return b.box.draw(k, k.lines(width, height, b.body(width)))
}

// rows is how many bookmarks are in view, above what is said below.
func (b *bookmarks) rows() int {
	width, height := b.box.inner()
	return max(1, height-len(b.below(width)))
}

// below says why the bookmarks end with the program, if they do.
func (b *bookmarks) below(width int) []string {
	trouble := b.memory.Trouble()
	if trouble == nil {
		return nil
	}
	k := b.look
	return append([]string{blank(width)}, k.texts(width, k.Plain.Warn, lostAfter(k, trouble))...)
}

func (b *bookmarks) body(width int) (body []string) {
	k := b.look
	if len(b.all) == 0 {
		text := "There are no bookmarks yet: m makes one of the key or prefix under the cursor, and takes it away again."
		return append(k.texts(width, k.Plain.Text, text), b.below(width)...)
	}
	for i := b.offset; i < min(b.offset+b.rows(), len(b.all)); i++ {
		body = append(body, b.row(width, i))
	}
	return append(body, b.below(width)...)
}

// row is a bookmark, and whether it is there.
func (b *bookmarks) row(width, i int) string {
	k, path := b.look, b.all[i]
	ink, pointer := k.choice(i == b.chosen)
	where := standing(ink, b.tree.Standing(path))
	l := k.line(width)
	l.put(ink.Accent, pointer)
	name := k.middle(k.key(path), l.room-standingWidth-3)
	l.put(ink.Text, name)
	l.skip(ink.Text, l.room-standingWidth-1)
	l.put(where.style, where.text)
	return l.end(ink.Text)
}

// standingWidth is that of the longest word for a standing.
const standingWidth = len("not there")

// standing says whether a bookmark is there.
func standing(ink themes.Ink, s model.Standing) part {
	switch s {
	case model.Here:
		return part{ink.Muted, "there"}
	case model.Absent:
		return part{ink.Warn, "not there"}
	case model.Outside:
		return part{ink.Faint, "outside"}
	case model.Unreadable:
		return part{ink.Warn, "denied"}
	}
	return part{ink.Faint, "unknown"}
}
