package source

import (
	"fmt"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
)

// What is compacted away stays so: it is asked for less and less, and at once if
// a person or another store wants it.
func TestWhatIsCompactedIsTriedSeldom(t *testing.T) {
	leaks(t)
	s := follow(t, startEtcd(t), Options{Rev: 1})
	s.until("the past is loaded", s.isPast)
	wakes := map[string]func(){
		"a person":      func() { s.session.change(func() { s.session.nudges++ }) },
		"another store": func() { s.session.change(func() { s.session.gaps++ }) },
	}
	for who, wake := range wakes {
		var b retry
		last := time.Duration(0)
		for range 8 {
			woken := make(chan error)
			go func() { woken <- s.session.pause(s.ctx, rpctypes.ErrCompacted, &b) }()
			for done := false; !done; {
				select {
				case err := <-woken:
					if done = true; err != nil {
						t.Fatal(err)
					}
				default:
					wake()
				}
			}
			if b.wait < deniedPause || b.wait < last || b.wait > compactedPause {
				t.Errorf("%s: %v after %v", who, b.wait, last)
			}
			last = b.wait
		}
		if last != compactedPause {
			t.Errorf("%s: at last it waits %v", who, last)
		}
	}
}

// The revision that was asked for may be gone; a member that is left out says
// nothing of that.
func TestWhatHealsIsNotGone(t *testing.T) {
	s := &Session{opts: Options{Rev: 7}}
	if err := fmt.Errorf("cannot list: %w", errRerouted); !heals(err) || s.gone(err) {
		t.Errorf("it heals: %v, gone: %v", heals(err), s.gone(err))
	}
}
