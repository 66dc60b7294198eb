//go:build linux

// Package faults is the laboratory of faults: etcd clusters whose members are
// processes of their own, behind proxies that a test controls, with a client
// that writes and an explorer that must come out equal to the store.
//
//	writer ──────────────────────────────► member ─ peer links ─ member
//	explorer ─► link (toxiproxy) ────────► member ─ (toxiproxy) ─ member
//	   │
//	   └ source.Session ─► model.Tree   and, for the table, the real binary on a pty
//
//	member, serve      one etcd: a process that is killed, stopped, started
//	cluster            three of them, and a client with the right to break them
//	link, peers        the network between explorer, members and members
//	writer             what the world does meanwhile; it remembers nothing
//	explorer, truth    the program's own view, compared with a Get
//	schedule, kinds    random faults from a seed
//	scenario*, table   each fault by itself, measured on the real screen
//
// It is a module of its own, so that toxiproxy is no dependency of etcdscope.
// It needs Linux: members die with the test, whatever ends it.
package faults
