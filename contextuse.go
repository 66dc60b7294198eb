package main

import (
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/contexts"
)

// contextUse is what is known of contexts when the program begins.
type contextUse struct {
	File      contexts.File
	Problem   string // why the file can't be read, where that didn't matter
	Current   string // the name of the context that is begun with, "" for none
	ByDefault bool   // nobody named it
	Fixed     fixed
}

// wrong adds to an error of the context that is begun with where that is
// written.
func (u contextUse) wrong(err error) error {
	if c, ok := u.File.Find(u.Current); ok && err != nil {
		return c.Wrong(err)
	}
	return err
}

// fixed says which flags are on the command line that a context has, too: they
// hold for every context.
type fixed struct{ separator, readRate, maxKeys, inFlight bool }

func (f *ownFlags) fixed() fixed {
	return fixed{
		separator: f.set.Changed("separator"), readRate: f.set.Changed("read-rate"),
		maxKeys: f.set.Changed("max-keys"), inFlight: f.set.Changed("max-inflight-bytes"),
	}
}

// follow is how a context's keyspace is followed.
func (o options) follow(c contexts.Context) source.Options {
	follow := source.Options{
		Prefix: c.Prefix, Separator: defaultSeparator, ReadRate: defaultReadRate, MaxKeys: defaultMaxKeys,
		Linearizable: o.Follow.Linearizable, MaxInFlight: source.DefaultMaxInFlight, Panicked: o.Follow.Panicked,
	}
	fixed := o.Contexts.Fixed
	either(&follow.Separator, c.Separator, fixed.separator, o.Follow.Separator)
	either(&follow.ReadRate, c.ReadRate, fixed.readRate, o.Follow.ReadRate)
	either(&follow.MaxKeys, c.MaxKeys, fixed.maxKeys, o.Follow.MaxKeys)
	either(&follow.MaxInFlight, c.MaxInFlight, fixed.inFlight, o.Follow.MaxInFlight)
	return follow
}

// either sets to by a flag, if that is fixed, or else by what a context says,
// if it says anything.
func either[T any](to, said *T, fixed bool, flag T) {
	switch {
	case fixed:
		*to = flag
	case said != nil:
		*to = *said
	}
}
