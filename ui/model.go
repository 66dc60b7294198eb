// Package ui is the screen: a Bubble Tea program that draws what model.Tree
// knows and asks a Source for more.
//
//	Source.Next ─► batchMsg ─► Tree.Apply ─┐
//	keys ────────► action ───► pane ───────┴─► settle ─► View
//	                                             │
//	        Source.Open/Abandon/Locate/Read ◄─┘
//
// Update does no I/O and View costs what is on the screen. The root model only
// routes; each pane is a file of its own, and panes are told things by method
// calls, never by messages.
package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// kubernetes is where Kubernetes keeps its objects. Most keyspaces that are
// looked at have nothing beside it: it is open from its first key on, before
// it is known to be alone.
const kubernetes = "/registry/"

// Options are what a screen is made of. Source and Keys are required.
type Options struct {
	Source Source

	Scope     string // the start PREFIX, "" for everything; or a key
	Separator string // of path segments, "" for none
	Rev       int64  // the old revision to look at, 0 for the present
	Endpoint  string // shown until a server has answered

	Etcdctl []string // the flags by which etcdctl reaches what Source does
	Secret  []string // patterns of keys whose values are masked, beside the built-in ones

	Context string        // the cluster's name, "" for none
	Tone    string        // of the name, one of themes.Tones; "" for none
	Theme   *themes.Theme // nil: the built-in one that fits the terminal
	Memory  Memory        // of the cluster; nil: for this run only
	Close   func()        // ends Source when it isn't shown any more; may block, may be nil

	// At gives the same cluster at another revision, 0 for the present, while
	// Source goes on. It doesn't wait for the cluster; nil: there is no other.
	At func(rev int64) (Options, error)

	// These are of the program, whatever cluster it shows.
	Keys     keymap.Map
	ASCII    bool // draw with ASCII only
	NoReveal bool // secrets stay masked
	Contexts Contexts
	Outlet   Outlet

	Now func() time.Time // nil: time.Now
}

// Model is the root of the screen.
type Model struct {
	program   context.Context // ends when the screen does
	stop      context.CancelFunc
	ctx       context.Context // ends when another cluster is shown
	leave     context.CancelFunc
	source    Source
	close     func() // ends source; may be nil
	shown     int    // how many other clusters were shown before
	switching switching
	clock     clock
	alarm     alarm
	scope     string
	separator string
	bindings  keymap.Map
	noReveal  bool
	outlet    Outlet
	etcdctl   []string // flags

	look        *look
	tree        *model.Tree
	paused      bool
	travels     travels
	pinning     bool // the source was asked to read from elsewhere, and hasn't begun
	lookedAgain bool // the source was asked a second time for the same

	aged map[string]bool // clusters, by name, whose version was said to be end-of-life

	header      header
	footer      footer
	treePane    treePane
	filtered    *treeFilter // shown in its place; nil: none
	value       valuePane
	destination goTo
	journey     journey
	search      search
	fetching    fetching
	help        help
	picker      picker
	usage       usage
	status      statusPane
	copyMenu    copyMenu
	saver       saver
	history     history
	grep        grep
	memory      noting
	bookmarks   bookmarks

	width, height int
	split         int // the tree's share, in percent
	focus         side
	zoom          bool
	over          overlay // nil: none
	layout        layout
}

// New returns the screen. Its reads and its wait for news end with ctx, and
// when it quits.
func New(ctx context.Context, o Options) *Model {
	return newModel(ctx, o, systemClock(o.Now))
}

func newModel(ctx context.Context, o Options, c clock) *Model {
	m := &Model{clock: c, aged: map[string]bool{}, bindings: o.Keys, noReveal: o.NoReveal, outlet: o.Outlet, look: newLook(o.ASCII), split: splitStart}
	m.program, m.stop = context.WithCancel(ctx)
	m.alarm.clock = m.clock
	m.destination.hints = hintLine(o.Keys.Hints(keymap.InGoTo), o.ASCII)
	m.journey = journey{look: m.look, accept: m.depart, hints: hintLine(o.Keys.Hints(keymap.InTravel), o.ASCII), line: prompt{look: m.look, name: "travel"}}
	m.search = search{
		look: m.look, searching: searching{program: m.program, clock: m.clock}, accept: func(key string) { m.jump(key) }, leave: m.closeOverlay, queries: m.queries, remember: m.asked,
		filter: m.filter, values: m.fromSearch, fetch: m.fetch, fetches: m.fetching.loads, endFetch: m.endFetch, unloaded: m.fetching.unloaded,
		hints: o.Keys.Hints(keymap.InSearch), line: prompt{look: m.look, name: "find"},
	}
	m.help = help{look: m.look, bindings: o.Keys, hints: hintLine(o.Keys.Hints(keymap.InHelp), o.ASCII)}
	m.picker = picker{look: m.look, Contexts: o.Contexts, turn: m.switchTo, hints: hintLine(o.Keys.Hints(keymap.InContexts), o.ASCII)}
	m.usage = usage{look: m.look, hints: hintLine(o.Keys.Hints(keymap.InUsage), o.ASCII)}
	m.status = statusPane{look: m.look, hints: hintLine(o.Keys.Hints(keymap.InStatus), o.ASCII)}
	m.copyMenu = copyMenu{look: m.look, bindings: o.Keys, noReveal: o.NoReveal, current: m.value.taken, copy: m.copy, refuse: m.tell, hints: hintLine(o.Keys.Hints(keymap.InCopy), o.ASCII)}
	m.saver = saver{look: m.look, noReveal: o.NoReveal, save: m.save, hints: hintLine(o.Keys.Hints(keymap.InSave), o.ASCII), line: prompt{look: m.look, name: "save to"}}
	m.history = history{look: m.look, show: m.showVersion, diff: m.diffVersions, under: m.underCursor, hints: hintLine(o.Keys.Hints(keymap.InHistory), o.ASCII)}
	m.grep = m.newGrep(o.Keys)
	m.bookmarks = bookmarks{look: m.look, goTo: m.goTo, remove: m.unmark, hints: hintLine(o.Keys.Hints(keymap.InBookmarks), o.ASCII)}
	m.show(o)
	return m
}

