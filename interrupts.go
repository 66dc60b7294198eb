package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"time"
)

// lateInterrupt is how long a signal may take from the kernel to us.
const lateInterrupt = 100 * time.Millisecond

// interrupts end the program by SIGINT, but for the time in which the terminal
// is lent to another: ctrl+c is meant for that one then, and comes to us, too.
type interrupts struct{ lent atomic.Int32 }

// context is one that SIGINT ends.
func (i *interrupts) context(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt)
	go func() {
		for {
			select {
			case <-caught:
				if i.lent.Load() == 0 {
					cancel()
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		cancel()
	}
}

// hold has SIGINT change nothing until release is called.
func (i *interrupts) hold() (release func()) {
	i.lent.Add(1)
	return func() { time.AfterFunc(lateInterrupt, func() { i.lent.Add(-1) }) }
}
