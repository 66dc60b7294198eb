//go:build !nodemo

package main

import (
	"context"

	"github.com/etcdscope/etcdscope/source/demo"
)

const demoUsage = "start an etcd here, fill it and show it"

// checkDemo says why there is no demo, if there is none: see nodemo.go.
func checkDemo() error { return nil }

// openDemo starts the etcd that --demo shows. This file is the only one of the
// program that knows it: etcd's server, and Kubernetes' types for what is in
// it, are more than half of the binary and three quarters of its
// initialisation.
func openDemo(ctx context.Context, panicked func(value any, stack []byte)) (endpoint string, stop func() error, err error) {
	d, err := demo.Open(ctx, panicked)
	if err != nil {
		return "", nil, err
	}
	return d.Endpoint(), d.Close, nil
}
