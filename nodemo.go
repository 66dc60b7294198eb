//go:build nodemo

package main

import "context"

// A build with -tags nodemo is the client alone, for those who distribute it.

const demoUsage = "not in this build (-tags nodemo)"

func checkDemo() error {
	return badArgsf("--demo: this etcdscope was built without it (-tags nodemo): " +
		"give --endpoints, or go run github.com/etcdscope/etcdscope@latest --demo")
}

// openDemo is never reached: checkDemo comes first.
func openDemo(context.Context, func(value any, stack []byte)) (endpoint string, stop func() error, err error) {
	return "", nil, checkDemo()
}
