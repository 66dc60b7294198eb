package teatest

import "sync"

// Replay is a terminal without a program: it shows output that was recorded
// elsewhere, as a [Term] would have shown it.
type Replay struct {
	screen  *screen
	replies sync.WaitGroup
}

// NewReplay returns an empty terminal. What it would answer to the questions in
// the output goes to replies, until it is closed.
func NewReplay(cols, rows int, replies func([]byte)) *Replay {
	r := &Replay{screen: newScreen(cols, rows, false)}
	r.replies.Go(func() { r.screen.copyReplies(replies) })
	return r
}

// Write shows more output. A frame that isn't complete is not shown yet.
func (r *Replay) Write(output []byte) { r.screen.write(output) }

// Screen is the text on the screen, as [Term.Screen] has it.
func (r *Replay) Screen() string { return r.screen.text() }

// Close ends the terminal.
func (r *Replay) Close() {
	_ = r.screen.close()
	r.replies.Wait()
}
