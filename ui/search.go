package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/find"
)

// search is the overlay that finds keys as one types. (What finds text in a value
// is the finder.) Nothing of the tree is touched until a key is jumped to.
type search struct {
	searching
	look      *look
	separator string
	hints     []keymap.Binding
	line      prompt

	accept func(key string)
	leave  func() // closes the overlay

	queries  func() []string    // of other times, the newest first
	remember func(query string) // that has led somewhere

	// What it leads to elsewhere.
	filter   func(q find.Query, under, chosen string) tea.Cmd // shows what is found as a tree
	values   func(under string)                               // searches in values instead
	fetch    func(under string)                               // loads what isn't, or gives that up
	fetches  func() bool                                      // says whether it is being loaded
	endFetch func() bool                                      // gives it up, if so
	unloaded func(under string) []piece                       // says what isn't

	near  string // the prefix where the cursor was when it was opened, "" if that is everything
	wrong string // with what is typed; display text
	loads bool   // what is being loaded was asked for since it was opened
	eager bool   // jump as soon as there is an answer to what is typed
	fresh bool   // nothing was typed yet since it was opened
	known bool   // the hits are of what is typed
	hits
	rows []searchRow // the hits in view, as of the last fit
}

// searchRow is a hit as the tree knows it now.
type searchRow struct {
	model.Row
	places []int // of what was found of it
}

// openSearch opens the search for keys.
func (m *Model) openSearch() {
	m.over = &m.search
	if m.search.open(m.near()); m.filtered != nil {
		m.search.resume(m.filtered.query, m.filtered.under)
	}
}

// near is the prefix that the cursor is on, or in; "" if that is everything.
func (m *Model) near() string {
	row, ok := m.keys().row()
	if !ok {
		return ""
	}
	near := row.Path
	if !row.Prefix {
		near, _ = m.tree.Parent(row.Path)
	}
	if near == m.tree.Root().Path {
		return ""
	}
	return near
}

// jump goes to a key that was found; false if it has gone since.
func (m *Model) jump(key string) bool {
	if _, ok := m.tree.ModRev(key); !ok {
		m.footer.tell(m.look.Plain.Warn, m.look.key(key)+" has gone meanwhile: t looks at when it was there")
		return false
	}
	m.closeOverlay()
	m.footer.looking = ""
	return m.arrive(key)
}

// open starts with nothing typed, everywhere.
func (s *search) open(near string) {
	s.near = near
	s.line.begin("", s.queries())
	s.begin()
	s.under, s.loads = "", false
	s.retyped()
	s.fresh = true
}

// resume goes on with what was looked for before.
func (s *search) resume(q find.Query, under string) {
	s.line.typed.set(q.String())
	s.under = under
	s.retyped()
	s.fresh = true
}

// begin lets go of all that was found.
func (s *search) begin() {
	s.forget()
	s.hits, s.rows, s.known, s.eager = hits{}, nil, false, false
}

// anew begins anew on a tree that has done so. What is typed stays: the keys must
// not become commands.
func (s *search) anew(t *model.Tree, separator string) {
	if s.tree != t {
		s.near, s.under = "", ""
	}
	s.tree, s.separator = t, separator
	s.line.recall.begin(s.queries())
	s.begin()
	s.retyped()
}

func (s *search) shut() {
	s.begin()
	s.line.typed.set("")
}

// undo ends the loading that was begun here. One that was left running on purpose
// goes on.
func (s *search) undo() {
	if s.loads {
		s.endFetch()
	}
}

func (s *search) place() keymap.Place { return keymap.InSearch }

func (s *search) insert(text string) {
	ok := s.line.typed.insert(text)
	s.retyped()
	if !ok {
		s.wrong = tooLong()
	}
}

