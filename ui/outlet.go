package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// Outlet is the way by which a person takes something away from the screen.
// Copy and Save block and are called from commands.
type Outlet interface {
	// Copy puts a text on the clipboard, and says by what.
	Copy(ctx context.Context, text []byte) (by string, err error)
	// Save writes a file that nobody else may read, and says where it is. The
	// error is fs.ErrExist where there is one, unless it is to be replaced.
	Save(name string, data []byte, replace bool) (path string, err error)
	// Page is the command that shows a text in the person's pager. ended makes
	// the message that says how it went.
	Page(ctx context.Context, text []byte, ended func(error) tea.Msg) tea.Cmd
}
