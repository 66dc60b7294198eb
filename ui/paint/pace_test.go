package paint

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// counting shows how often it was told something, and counts how often it was
// drawn.
type counting struct{ told, views int }

func (c *counting) Init() tea.Cmd { return nil }

func (c *counting) Update(tea.Msg) (tea.Model, tea.Cmd) {
	c.told++
	return c, nil
}

func (c *counting) View() tea.View {
	c.views++
	return tea.View{Content: fmt.Sprint(c.told)}
}

// stage runs a model as Bubble Tea does, with a clock of its own.
type stage struct {
	paced  *paced
	model  *counting
	now    time.Time
	shown  []Frame
	alarms []time.Duration
}

// newStage is one whose first frame was drawn long ago.
func newStage() *stage {
	s := &stage{model: &counting{}, now: time.Unix(0, 0)}
	s.paced = newPaced(s.model, func(f Frame) { s.shown = append(s.shown, f) }, nil)
	s.paced.now = func() time.Time { return s.now }
	s.paced.after = func(d time.Duration, _ tea.Msg) tea.Cmd {
		s.alarms = append(s.alarms, d)
		return nil
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.now = s.now.Add(time.Hour)
	s.shown, s.model.views = nil, 0
	return s
}

func (s *stage) send(msg tea.Msg) {
	s.paced.Update(msg)
	s.paced.View()
}

// wants fails unless so many frames were shown, each drawn once, the last one
// of all that the model was told, and so many alarms set.
func (s *stage) wants(t *testing.T, frames, alarms int) {
	t.Helper()
	if len(s.shown) != frames || s.model.views != frames || len(s.alarms) != alarms {
		t.Fatalf("%d frames were shown, %d drawn, want %d; %d alarms, want %d", len(s.shown), s.model.views, frames, len(s.alarms), alarms)
	}
}

func (s *stage) wantsNewest(t *testing.T) {
	t.Helper()
	if got := s.shown[len(s.shown)-1].View.Content; got != fmt.Sprint(s.model.told) {
		t.Errorf("shown is %s, told were %d", got, s.model.told)
	}
}

type news struct{}

func TestWhatAPersonDoesIsDrawnAtOnce(t *testing.T) {
	for _, msg := range []tea.Msg{tea.KeyPressMsg{Code: 'j'}, tea.PasteMsg{}, tea.MouseWheelMsg{}, tea.WindowSizeMsg{Width: 9, Height: 9}, tea.ClearScreen()} {
		s := newStage()
		s.send(news{})
		s.wants(t, 1, 0)
		s.send(msg)
		s.wants(t, 2, 0)
		s.send(msg)
		s.wants(t, 3, 0)
		s.wantsNewest(t)
	}
}

func TestNewsIsDrawnAtItsPace(t *testing.T) {
	s := newStage()
	for range 100 {
		s.send(news{})
	}
	s.wants(t, 1, 1) // the first at once, the others together
	s.now = s.now.Add(s.alarms[0])
	s.send(dueMsg{})
	s.wants(t, 2, 1)
	s.wantsNewest(t)
	s.now = s.now.Add(pace)
	s.send(news{})
	s.wants(t, 3, 1)
}

func TestNothingNewIsNotDrawn(t *testing.T) {
	s := newStage()
	s.send(news{})
	s.send(news{})
	s.wants(t, 1, 1)
	s.send(tea.KeyPressMsg{Code: 'j'}) // shows the second news, too
	s.wants(t, 2, 1)
	s.send(dueMsg{})
	s.paced.View()
	s.wants(t, 2, 1)
}

func TestATerminalThatMayShowAnythingIsPaintedAfresh(t *testing.T) {
	s := newStage()
	s.send(tea.KeyPressMsg{Code: 'j'})
	s.send(tea.WindowSizeMsg{Width: 90, Height: 30})
	s.send(tea.KeyPressMsg{Code: 'j'})
	s.send(tea.ClearScreen())
	for i, afresh := range []bool{false, true, false, true} {
		if s.shown[i].Afresh != afresh {
			t.Errorf("frame %d is painted afresh: %v", i, s.shown[i].Afresh)
		}
	}
	if f := s.shown[3]; f.Width != 90 || f.Height != 30 {
		t.Errorf("the last frame is of %d×%d", f.Width, f.Height)
	}
}

func TestNothingIsDrawnForATerminalOfUnknownSize(t *testing.T) {
	c := &counting{}
	p := newPaced(c, func(Frame) { t.Error("a frame is shown") }, nil)
	p.Update(news{})
	p.View()
	if c.views != 0 {
		t.Error("it is drawn")
	}
}
