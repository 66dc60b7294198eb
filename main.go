// Etcdscope is a terminal explorer for live etcd keyspaces. It never writes.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"google.golang.org/grpc/grpclog"
)

func main() {
	saveMemory(os.Getenv)
	// gRPC's warnings would be written over the screen.
	grpclog.SetLoggerV2(grpclog.NewLoggerV2(io.Discard, io.Discard, io.Discard))

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	var interrupts interrupts
	ctx, cancel := interrupts.context(ctx)
	err := newCommand(os.Getenv, func(ctx context.Context, o options) error {
		o.Interrupts = &interrupts
		return start(ctx, o)
	}).ExecuteContext(ctx)
	cancel()
	stop()
	if err != nil {
		lastWords("Error: " + model.Safe(err.Error()))
	}
	os.Exit(exitCode(err))
}

// lastWords writes one line to standard error, unless that takes nothing: a
// terminal that is stuck must not keep the program.
func lastWords(line string) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, _ = fmt.Fprintln(os.Stderr, line)
	}()
	select {
	case <-written:
	case <-time.After(leaveTime):
	}
}
