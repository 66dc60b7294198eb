package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// usualMembers is how many members etcd clusters have, at most.
const usualMembers = 7

// statusPane is the overlay that shows every member: how it is, which one is
// read, and whether they agree about the key under the tree's cursor.
type statusPane struct {
	look    *look
	hints   string
	source  Source
	pin     func()         // the member under the cursor, or none any more
	compare func() tea.Cmd // what the members have
	status  model.Status
	members []model.Member
	box     frame
	chosen  string // the endpoint of the member under the cursor
	offset  int

	comparing comparing
}

// comparing is a comparison of the members that was asked for.
type comparing struct {
	errand
	path   string
	result *model.Comparison
	cause  string // why there is none; display text
}

// comparedMsg is the answer to a comparison.
type comparedMsg struct {
	gen    int
	result model.Comparison
	err    error
}

// open starts on the member that is read, or is pinned to be.
func (p *statusPane) open(pinned string) {
	p.comparing.giveUp()
	p.comparing.result, p.comparing.cause = nil, ""
	p.chosen, p.offset = pinned, 0
	if at := slices.IndexFunc(p.members, func(m model.Member) bool { return m.Read }); at >= 0 && pinned == "" {
		p.chosen = p.members[at].Endpoint
	}
	p.source.WatchMembers(true)
}

// shut has the members looked at as seldom as before.
func (p *statusPane) shut() {
	p.comparing.giveUp()
	p.source.WatchMembers(false)
}

func (p *statusPane) place() keymap.Place { return keymap.InStatus }

func (p *statusPane) fit(box frame, _ time.Time) {
	p.box = box
	p.box.focused, p.box.foot = true, p.hints
	p.move(0)
}

func (p *statusPane) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Accept:
		p.pin()
	case keymap.Compare:
		return p.compare()
	default:
		p.move(stride(a, p.rows(), len(p.members)))
	}
	return nil
}

func (p *statusPane) move(by int) {
	n := len(p.members)
	if n == 0 {
		return
	}
	at := max(0, min(p.at()+by, n-1))
	p.chosen = p.members[at].Endpoint
	p.offset = inView(p.offset, at, p.rows(), n)
}

// at is the place of the member under the cursor.
func (p *statusPane) at() int {
	return max(0, slices.IndexFunc(p.members, func(m model.Member) bool { return m.Endpoint == p.chosen }))
}

// rows is how many members are in view: the usual few, and of many as many as
// leave room for what is said below them.
func (p *statusPane) rows() int {
	_, height := p.box.inner()
	return min(len(p.members), max((height-1)/2, min(height-1, usualMembers), 1))
}

// member is the one under the cursor.
func (p *statusPane) member() (m model.Member, ok bool) {
	if len(p.members) == 0 {
		return m, false
	}
	return p.members[p.at()], true
}

// ask has the members compared: do they agree about a key or prefix?
func (p *statusPane) ask(ctx context.Context, now time.Time, path string, prefix bool) tea.Cmd {
	ctx = p.comparing.begin(ctx, now)
	p.comparing.path, p.comparing.result, p.comparing.cause = path, nil, ""
	gen, source := p.comparing.gen, p.source
	return func() tea.Msg {
		result, err := source.Compare(ctx, path, prefix)
		return comparedMsg{gen: gen, result: result, err: err}
	}
}

// compared takes the answer; one that nobody waits for any more is dropped.
func (p *statusPane) compared(msg comparedMsg) {
	if !p.comparing.awaits(msg.gen) {
		return
	}
	p.comparing.giveUp()
	if msg.err != nil {
		p.comparing.cause = p.look.safe(msg.err.Error())
		return
	}
	p.comparing.result = &msg.result
}

func (p *statusPane) view(now time.Time) []string {
	width, height := p.box.inner()
	p.box.title = []part{{p.look.Plain.Accent, "status"}}
	p.box.scroll = scroll{offset: p.offset, shown: p.rows(), of: len(p.members)}
	return p.box.draw(p.look, p.look.lines(width, height, p.body(width, now)))
}
