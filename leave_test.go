package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// stuckScreen is a screen whose terminal takes no output: Run ends only with
// the test, whatever is asked of it.
type stuckScreen struct {
	end          chan struct{}
	mu           sync.Mutex
	quit, killed bool
}

func (s *stuckScreen) Run() (tea.Model, error) { <-s.end; return nil, nil }
func (s *stuckScreen) Quit()                   { s.mu.Lock(); defer s.mu.Unlock(); s.quit = true }
func (s *stuckScreen) Kill()                   { s.mu.Lock(); defer s.mu.Unlock(); s.killed = true }

func TestAStuckTerminalDoesNotKeepTheProgram(t *testing.T) {
	for name, tell := range map[string]func(*leaving, context.CancelFunc){
		"a signal": func(_ *leaving, cancel context.CancelFunc) { cancel() },
		"q":        func(l *leaving, _ context.CancelFunc) { l.filter(nil, tea.QuitMsg{}); l.filter(nil, tea.QuitMsg{}) },
	} {
		t.Run(name, func(t *testing.T) {
			s := &stuckScreen{end: make(chan struct{})}
			t.Cleanup(func() { close(s.end) })
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l := newLeaving()
			tell(l, cancel)
			if err := l.run(ctx, s, time.Millisecond); !errors.Is(err, errStuck) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

func TestAScreenThatLeavesIsWaitedFor(t *testing.T) {
	s := &stuckScreen{end: make(chan struct{})}
	close(s.end)
	if err := newLeaving().run(t.Context(), s, time.Hour); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
