package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// clock is where the screen's time comes from; tests have another.
type clock struct {
	now   func() time.Time
	after func(d time.Duration, msg tea.Msg) tea.Cmd
}

func systemClock(now func() time.Time) clock {
	if now == nil {
		now = time.Now
	}
	return clock{now: now, after: func(d time.Duration, msg tea.Msg) tea.Cmd {
		return tea.Tick(d, func(time.Time) tea.Msg { return msg })
	}}
}

// alarm wakes the program when something on the screen gets older: an age, a
// countdown, the spinner. Nothing in view that does, no alarm: an idle screen
// draws nothing and sleeps.
type alarm struct {
	clock clock
	due   time.Time // zero: not set
	id    int
}

// alarmMsg is the alarm going off.
type alarmMsg struct{ id int }

// set wakes the program in d, unless it will be woken before; 0 is never.
func (a *alarm) set(d time.Duration) tea.Cmd {
	if d <= 0 {
		return nil
	}
	due := a.clock.now().Add(d)
	if !a.due.IsZero() && !a.due.After(due) {
		return nil
	}
	a.id++
	a.due = due
	return a.clock.after(d, alarmMsg{a.id})
}

// rang takes note that an alarm went off.
func (a *alarm) rang(msg alarmMsg) {
	if msg.id == a.id {
		a.due = time.Time{}
	}
}
