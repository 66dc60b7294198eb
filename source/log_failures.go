package source

import (
	"sync"

	"go.uber.org/zap"
	"google.golang.org/grpc/codes"
)

// A Log is where calls are written down. It knows what was said already, by all
// connections that write to it.
type Log struct {
	*zap.Logger
	failures failures
}

// LogTo is a Log that writes to l.
func LogTo(l *zap.Logger) *Log { return &Log{Logger: l} }

// failuresMost is how many calls are known to fail: methods times members.
const failuresMost = 1_000

// failures are the calls that failed the last time, and with which code.
type failures struct {
	mu   sync.Mutex
	last map[call]codes.Code
}

type call struct{ method, target string }

// news notes that c has failed with code, and says whether that is another end
// than the last time.
func (f *failures) news(c call, code codes.Code) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	last, failed := f.last[c]
	if f.last == nil || !failed && len(f.last) >= failuresMost {
		f.last = map[call]codes.Code{} // to be said once more is no harm
	}
	f.last[c] = code
	return !failed || last != code
}

// over notes that c has not failed.
func (f *failures) over(c call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.last, c)
}
