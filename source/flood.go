package source

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// errFlood is the gap that comes of more changes than could wait.
var errFlood = fmt.Errorf("%w: too many at once", errGap)

// flooded says that what clientv3 holds - it buffers without bound - is more
// than may wait. It holds next to nothing as long as the watch is taken from,
// so this is for a machine that is too slow for that.
func (s *Session) flooded() bool { return s.client.usage.held.Load() > int64(s.box.budget)/2 }

// respite is the pause after a flood, which grows from one to the next: to list
// everything again only for it to be thrown away again helps nobody.
//
// It is also the pause after eras that were no longer than a moment.
type respite struct {
	wait  time.Duration
	short int // such eras in a row
}

// after is how long to wait when changes were thrown away so long after the
// pause before.
func (r *respite) after(lasted time.Duration) time.Duration {
	if lasted > floodOver {
		r.wait = 0
	}
	r.wait = min(max(retryPause, 2*r.wait), floodPauseMost)
	return r.wait
}

// restAfter waits after an era until it is worth to begin another. What is on the
// screen stays there.
func (s *Session) restAfter(e *era, ended error, r *respite) error {
	lasted := time.Since(e.began)
	switch {
	case errors.Is(ended, errFlood):
		wait := r.after(lasted)
		s.box.status(func(st *model.Status) {
			if st.Link != model.LinkLive {
				return // what is wrong there is more to the point
			}
			st.Cause = fmt.Sprintf("more changes than could be shown, all is read again in %d s", int(wait.Seconds()))
		})
		waits, cancel := context.WithTimeout(s.ctx, wait)
		defer cancel()
		_ = s.await(waits, func() bool { return s.stores != e.store })
		return s.ctx.Err()
	case lasted >= retryPause:
		r.short = 0
		return nil
	}
	// What may be read is found out step by step, but not for ever.
	if r.short++; r.short <= accessSteps && errors.Is(ended, errAccess) {
		return nil
	}
	return sleep(s.ctx, retryPause)
}

// floodMeter tells when more happens than anybody can follow, for longer than a
// burst lasts.
type floodMeter struct {
	at     time.Time
	events int64 // by then
	last   int64 // events a second until then
	before int64 // events that were summarised before the flood
	now    model.Flood
}

// measure counts events over floodTime. A flood that has thrown changes away
// lasts until what they led to is listed again.
func (m *floodMeter) measure(w model.WatchUsage, resyncing bool, now time.Time) model.Flood {
	if d := now.Sub(m.at); d >= floodTime {
		rate := int64(float64(w.Events-m.events) / d.Seconds())
		if m.at.IsZero() {
			rate = 0
		}
		m.now.Rate = 0
		if min(rate, m.last) >= floodRate {
			m.now.Rate = rate - rate%100 // steady enough to be read
		}
		m.at, m.events, m.last = now, w.Events, rate
	}
	if m.now.Summarised = w.Summarised - m.before; m.now.Rate == 0 && !resyncing {
		m.before, m.now.Summarised = w.Summarised, 0
	}
	return m.now
}
