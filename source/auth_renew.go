package source

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
)

// renewPause is how long a password isn't asked for again where it comes from,
// renewMost how long it may take to come: what gives it has a bound of its own.
const (
	renewPause = time.Minute
	renewMost  = 35 * time.Second
)

// A renewal asks for the password where it comes from: once for all calls, and
// for longer than any of them may wait.
type renewal struct {
	done    chan struct{} // closed at its end
	changed bool          // the password is another one; to be read when it is done
}

// newPassword has the password asked for anew where it comes from, and says
// whether that is another one. Who gives up waiting, or comes too soon after,
// has none.
func (a *authenticator) newPassword(ctx context.Context, cc *grpc.ClientConn) bool {
	a.mu.Lock()
	r, again := a.renewalOver(cc), a.refused == nil // one has ended since the refusal
	a.mu.Unlock()
	if r == nil {
		return again
	}
	select {
	case <-r.done:
		return r.changed
	case <-ctx.Done():
		return false
	}
}

// renewalOver is the renewal under way, or a new one, which ends with cc at the
// latest; nil if it isn't time for one. The state must be locked.
func (a *authenticator) renewalOver(cc *grpc.ClientConn) *renewal {
	if a.renewal == nil && a.renew != nil && time.Since(a.renewed) >= renewPause {
		a.renewal = &renewal{done: make(chan struct{})}
		go a.ask(cc, a.renewal)
	}
	return a.renewal
}

func (a *authenticator) ask(cc *grpc.ClientConn, r *renewal) {
	ctx, cancel := context.WithTimeout(context.Background(), renewMost)
	defer cancel()
	go func() {
		defer cancel()
		for state := cc.GetState(); state != connectivity.Shutdown && cc.WaitForStateChange(ctx, state); {
			state = cc.GetState()
		}
	}()
	password, err := a.renew(ctx) // why it can't be had was said at the start, or is when it is started again
	a.mu.Lock()
	defer a.mu.Unlock()
	defer close(r.done)
	a.renewal = nil
	if !errors.Is(ctx.Err(), context.Canceled) { // else another connection may still ask
		a.renewed = time.Now()
	}
	if r.changed = err == nil && password != a.password; r.changed {
		a.password, a.refused = password, nil
	}
}
