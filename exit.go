package main

import (
	"errors"
	"fmt"

	"github.com/etcdscope/etcdscope/source"
)

// The exit codes are etcdctl's, of go.etcd.io/etcd/pkg/v3/cobrautl.
const (
	exitFailure     = 1
	exitInterrupted = 5
	exitBadArgs     = 128
)

// An exitError is an error that ends the program with a code of its own.
type exitError struct {
	code int
	error
}

func (e exitError) Unwrap() error { return e.error }

func badArgsf(format string, args ...any) error {
	return exitError{code: exitBadArgs, error: fmt.Errorf(format, args...)}
}

// exitCode is the code that err ends the program with.
func exitCode(err error) int {
	var exit exitError
	var config *source.ConfigError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &config):
		return exitBadArgs
	}
	return exitFailure
}
