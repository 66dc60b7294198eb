package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/etcdscope/etcdscope/source"
	"go.etcd.io/etcd/pkg/v3/cobrautl"
)

func TestExitCodesAreEtcdctls(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want int
	}{
		"success":     {nil, cobrautl.ExitSuccess},
		"any error":   {errors.New("x"), cobrautl.ExitError},
		"arguments":   {badArgsf("x"), cobrautl.ExitBadArgs},
		"wrapped":     {fmt.Errorf("y: %w", badArgsf("x")), cobrautl.ExitBadArgs},
		"config":      {&source.ConfigError{Problem: "x"}, cobrautl.ExitBadArgs},
		"interrupted": {exitError{exitInterrupted, errors.New("x")}, cobrautl.ExitInterrupted},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("%s: exit code %d, want %d", name, got, test.want)
		}
	}
}
