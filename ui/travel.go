package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// goneMost is how many deletes are remembered, so that one can go to before
// them when the rows of their keys are gone; goneOffered is how many of them are
// offered.
const (
	goneMost    = 256
	goneOffered = 8
)

// travels are what is known of the times that one can go to in a cluster,
// whichever of its revisions is shown.
type travels struct {
	at   func(rev int64) (Options, error) // the cluster at another revision; nil if there is no way
	rev  int64                            // the old one that is shown, 0 for the present
	seen *model.Timeline
	gone []model.Change // deletes, the last one last
}

// look takes in what a batch says of the time.
func (t *travels) look(b model.Batch, now time.Time) {
	newest := b.Status.Newest
	if t.rev == 0 && b.Status.Link != model.LinkPast {
		newest = max(newest, b.Status.Revision)
	}
	t.seen.See(newest, now)
	for _, c := range b.Changes {
		if c.Kind == model.Deleted {
			t.gone = append(t.gone, c)
		}
	}
	if len(t.gone) > 2*goneMost {
		t.gone = append(t.gone[:0:0], t.gone[len(t.gone)-goneMost:]...)
	}
}

// goneFrom are the last deletes, those of a prefix first.
func (t *travels) goneFrom(prefix string) (all []model.Change) {
	var others []model.Change
	for _, c := range slices.Backward(t.gone) {
		switch {
		case len(all) == goneOffered:
			return all
		case strings.HasPrefix(c.Key, prefix):
			all = append(all, c)
		default:
			others = append(others, c)
		}
	}
	return append(all, others[:min(len(others), goneOffered-len(all))]...)
}

// forget is for another store, whose revisions are others.
func (t *travels) forget() { *t.seen, t.gone = model.Timeline{}, nil }

// arrivedMsg says what became of a travel to another revision.
type arrivedMsg struct {
	count   int
	options Options
	err     error
}

// travel begins to show the cluster at another revision, 0 for the present.
func (m *Model) travel(rev int64) tea.Cmd {
	m.stay()
	switch {
	case m.travels.at == nil:
		m.tell("there is no other revision to go to")
		return nil
	case rev == m.travels.rev:
		here := "this is revision " + model.Count(rev) + " already"
		if rev == 0 {
			here = "this is the present: t looks at an older revision"
		}
		m.tell(here)
		return nil
	}
	count, at := m.switching.count, m.travels.at
	return func() tea.Msg {
		o, err := at(rev)
		return arrivedMsg{count, o, err}
	}
}

// arrived shows the other revision, unless something else is wanted by now.
func (m *Model) arrived(msg arrivedMsg) tea.Cmd {
	switch {
	case msg.count != m.switching.count:
		return closing(msg.options.Close)
	case msg.err != nil:
		m.footer.tell(m.look.Plain.Bad, "cannot go there: "+m.look.safe(msg.err.Error()))
		return nil
	}
	return m.instead(m.turn, msg.options)
}

// turn takes the same cluster at another revision. The tree begins anew, as when
// a store is replaced: what was open opens again, and the cursor goes back to
// where it was. All else that the person has chosen stays.
func (m *Model) turn(o Options) {
	m.ctx, m.leave = context.WithCancel(m.program)
	m.source, m.close = o.Source, o.Close
	m.travels.at, m.travels.rev = o.At, o.Rev
	m.look.past = o.Rev > 0
	m.footer.looking, m.footer.flood = "", model.Flood{}
	m.lookedAgain, m.pinning = false, false
	if m.paused {
		m.source.Pause(true)
	}
	m.usage.source, m.status.source = o.Source, o.Source
	m.usage.open()
	if m.status.comparing.giveUp(); m.over == &m.status {
		m.source.WatchMembers(true)
	}
	m.header.turn(o.Rev)
	m.journey.reach.Shown = o.Rev
	opened := map[string]struct{}{}
	for _, p := range m.trees() {
		p.source, p.opened = o.Source, opened
	}
	m.resetFetch()
	m.learn(model.Batch{Reset: true, At: m.clock.now()})
	m.search.anew(m.tree, m.separator)
	m.value.turn(model.Row{}, false) // whatever was made of the value is of another revision
	m.value.reading.ctx, m.value.reading.source = m.ctx, o.Source
	m.value.status = m.header.status
	m.resetHistory()
	m.resetGrep("what was found before was of another revision")
}

// ask opens the prompt for a revision.
func (m *Model) ask() tea.Cmd {
	row, ok := m.keys().row()
	m.over = &m.journey
	m.journey.open(m.travels, m.header.status, row, ok, m.near())
	return m.askOldest()
}

// askOldest asks what is shown now for the oldest revision, if the prompt waits
// for that.
func (m *Model) askOldest() tea.Cmd {
	if m.over != &m.journey {
		return nil
	}
	ctx, source, shown := m.ctx, m.source, m.shown
	return func() tea.Msg {
		oldest, err := source.Compacted(ctx)
		return oldestMsg{shown, oldest, err}
	}
}

// depart goes where the prompt says.
func (m *Model) depart(rev int64) tea.Cmd {
	m.closeOverlay()
	return m.travel(rev)
}
