package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// switching is the change to another cluster that is under way. The cluster
// that is shown goes on until the other one is connected.
type switching struct {
	count  int                // of all changes that were begun or given up
	cancel context.CancelFunc // nil if none is under way
}

// openedMsg says what became of a change of cluster.
type openedMsg struct {
	count   int
	item    int
	options Options
	err     error
}

// switchTo begins to change to another cluster. One that is under way is given
// up.
func (m *Model) switchTo(item int) tea.Cmd {
	m.closeOverlay()
	m.stay()
	ctx, cancel := context.WithCancel(m.program)
	m.switching.cancel = cancel
	m.footer.switching = m.picker.Items[item].Name
	count, open := m.switching.count, m.picker.Open
	return func() tea.Msg {
		o, err := open(ctx, item)
		return openedMsg{count: count, item: item, options: o, err: err}
	}
}

// stay gives up the change that is under way.
func (m *Model) stay() {
	m.switching.count++
	m.footer.switching = ""
	if m.switching.cancel != nil {
		m.switching.cancel()
		m.switching.cancel = nil
	}
}

// opened takes what became of a change. One that nobody wants any more is closed.
func (m *Model) opened(msg openedMsg) tea.Cmd {
	k := m.look
	switch {
	case msg.count != m.switching.count:
		return closing(msg.options.Close)
	case msg.err != nil:
		m.stay()
		m.picker.problem = "cannot switch to " + k.safe(m.picker.Items[msg.item].Name) + ": " + k.safe(msg.err.Error())
		m.footer.tell(k.Plain.Bad, m.picker.problem)
		return nil
	}
	m.stay()
	m.picker.Current, m.picker.problem = msg.item, ""
	return m.instead(m.show, msg.options)
}

// instead shows other options, and closes what was shown before by a command:
// that takes its time.
func (m *Model) instead(show func(Options), o Options) tea.Cmd {
	m.leave()
	m.value.reading.stop()
	before := m.close
	m.shown++
	show(o)
	return tea.Batch(next(m.ctx, m.shown, m.source), m.askOldest(), closing(before))
}

// closing ends what is not shown any more.
func closing(end func()) tea.Cmd {
	if end == nil {
		return nil
	}
	return func() tea.Msg {
		end()
		return nil
	}
}

// show begins to show a cluster, with a tree of its own. What belongs to the
// terminal and to the person - the size, the split, the theme's ground - stays.
func (m *Model) show(o Options) {
	m.ctx, m.leave = context.WithCancel(m.program)
	m.source, m.close, m.scope, m.separator = o.Source, o.Close, o.Scope, o.Separator
	m.look.choose(o.Theme)
	m.look.past = o.Rev > 0
	m.travels = travels{at: o.At, rev: o.Rev, seen: &model.Timeline{}}
	m.tree = model.NewTree(o.Scope, o.Separator)
	if o.Scope == "" {
		m.tree.Expand(kubernetes)
	}
	m.paused, m.lookedAgain = false, false
	m.usage.source = o.Source
	m.usage.open()
	typing := m.value.page.find
	if !typing.typing {
		m.focus = treeSide
	}
	m.header = header{look: m.look, since: m.clock.now(), context: o.Context, tone: o.Tone, rev: o.Rev, status: model.Status{Endpoint: o.Endpoint}}
	m.resetFetch()
	m.footer = footer{look: m.look, tree: m.tree, clock: m.clock, fetching: &m.fetching}
	m.remember(o.Memory)
	m.treePane, m.filtered = newTreePane(m.look, m.tree, o.Source), nil
	m.treePane.memory = m.memory.Memory
	before, viewing := &m.value, viewing{noReveal: m.noReveal}
	m.value = valuePane{ // an answer to what was asked of the cluster before is stale here
		look: m.look, page: page{look: m.look},
		reading: reading{
			errand: before.reading.anew(), ctx: m.ctx, source: o.Source, clock: m.clock,
			ascii: m.look.ascii, secret: o.Secret, viewing: viewing,
		},
		stepping: stepping{errand: before.stepping.anew()},
		diff:     diff{errand: before.diff.anew(), viewing: viewing},
	}
	if m.value.page.find.gen = typing.gen + 1; typing.typing {
		m.value.page.typeOn(typing)
	}
	m.resetHistory()
	m.resetGrep("what was found before was of another cluster")
	m.status = statusPane{look: m.look, hints: m.status.hints, source: o.Source, status: m.header.status, pin: m.pin, compare: m.compare, comparing: comparing{errand: m.status.comparing.anew()}}
	if m.pinning = false; m.over == &m.status {
		m.status.open("")
	}
	m.etcdctl = o.Etcdctl
	m.bookmarks.tree, m.bookmarks.memory = m.tree, m.memory.Memory
	m.destination = goTo{look: m.look, tree: m.tree, separator: o.Separator, accept: m.goTo, grep: m.grepFor, hints: m.destination.hints, line: prompt{look: m.look, name: "go to", box: m.destination.line.box}}
	m.search.anew(m.tree, o.Separator)
	m.journey.open(m.travels, m.header.status, model.Row{}, false, "")
	m.destination.open() // who is typing types on: the keys must not become commands
}
