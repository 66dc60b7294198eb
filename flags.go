package main

import (
	"github.com/spf13/pflag"

	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/source"
)

// What --consistency takes, in etcdctl's letters.
const (
	serializable = "s"
	linearizable = "l"
)

const (
	defaultSeparator = "/"
	defaultReadRate  = 25_000
	defaultMaxKeys   = 10_000_000
)

// A flagGroup is a headed part of the flags in the help.
type flagGroup struct {
	title string
	*pflag.FlagSet
}

func newFlagGroup(title string) flagGroup {
	fs := pflag.NewFlagSet(title, pflag.ContinueOnError)
	fs.SortFlags = false
	return flagGroup{title, fs}
}

// ownFlags are the flags that etcdctl doesn't have.
type ownFlags struct {
	rev         int64
	consistency string
	separator   string
	readRate    int
	maxKeys     int
	inFlight    int
	ascii       bool
	noReveal    bool
	secretKeys  []string
	demo        bool
	explain     bool
	output      string
	noState     bool
	set         *pflag.FlagSet
}

func (f *ownFlags) group() flagGroup {
	g := newFlagGroup("What to show")
	g.BoolVar(&f.demo, "demo", false, demoUsage)
	g.Int64Var(&f.rev, "rev", 0, "show the keyspace at revision `N`; 0 is now")
	g.StringVar(&f.consistency, "consistency", serializable, "`MODE` s works without a quorum; l needs one")
	g.StringVar(&f.separator, "separator", defaultSeparator, "`TEXT` what parts keys into prefixes")
	g.IntVar(&f.readRate, "read-rate", defaultReadRate, "`KEYS` read ahead per second; 0: no limit")
	g.IntVar(&f.maxKeys, "max-keys", defaultMaxKeys, "`KEYS` read ahead at most")
	g.IntVar(&f.inFlight, "max-inflight-bytes", source.DefaultMaxInFlight, "`BYTES` received and not shown yet at most")
	g.BoolVar(&f.ascii, "ascii", false, "draw with ASCII characters only")
	g.BoolVar(&f.noReveal, "no-reveal", false, "never show what is masked, for shared screens")
	g.StringSliceVar(&f.secretKeys, "secret-keys", nil, "`LIST` of patterns of keys to mask, too")
	g.BoolVar(&f.noState, "no-state", false, "keep no bookmarks and queries for the next run")
	g.BoolVar(&f.explain, "explain", false, "print how etcd is reached and what can be read")
	g.StringVarP(&f.output, "output", "o", "table", "`FORMAT` of --explain: table or json")
	f.set = g.FlagSet
	return g
}

func (f *ownFlags) check() error {
	switch {
	case f.rev < 0:
		return badArgsf("--rev %d: a revision is a positive number, 0 shows the live keyspace", f.rev)
	case f.consistency != serializable && f.consistency != linearizable:
		return badArgsf("--consistency %s: s reads what a member has, l (linearizable) asks the quorum", f.consistency)
	case f.readRate < 0:
		return badArgsf("--read-rate %d: keys per second can't be negative, 0 sets no limit", f.readRate)
	case f.maxKeys <= 0:
		return badArgsf("--max-keys %d: it must be positive, %d is the default", f.maxKeys, defaultMaxKeys)
	case f.inFlight < source.LeastInFlight:
		return badArgsf("--max-inflight-bytes %d: at least %d, %d is the default", f.inFlight, source.LeastInFlight, source.DefaultMaxInFlight)
	case f.output != "table" && f.output != "json":
		return badArgsf("--output %s: table and json are what there is", f.output)
	case f.output != "table" && !f.explain:
		return badArgsf("--output %s needs --explain: the explorer itself prints nothing", f.output)
	case f.explain && f.demo:
		return badArgsf("--demo starts its own etcd, of which there is nothing to explain: leave one of them out")
	}
	return f.checkSecretKeys()
}

