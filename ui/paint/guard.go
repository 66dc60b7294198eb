package paint

import (
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// guarded is cmd, of whose panic panicked is told. Bubble Tea would catch it,
// too, and go on writing about it while the program ends, to a standard error
// that is the terminal again.
func guarded(cmd tea.Cmd, panicked func(value any, stack []byte)) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer func() {
			if value := recover(); value != nil {
				panicked(value, debug.Stack())
			}
		}()
		msg := cmd()
		if all, ok := msg.(tea.BatchMsg); ok {
			for i := range all {
				all[i] = guarded(all[i], panicked)
			}
		}
		return msg
	}
}