// retyped turns to what is typed now. As long as that can't be read, what was
// found before stays.
func (s *search) retyped() {
	s.eager, s.fresh, s.wrong = false, false, ""
	q, err := find.Parse(s.line.typed.String(), s.separator)
	if err != nil {
		s.wrong = s.look.safe(err.Error())
		return
	}
	if q.String() != s.query.String() || !s.asked {
		s.turn(q, s.under)
	}
}

func (s *search) turn(q find.Query, under string) {
	s.want(q, under)
	s.known = false
}

func (s *search) do(a keymap.Action) tea.Cmd {
	s.eager = false
	_, height := s.line.box.inner()
	switch a {
	case keymap.Accept:
		s.jump()
	case keymap.NextCandidate:
		s.choose(1)
	case keymap.PrevCandidate:
		s.choose(-1)
	case keymap.PageDown, keymap.PageUp:
		s.choose(distance(a, height))
	case keymap.Scope:
		s.widen()
	case keymap.Filter:
		return s.asTree()
	case keymap.Fetch:
		s.fetch(s.under)
		s.loads = s.fetches()
	case keymap.Values:
		if s.fresh || s.line.typed.String() == "" {
			under := s.under
			s.leave()
			s.values(under)
			return nil
		}
		s.insert("/")
	default:
		if s.line.do(a, " ") {
			s.retyped()
		}
	}
	return nil
}

// asTree shows what is found as a tree, of nothing typed the whole one.
func (s *search) asTree() tea.Cmd {
	if s.wrong != "" { // it says so
		return nil
	}
	q, under := s.query, s.under
	if !q.Empty() {
		s.remember(s.line.typed.String())
	}
	chosen, _ := s.key()
	s.leave()
	return s.filter(q, under, chosen)
}

// choose moves among the hits, if they are of what is typed.
func (s *search) choose(by int) {
	if s.wrong == "" {
		s.move(by)
	}
}

// jump jumps to the chosen key. A person who is faster than the search means the
// best that it will find.
func (s *search) jump() {
	switch key, ok := s.key(); {
	case s.wrong != "": // it says so
	case !s.known:
		s.eager = true
	case ok:
		s.remember(s.line.typed.String())
		s.accept(key)
	}
}

// widen changes between everywhere and where the cursor is.
func (s *search) widen() {
	switch {
	case s.under != "":
		s.turn(s.query, "")
	case s.near != "":
		s.turn(s.query, s.near)
	}
}

// answered takes what was found.
func (s *search) answered(msg answerMsg) tea.Cmd {
	fit, more := s.take(msg)
	if a := s.answer; fit && (a.Done || a.Found > 0) {
		s.replace(a.Best, s.known)
		s.known = true
	}
	if s.eager && s.done {
		s.eager = false
		s.jump()
	}
	return more
}

func (s *search) fit(box frame, _ time.Time) {
	s.line.box = box
	s.line.box.focused = true
	s.line.aside = s.aside()
	width, height := s.line.box.inner()
	s.hits.fit(max(1, height-len(s.above(width))-len(s.below(width))), len(s.after(width)))
	s.rows = s.rows[:0]
	for i := s.offset; i < min(s.offset+height, len(s.all)); i++ {
		s.rows = append(s.rows, s.row(s.all[i].Key))
	}
}

// row looks a hit up.
func (s *search) row(key string) searchRow {
	r, ok := s.tree.Look(key)
	if !ok { // it went longer ago than the tree remembers
		r = model.Row{Path: key, Mark: model.Deleted}
	}
	return searchRow{r, s.query.Places(key)}
}

// next is how long it looks as it does now.
func (s *search) next(now time.Time) time.Duration {
	wait := s.searching.next(now)
	for _, r := range s.rows {
		if r.Mark != model.Unchanged && !r.MarkedAt.IsZero() {
			wait = sooner(wait, model.UntilOlder(now.Sub(r.MarkedAt)))
		}
	}
	return wait
}

func (s *search) pointsAt() (key string, ok bool) {
	if s.wrong != "" {
		return "", false
	}
	return s.key()
}

func (s *search) cursor() int { return s.line.cursor() }
