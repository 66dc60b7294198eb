package main

import (
	"sync"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/ui"
)

// unwrittenMost is how many notes wait for a file that can't be written now.
const unwrittenMost = 2_000

// A memory is what is remembered of one cluster: for this run and, where there
// is a file, beyond it. A note is taken at once and written down later, with
// what other instances have written meanwhile.
type memory struct {
	file *stateFile // nil: for this run only

	mu        sync.Mutex
	have      model.Remembered
	unwritten []model.Note
	trouble   error // of reading or writing it last

	disk sync.Mutex // held while the file is read and written
}

var _ ui.Memory = (*memory)(nil)

// newMemory reads what is remembered.
func newMemory(file *stateFile) *memory {
	m := &memory{file: file}
	if file != nil {
		m.have, m.trouble = file.read()
	}
	return m
}

// Remembered implements ui.Memory.
func (m *memory) Remembered() model.Remembered {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.have
}

// Trouble implements ui.Memory.
func (m *memory) Trouble() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.trouble
}

// Note implements ui.Memory.
func (m *memory) Note(n model.Note) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	after, err := m.have.With(n)
	if err != nil {
		return err
	}
	m.have = after
	if m.file != nil {
		m.unwritten = append(m.unwritten, n)
		m.unwritten = m.unwritten[max(0, len(m.unwritten)-unwrittenMost):]
	}
	return nil
}

// Write implements ui.Memory. What can't be written is tried again with the
// next note: the file may have been put in order.
func (m *memory) Write() error {
	m.disk.Lock()
	defer m.disk.Unlock()
	m.mu.Lock()
	notes := m.unwritten
	m.unwritten = nil
	m.mu.Unlock()
	if len(notes) == 0 {
		return nil
	}
	written, full, err := m.file.add(notes)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.trouble = err; err != nil {
		m.unwritten = append(notes, m.unwritten...)
		return err
	}
	for _, n := range m.unwritten { // taken meanwhile
		if after, err := written.With(n); err == nil {
			written = after
		}
	}
	m.have = written
	return full
}
