package paint

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// pace is the shortest time between two frames that nobody has asked for.
const pace = 16 * time.Millisecond

// paced is a model that draws itself when there is something to show: at once
// what a person did, and at most once in a while what happened by itself. Bubble
// Tea wants a view after every message; it gets none.
type paced struct {
	model tea.Model
	show  func(Frame)
	guard func(tea.Cmd) tea.Cmd // its commands, against panics
	now   func() time.Time
	after func(time.Duration, tea.Msg) tea.Cmd

	width, height int
	stale         bool      // the model has changed since it was drawn
	afresh        bool      // all of the screen is to be painted
	due           bool      // it is drawn now
	drawn         time.Time // last
	alarmed       bool      // a dueMsg is under way
}

// dueMsg says that a frame that had to wait may be drawn.
type dueMsg struct{}

func newPaced(m tea.Model, show func(Frame), panicked func(value any, stack []byte)) *paced {
	guard := func(cmd tea.Cmd) tea.Cmd { return guarded(cmd, panicked) }
	return &paced{model: m, show: show, guard: guard, now: time.Now, after: func(d time.Duration, msg tea.Msg) tea.Cmd {
		return tea.Tick(d, func(time.Time) tea.Msg { return msg })
	}}
}

// Init is the model's.
func (p *paced) Init() tea.Cmd { return p.guard(p.model.Init()) }

// Update hands the message on, and decides when its effect is to be seen.
func (p *paced) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(dueMsg); ok {
		p.alarmed, p.due = false, p.stale
		return p, nil
	}
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		p.width, p.height = size.Width, size.Height
	}
	var cmd tea.Cmd
	p.model, cmd = p.model.Update(msg)
	cmd = p.guard(cmd)
	p.stale = true
	p.afresh = p.afresh || loses(msg)
	if p.afresh || byHand(msg) {
		p.due = true
		return p, cmd
	}
	return p, tea.Batch(cmd, p.wait())
}

// wait has the model drawn as soon as the pace allows.
func (p *paced) wait() tea.Cmd {
	wait := p.drawn.Add(pace).Sub(p.now())
	switch {
	case wait <= 0:
		p.due = true
	case !p.alarmed:
		p.alarmed = true
		return p.after(wait, dueMsg{})
	}
	return nil
}

// View draws the model if that is due.
func (p *paced) View() tea.View {
	if p.due && p.width > 0 && p.height > 0 {
		p.show(Frame{View: p.model.View(), Width: p.width, Height: p.height, Afresh: p.afresh})
		p.due, p.stale, p.afresh, p.drawn = false, false, false, p.now()
	}
	return tea.View{}
}

// byHand says whether a message is what a person did, who waits for the effect.
func byHand(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseMsg:
		return true
	}
	return false
}

// loses says whether the terminal may show anything after a message.
func loses(msg tea.Msg) bool {
	_, resized := msg.(tea.WindowSizeMsg)
	return resized || msg == tea.ClearScreen()
}
