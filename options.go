package main

import (
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/contexts"
)

// options are all that the command line and the environment say.
type options struct {
	// Named is who says how to reach the cluster; "" if the host is to be
	// looked at. Config is what was said; with Demo, its times. Endpoints is empty
	// as long as Discovery has not found them.
	Named     string
	Config    source.Config
	Discovery source.Discovery
	Password  contexts.Credential // of Config.User, unless Config has it
	Token     contexts.Credential // for Config.Token, if it is set
	Follow    source.Options
	Contexts  contextUse

	Demo  bool // run an etcd of our own and look at that
	ASCII bool // draw without box characters and symbols

	NoReveal   bool     // secrets stay masked
	SecretKeys []string // patterns of keys to mask in every cluster

	StateDir string // where bookmarks and queries are kept, "" if there is no place for them
	NoState  bool   // they are not: nothing is read or written there

	Explain bool // only print how the cluster is reached
	JSON    bool // as JSON

	Interrupts *interrupts // hold them where another program has the terminal

	Profiles *profiles
	LogFile  *logFile
}

// asksPassword says whether the password is still to be asked for.
func (o options) asksPassword() bool {
	return o.Config.User != "" && o.Config.Password == "" && o.Config.Token == ""
}
