package main

import (
	"cmp"
	"errors"
	"io/fs"
	"syscall"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/contexts"
	"github.com/spf13/pflag"
)

// contextVariable names a context as --context does.
const contextVariable = "ETCDSCOPE_CONTEXT"

// contextFlags are the flags about clusters with a name.
type contextFlags struct {
	name, file string
	set        *pflag.FlagSet
}

func (f *contextFlags) group() flagGroup {
	g := newFlagGroup("Contexts: clusters by name, in a file")
	g.StringVar(&f.name, "context", "", "`NAME` of the cluster, in place of default-context")
	g.StringVar(&f.file, "config", "", "`FILE` in place of ~/.config/etcdscope/config.yaml")
	f.set = g.FlagSet
	return g
}

func (f *contextFlags) check() error {
	switch {
	case f.set.Changed("context") && f.name == "":
		return badArgsf("--context is empty: give a name or leave the flag out")
	case f.set.Changed("config") && f.file == "":
		return badArgsf("--config is empty: give a file or leave the flag out")
	}
	return nil
}

// read reads the file. There needn't be one where nobody says that there is.
func (f *contextFlags) read(getenv func(string) string) (contexts.File, error) {
	name := cmp.Or(f.file, contexts.Path(getenv))
	if name == "" {
		return contexts.File{}, nil
	}
	file, err := contexts.Load(name, getenv("HOME"))
	if f.file == "" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) {
		return contexts.File{Name: name}, nil
	}
	return file, err
}

// context reads the file and says which context to begin with, if any: that
// which the command line or the variable names or, where nothing names the way
// to a cluster, the file's default. A file that isn't needed for that may be
// wrong: in an incident there is no time to correct it.
func (f *flags) context(o *options, getenv func(string) string) (c contexts.Context, ok bool, err error) {
	name, by := f.contexts.name, "--context"
	if name == "" && !o.Demo {
		name, by = getenv(contextVariable), contextVariable
	}
	file, err := f.contexts.read(getenv)
	settled := o.Demo || o.Named != "" || errors.Is(err, fs.ErrPermission) // of another's home, after sudo -u
	switch {
	case err != nil && settled && name == "" && f.contexts.file == "":
		o.Contexts.Problem = err.Error()
		return c, false, nil
	case err != nil:
		return c, false, badArgsf("%w", err)
	}
	o.Contexts.File = file
	switch {
	case name == "" && settled:
		return c, false, nil
	case name == "":
		c, ok = file.Find(file.Default)
		o.Contexts.ByDefault = ok
		return c, ok, nil
	case file.Name == "":
		return c, false, badArgsf("%s %s: there is no home for a file of contexts: name it with --config", by, name)
	}
	if c, ok = file.Find(name); !ok {
		return c, false, badArgsf("%s: %w", by, file.Missing(name))
	}
	return c, true, f.conn.conflict(by, name, getenv)
}

// conflict is the error of a context that was named while a variable names
// another cluster. Neither may win in silence: the screen would be of one
// cluster and look like the other.
func (c *connFlags) conflict(by, name string, getenv func(string) string) error {
	if c.changed("endpoints") || c.changed("discovery-srv") {
		return nil
	}
	for _, flag := range []string{"endpoints", "discovery-srv"} {
		if v := variable(flag); getenv(v) != "" {
			return badArgsf("%s %s and %s name two clusters: unset one of them, or say which with --endpoints", by, name, v)
		}
	}
	return nil
}

// take takes from a context what neither the command line nor a variable says.
func (c *connFlags) take(from contexts.Context, getenv func(string) string) {
	if c.free("endpoints", getenv) && c.free("discovery-srv", getenv) {
		c.endpoints, c.discoverySRV = from.Endpoints, from.Discovery.Domain
		if c.free("discovery-srv-name", getenv) {
			c.discoverySRVName = from.Discovery.Service
		}
		if c.free("insecure-discovery", getenv) {
			c.insecureDiscovery = !from.Discovery.SecureOnly
		}
	}
	for _, file := range []struct {
		flag string
		to   *string
		from string
	}{{"cacert", &c.caCert, from.CACert}, {"cert", &c.cert, from.Cert}, {"key", &c.key, from.Key}} {
		if c.free(file.flag, getenv) {
			*file.to = file.from
		}
	}
	if c.free("insecure-skip-tls-verify", getenv) {
		c.insecureSkipVerify = from.SkipVerify
	}
}

// takeLogin takes a context's user or token, with where the password or the
// token comes from, unless the command line or a variable says who it is. It
// goes straight into the options: the user of a context has no password behind
// a colon.
func (c *connFlags) takeLogin(to *options, from contexts.Context, getenv func(string) string) {
	if !c.free("user", getenv) || !c.free("auth-jwt-token", getenv) {
		return
	}
	to.Token = from.Token
	if from.User != "" {
		to.Config.User, to.Config.Password, to.Password = from.User, source.Secret(c.password), from.Password
	}
}

// free says that neither the command line nor a variable sets the flag.
func (c *connFlags) free(flag string, getenv func(string) string) bool {
	return !c.changed(flag) && getenv(variable(flag)) == ""
}
