package main

import (
	"context"
	"errors"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/local"
)

// ways are the flags that say where a cluster is and how the way there is
// secured. With any of them the others mean what they mean to etcdctl; with
// none, the host is looked at.
var ways = []string{
	"endpoints", "discovery-srv", "cert", "key", "cacert", "insecure-transport", "insecure-skip-tls-verify",
}

// named is who names the way to the cluster: the command line, or a variable;
// "" if nobody does.
func (c *connFlags) named(getenv func(string) string) string {
	for _, flag := range ways {
		if c.changed(flag) {
			return "from the command line"
		}
	}
	for _, flag := range ways {
		if name := variable(flag); getenv(name) != "" {
			return "from " + name
		}
	}
	return ""
}

// candidates are the ways to reach the cluster, the best first: the one that
// was named, or those that the host has. The error is that of looking for what
// was named.
func candidates(ctx context.Context, o options, host local.Host) ([]local.Candidate, error) {
	if o.Named == "" {
		return local.Find(host), nil
	}
	if o.Discovery.IsSet() {
		cfg, err := o.Discovery.Complete(ctx, o.Config)
		if err != nil {
			return nil, o.Contexts.wrong(err)
		}
		o.Config = cfg
	}
	if o.Contexts.ByDefault && o.Explain { // it goes before what the host has
		return append([]local.Candidate{{From: o.Named, Config: o.Config}}, local.Find(host)...), nil
	}
	return []local.Candidate{{From: o.Named, Config: o.Config}}, nil
}

// through is the configuration to go a candidate's way with: its endpoints and
// files, and all else as the flags say.
func through(c local.Candidate, flags source.Config) source.Config {
	flags.Endpoints, flags.TLS, flags.Guessed = c.Config.Endpoints, c.Config.TLS, c.Config.Guessed
	return flags
}

// noWay says why none of the candidates can be used: the reason of the best.
func noWay(all []local.Candidate) error {
	for _, c := range all {
		if !c.Absent {
			return errors.New(c.From + ": " + c.Problem)
		}
	}
	return errors.New("no etcd was found: give --endpoints")
}
