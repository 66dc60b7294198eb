package teatest

import (
	"io"
	"sync"
)

// input is what waits to be read by the program: keys from the journey and the
// terminal's replies, in the order they came. Sending never blocks, since a
// program that is stopped or busy reads nothing, and the terminal replies while
// its screen is locked.
type input struct {
	mu     sync.Mutex
	more   sync.Cond
	bytes  []byte
	closed bool
}

func newInput() *input {
	in := &input{}
	in.more.L = &in.mu
	return in
}

func (in *input) send(b []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.bytes = append(in.bytes, b...)
	in.more.Signal()
}

// close ends [input.copyTo]; what was not written by then never will be.
func (in *input) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closed = true
	in.more.Signal()
}

// copyTo writes to w what is sent, until the input is closed or w takes no more.
func (in *input) copyTo(w io.Writer) {
	for {
		b, ok := in.next()
		if !ok {
			return
		}
		if _, err := w.Write(b); err != nil {
			return // the program has left its terminal: nobody will read this
		}
	}
}

func (in *input) next() ([]byte, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.bytes) == 0 && !in.closed {
		in.more.Wait()
	}
	b := in.bytes
	in.bytes = nil
	return b, !in.closed
}