// Init waits for the first news and asks the terminal for its background.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(next(m.ctx, m.shown, m.source), tea.RequestBackgroundColor, m.settle())
}

// Update takes one message.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.route(msg)
	return m, tea.Batch(cmd, m.settle())
}

func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		m.insert(msg.Content)
	case batchMsg:
		return m.news(msg)
	case restMsg:
		return m.value.rested(msg)
	case readMsg:
		return m.value.answer(msg)
	case fillMsg:
		return m.filled(msg)
	case answerMsg:
		return m.search.answered(msg)
	case comparedMsg:
		m.status.compared(msg)
	case talliedMsg:
		m.value.page.tallied(msg)
	case walkedMsg:
		return m.history.walked(msg)
	case greppedMsg:
		return m.grep.grepped(msg)
	case grepRetryMsg:
		return m.grep.retry(msg)
	case steppedMsg:
		return m.told(m.value.stepped(msg))
	case viewedMsg:
		return m.value.viewed(msg)
	case copiedMsg:
		m.copied(msg)
	case writtenMsg:
		m.written(msg)
	case savedMsg:
		m.saved(msg)
	case pagedMsg:
		m.paged(msg)
	case diffMsg:
		return m.told(m.value.diffed(msg))
	case openedMsg:
		return m.opened(msg)
	case arrivedMsg:
		return m.arrived(msg)
	case oldestMsg:
		if msg.shown == m.shown {
			m.journey.oldest(msg)
		}
	case alarmMsg:
		m.alarm.rang(msg)
	case tea.BackgroundColorMsg:
		m.look.dark = msg.IsDark()
		m.look.follow()
	case tea.ColorProfileMsg:
		m.look.profile = msg.Profile
		m.look.follow()
	}
	return nil
}

// settle brings everything in line after a message: what the tree wants
// listed, what is in view, what the value pane follows, when to wake up.
func (m *Model) settle() tea.Cmd {
	now := m.clock.now()
	for _, p := range m.trees() {
		p.expire(now)
	}
	m.treePane.demand()
	m.layout = arrange(m.width, m.height, m.split, m.focus, m.zoom)
	m.refreshKeys(frame{width: m.layout.treeWidth, height: m.layout.treeHeight})
	m.grep.follow(m.keys().cursor.Path())
	follow := m.value.follow(m.keys().settled())
	m.value.found = m.filtered != nil
	m.value.fit(frame{width: m.layout.valueWidth, height: m.layout.valueHeight})
	search := m.value.page.search()
	if o, ok := m.over.(asking); ok {
		search = tea.Batch(search, o.ask(now))
	}
	if m.over != nil {
		m.over.fit(frame{width: m.width, height: m.layout.body()}, now)
	}
	wake := sooner(m.footer.next(now), sooner(m.header.next(now), sooner(m.keys().next(now), m.value.next(now))))
	if o, ok := m.over.(ticking); ok {
		wake = sooner(wake, o.next(now))
	}
	return tea.Batch(follow, search, m.memory.write(), m.alarm.set(wake))
}

// news takes what the source has learned.
func (m *Model) news(msg batchMsg) tea.Cmd {
	if msg.shown != m.shown {
		return nil // it is of a cluster that was left
	}
	if msg.err != nil {
		if m.ctx.Err() == nil {
			m.header.closed = msg.err.Error()
		}
		return nil
	}
	m.header.status, m.status.status = msg.batch.Status, msg.batch.Status
	m.footer.flooded(msg.batch.Status.Flood)
	if msg.batch.Members != nil {
		m.header.members, m.status.members = msg.batch.Members, msg.batch.Members
	}
	for _, p := range m.trees() {
		p.denied = msg.batch.Status.Link == model.LinkDenied
	}
	m.look.past = m.look.past || msg.batch.Status.Link == model.LinkPast
	m.journey.heard(msg.batch.Status)
	m.travels.look(msg.batch, m.clock.now())
	m.header.asOf, _ = m.travels.seen.When(m.travels.rev)
	m.learn(msg.batch)
	m.heardFetch(msg.batch.Status)
	var again tea.Cmd
	if msg.batch.Reset {
		m.search.anew(m.tree, m.separator)
		again = m.replaced()
	}
	m.age(msg.batch.Status.Version)
	m.treePane.started(m.scope, m.separator)
	m.located(msg.batch.Located)
	switch m.over {
	case &m.destination:
		m.destination.changed()
	case &m.search:
		m.search.changed(msg.batch)
	case &m.grep:
		m.grep.changed(msg.batch)
	}
	return tea.Batch(next(m.ctx, m.shown, m.source), again, m.value.linked(msg.batch.Status))
}
