//go:build server

// Package server keeps the version of the etcd server that the tests build.
package server

import _ "go.etcd.io/etcd/server/v3" // its main package
