package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/model"
)

// batchMsg is news from the source; err says that there will be no more.
type batchMsg struct {
	shown int // how many other clusters had been shown when it was waited for
	batch model.Batch
	err   error
}

// next waits for news. There is one such command at any time: it is issued
// again when its message has been received, so batches come in order, and
// what happens meanwhile gathers in the source's mailbox.
func next(ctx context.Context, shown int, s Source) tea.Cmd {
	return func() tea.Msg {
		batch, err := s.Next(ctx)
		return batchMsg{shown, batch, err}
	}
}
