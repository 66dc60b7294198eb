//go:build linux

package main

import (
	"context"
	"fmt"
	"time"
)

// putsChild puts small keys, one after the other, at a rate for a time (in
// milliseconds), and gives how long each took, in milliseconds.
func putsChild(ctx context.Context, args []string) (any, error) {
	client, err := connect(args[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	var took []float64
	ctx, cancel := context.WithTimeout(ctx, time.Duration(number(args[2]))*time.Millisecond)
	defer cancel()
	every(ctx, time.Second/time.Duration(number(args[1])), func() {
		started := time.Now()
		if _, failed := client.Put(context.WithoutCancel(ctx), fmt.Sprintf("/registry/leases/ns-000/writer-%03d", len(took)%100), "x"); failed != nil {
			err = failed
			cancel()
		}
		took = append(took, milliseconds(time.Since(started)))
	})
	return took, err
}
