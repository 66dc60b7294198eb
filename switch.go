package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/contexts"
	"github.com/etcdscope/etcdscope/themes"
	"github.com/etcdscope/etcdscope/ui"
)

// A switcher connects to the clusters between which the screen switches: the
// contexts and, if that is none of them, the one that was begun with.
type switcher struct {
	began options // with the way that was taken and the password that was typed
	all   connections
	notes memories
}

// screen is what the screen is made of at first.
func (s *switcher) screen() (ui.Options, error) {
	o, err := s.connect(s.began)
	if err != nil {
		return ui.Options{}, s.began.Contexts.wrong(err)
	}
	o.Keys, o.ASCII, o.Contexts = keymap.Default(), s.began.ASCII, s.contexts()
	o.NoReveal = s.began.NoReveal
	return o, nil
}

// connect connects to a cluster and says how it is to be shown.
func (s *switcher) connect(o options) (ui.Options, error) {
	c, err := s.all.add(o.Config, o.Follow)
	if err != nil {
		return ui.Options{}, err
	}
	return s.shown(o, c), nil
}

// shown is how a connection is shown.
func (s *switcher) shown(o options, c *connection) ui.Options {
	shown := ui.Options{
		Source:    logged(c.session, o.Config.Log),
		Scope:     o.Follow.Prefix,
		Separator: o.Follow.Separator,
		Rev:       o.Follow.Rev,
		Endpoint:  o.Config.Endpoints[0],
		Context:   o.Contexts.Current,
		Etcdctl:   etcdctlFlags(o.Config),
		Secret:    o.SecretKeys,
		Memory:    s.notes.of(o),
		Close:     func() { s.all.end(c) },
		At:        func(rev int64) (ui.Options, error) { return s.at(o, c, rev) },
	}
	if named, ok := o.Contexts.File.Find(o.Contexts.Current); ok {
		shown.Secret = append(slices.Clip(shown.Secret), named.SecretKeys...)
		shown.Tone = named.Color
		if theme, ok := themes.Named(named.Theme); ok {
			shown.Theme = &theme
		}
	}
	return shown
}

// at is the same cluster as it was at revision rev; 0 is the present.
func (s *switcher) at(o options, c *connection, rev int64) (ui.Options, error) {
	other, err := s.all.at(c, rev)
	if err != nil {
		return ui.Options{}, err
	}
	o.Follow.Rev = rev
	return s.shown(o, other), nil
}

// contexts are what the screen offers.
func (s *switcher) contexts() ui.Contexts {
	use := s.began.Contexts
	offered := ui.Contexts{
		Current: -1, Problem: use.Problem, File: use.File.Name, Example: contexts.Example,
		Open: s.open,
	}
	if len(use.File.Contexts) == 0 {
		return offered
	}
	if use.Current == "" {
		name := "(as started)"
		if s.began.Demo {
			name = "(demo)"
		}
		offered.Current = 0
		offered.Items = append(offered.Items, ui.ContextItem{Name: name, Endpoints: s.began.Config.Endpoints, Prefix: s.began.Follow.Prefix})
	}
	for _, c := range use.File.Contexts {
		if c.Name == use.Current {
			offered.Current = len(offered.Items)
		}
		offered.Items = append(offered.Items, ui.ContextItem{Name: c.Name, Tone: c.Color, Endpoints: c.Where(), Prefix: c.Prefix})
	}
	return offered
}

// open connects to what contexts has offered.
func (s *switcher) open(ctx context.Context, item int) (ui.Options, error) {
	if s.began.Contexts.Current == "" {
		if item--; item < 0 {
			return s.connect(s.began)
		}
	}
	o, err := s.began.within(ctx, s.began.Contexts.File.Contexts[item])
	if err != nil {
		return ui.Options{}, err
	}
	return s.connect(o)
}

// within are the options for a context that is switched to. The way and the
// login are the context's alone: flags and variables about them were meant for
// the cluster that was begun with.
func (o options) within(ctx context.Context, c contexts.Context) (options, error) {
	token, err := c.Token.Read(ctx, true)
	if err != nil {
		return options{}, err
	}
	password, err := o.passwordWithin(ctx, c)
	if err != nil {
		return options{}, err
	}
	o.Config.Endpoints, o.Config.TLS, o.Config.Guessed = c.Endpoints, c.TLS(), false
	o.Config.User, o.Config.Password, o.Config.Renew, o.Config.Token = c.User, password, c.Password.Renew(), token
	if c.Discovery.IsSet() {
		if o.Config, err = c.Discovery.Complete(ctx, o.Config); err != nil {
			return options{}, err
		}
	}
	o.Follow = o.follow(c)
	o.Contexts.Current = c.Name
	return o, nil
}

// passwordWithin is that of a context's user. One that was typed is for the
// context that it was typed for.
func (o options) passwordWithin(ctx context.Context, c contexts.Context) (source.Secret, error) {
	if c.User == "" {
		return "", nil
	}
	password, err := c.Password.Read(ctx, true)
	switch {
	case err != nil || password != "":
		return password, err
	case c.Name == o.Contexts.Current && c.User == o.Config.User:
		return o.Config.Password, nil
	}
	return "", fmt.Errorf("user %s needs a password, which can't be typed here: "+
		"give the context a password-command or a password-file, or start etcdscope with --context %s", c.User, c.Name)
}
