package source

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// meter measures how fast keys come.
type meter struct {
	keys int64
	at   time.Time
}

// rate sets the rate, of half a second or more, as long as there is something
// to load.
func (m *meter) rate(l *model.Load, now time.Time) {
	if l.State == model.LoadDone {
		return
	}
	if m.at.IsZero() {
		m.at = now
	}
	if d := now.Sub(m.at); d >= 500*time.Millisecond {
		l.Rate = float64(max(0, l.Keys-m.keys)) / d.Seconds()
		m.keys, m.at = l.Keys, now
	}
}
