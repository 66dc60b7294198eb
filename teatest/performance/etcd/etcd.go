//go:build server

// Package etcd keeps the version of the etcd server and of etcdctl that the
// measurements run.
package etcd

import (
	_ "go.etcd.io/etcd/etcdctl/v3" // its main package
	_ "go.etcd.io/etcd/server/v3"  // its main package
)
