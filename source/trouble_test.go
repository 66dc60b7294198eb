package source

import (
	"fmt"
	"testing"
)

// The revision that was asked for may be gone; a member that is left out says
// nothing of that.
func TestWhatHealsIsNotGone(t *testing.T) {
	s := &Session{opts: Options{Rev: 7}}
	if err := fmt.Errorf("cannot list: %w", errRerouted); !heals(err) || s.gone(err) {
		t.Errorf("it heals: %v, gone: %v", heals(err), s.gone(err))
	}
}
