//go:build server

// Package server keeps the version of kine that the tests build.
package server

import _ "github.com/k3s-io/kine" // its main package
