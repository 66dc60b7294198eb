//go:build linux

package main

import (
	"context"
	"fmt"
	"time"
)

// aPut is when a put began, and how many milliseconds it took.
type aPut struct {
	At   time.Time
	Took float64
}

// tooks are the times of puts.
func tooks(puts []aPut) (all []float64) {
	for _, p := range puts {
		all = append(all, p.Took)
	}
	return all
}

// putsChild puts small keys, one after the other, at a rate for a time (in
// milliseconds).
func putsChild(ctx context.Context, args []string) (any, error) {
	client, err := connect(args[0])
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	var puts []aPut
	ctx, cancel := context.WithTimeout(ctx, time.Duration(number(args[2]))*time.Millisecond)
	defer cancel()
	every(ctx, time.Second/time.Duration(number(args[1])), func() {
		started := time.Now()
		if _, failed := client.Put(context.WithoutCancel(ctx), fmt.Sprintf("/registry/leases/ns-000/writer-%03d", len(puts)%100), "x"); failed != nil {
			err = failed
			cancel()
		}
		puts = append(puts, aPut{started, milliseconds(time.Since(started))})
	})
	return puts, err
}