// checkSecretKeys checks the patterns. No pattern at all is a mistake, too, of
// a variable that isn't set: what was meant to be masked would be shown.
func (f *ownFlags) checkSecretKeys() error {
	if f.set.Changed("secret-keys") && len(f.secretKeys) == 0 {
		return badArgsf("--secret-keys is empty: give a pattern like '*vault*' or leave the flag out")
	}
	for _, p := range f.secretKeys {
		if err := value.CheckPattern(p); err != nil {
			return badArgsf("--secret-keys: %w", err)
		}
	}
	return nil
}

// options reads the command line (and, for connection flags that are not on
// it, the environment) into what it means.
func (f *flags) options(args []string, getenv func(string) string) (options, error) {
	if err := f.own.check(); err != nil {
		return options{}, err
	}
	if err := f.profiles.check(); err != nil {
		return options{}, err
	}
	if err := f.contexts.check(); err != nil {
		return options{}, err
	}
	if err := f.log.check(); err != nil {
		return options{}, err
	}
	o := options{ASCII: f.own.ascii, NoReveal: f.own.noReveal, NoState: f.own.noState, StateDir: stateDir(getenv), SecretKeys: f.own.secretKeys, Demo: f.own.demo, Explain: f.own.explain, JSON: f.own.output == "json", Profiles: &f.profiles, LogFile: &f.log}
	o.Follow.Rev, o.Follow.Separator = f.own.rev, f.own.separator
	o.Follow.Linearizable = f.own.consistency == linearizable
	o.Follow.ReadRate, o.Follow.MaxKeys, o.Follow.MaxInFlight = f.own.readRate, f.own.maxKeys, f.own.inFlight
	o.Contexts.Fixed = f.own.fixed()
	if len(args) > 1 {
		return options{}, badArgsf("one PREFIX can be shown, %d were given: quote it if it has spaces", len(args))
	}
	reach := f.reach
	if o.Demo {
		reach = f.reachDemo
	}
	if err := reach(&o, getenv); err != nil {
		return options{}, err
	}
	if len(args) == 1 {
		o.Follow.Prefix = args[0]
	}
	return o, nil
}

// reachDemo sees that nothing names another cluster. The contexts are read for
// the screen to switch to.
func (f *flags) reachDemo(o *options, getenv func(string) string) error {
	if err := checkDemo(); err != nil {
		return err
	}
	given := f.conn.given()
	if f.contexts.name != "" {
		given = "context"
	}
	if given != "" {
		return badArgsf("--demo starts its own etcd and --%s says how to reach another: leave one of them out", given)
	}
	cfg, _, err := f.conn.config() // whose times hold for contexts, too
	if err != nil {
		return err
	}
	cfg.Endpoints = nil
	o.Config, o.Config.Proxies = cfg, source.ProxiesFrom(getenv)
	_, _, err = f.context(o, getenv)
	return err
}

// reach settles how the cluster is reached, and what a context says about how
// it is looked at.
func (f *flags) reach(o *options, getenv func(string) string) error {
	if err := f.conn.readEnv(getenv); err != nil {
		return err
	}
	o.Named = f.conn.named(getenv)
	context, named, err := f.context(o, getenv)
	if err != nil {
		return err
	}
	if named {
		f.conn.take(context, getenv)
	}
	if o.Config, o.Discovery, err = f.conn.config(); err != nil {
		return err
	}
	o.Config.Proxies = source.ProxiesFrom(getenv)
	if !named {
		return nil
	}
	f.conn.takeLogin(o, context, getenv)
	rev := o.Follow.Rev
	o.Follow = o.follow(context)
	o.Follow.Rev = rev
	o.Contexts.Current = context.Name
	o.Named = "context " + context.Name + " in " + o.Contexts.File.Name
	return nil
}

// flags are all flags of the program.
type flags struct {
	own      ownFlags
	contexts contextFlags
	conn     connFlags
	profiles profiles
	log      logFile
}
