package ui

import (
	"context"
	"io/fs"

	tea "charm.land/bubbletea/v2"
)

// outlet keeps what is taken away from the screen.
type outlet struct {
	copied []string
	paged  []string
	files  map[string]string
	fault  error // of whatever is asked for
}

func (o *outlet) Copy(_ context.Context, text []byte) (string, error) {
	if o.fault != nil {
		return "", o.fault
	}
	o.copied = append(o.copied, string(text))
	return "the test", nil
}

func (o *outlet) Save(name string, data []byte, replace bool) (string, error) {
	path := "/home/alice/" + name
	if _, there := o.files[path]; there && !replace {
		return path, fs.ErrExist
	}
	if o.fault != nil {
		return path, o.fault
	}
	o.files[path] = string(data)
	return path, nil
}

func (o *outlet) Page(_ context.Context, text []byte, ended func(error) tea.Msg) tea.Cmd {
	o.paged = append(o.paged, string(text))
	return func() tea.Msg { return ended(o.fault) }
}
