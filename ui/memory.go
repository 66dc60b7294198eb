package ui

import (
	"github.com/etcdscope/etcdscope/model"
)

// Memory is what is remembered of the cluster that is shown. Write blocks and is
// called from a command; everything else returns at once.
type Memory interface {
	Remembered() model.Remembered
	// Note takes a change. The error says why there is no room for it.
	Note(n model.Note) error
	// Write writes down what was noted, for the next run; what isn't written when
	// the program ends is written then. The error says why that can't be done.
	Write() error
	// Trouble is why what was remembered in other runs isn't there, or what was
	// noted isn't written; nil if there is none that anybody knows of.
	Trouble() error
}

// fleeting is a Memory that nobody keeps.
type fleeting struct{ all model.Remembered }

func (f *fleeting) Remembered() model.Remembered { return f.all }
func (f *fleeting) Write() error                 { return nil }
func (f *fleeting) Trouble() error               { return nil }

func (f *fleeting) Note(n model.Note) (err error) {
	f.all, err = f.all.With(n)
	return err
}
