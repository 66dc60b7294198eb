package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/local"
)

// What may become of a candidate.
const (
	chosen = "chosen" // the first that can be used
	usable = "usable"
	broken = "unusable"
	absent = "absent"
)

// An explanation is what --explain prints. All text in it is safe.
type explanation struct {
	Candidates []explained          `json:"candidates"`
	Connection *source.Capabilities `json:"connection"` // null if nothing can be chosen
}

// explained is a candidate and what became of it.
type explained struct {
	From      string   `json:"from"`
	State     string   `json:"state"`
	Problem   string   `json:"problem"`
	Endpoints []string `json:"endpoints"`
	CertFile  string   `json:"cert"`
	KeyFile   string   `json:"key"`
	CAFile    string   `json:"cacert"`
}

// explain prints how the program would reach a cluster and what it could do
// there. The error is why it couldn't; all that is known is printed before.
func explain(ctx context.Context, o options, host local.Host, out io.Writer) error {
	if err := o.askPassword(ctx); err != nil {
		return err
	}
	all, err := candidates(ctx, o, host)
	if err != nil {
		return err
	}
	at := local.Choose(all)
	e := explanation{Candidates: explainAll(all, at)}
	if at < 0 {
		err = noWay(all)
	} else {
		e.Connection, err = probe(ctx, through(all[at], o.Config))
	}
	if e.Connection == nil && at >= 0 {
		return err
	}
	return errors.Join(e.print(out, o.JSON), err)
}

// probe asks what a connection can do. Without an answer, that is an error,
// too.
func probe(ctx context.Context, cfg source.Config) (*source.Capabilities, error) {
	cfg.Guessed = false // it would be advised to do what it is doing
	c, err := source.Probe(ctx, cfg)
	switch {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, exitError{code: exitInterrupted, error: errors.New("stopped by a signal")}
	case c.Problem != "":
		return &c, errors.New("cannot read from " + strings.Join(cfg.Endpoints, ",") + ": " + advised(c.Problem))
	}
	return &c, nil
}

// advised is a problem with what to do about it, if it doesn't say so itself.
func advised(problem string) string {
	if strings.Contains(problem, ": ") {
		return problem
	}
	return problem + ": see that it runs, or name another with --endpoints"
}

func (e explanation) print(out io.Writer, asJSON bool) error {
	if !asJSON {
		_, err := io.WriteString(out, e.text())
		return err
	}
	j := json.NewEncoder(out)
	j.SetIndent("", "  ")
	j.SetEscapeHTML(false)
	return j.Encode(e)
}

func explainAll(all []local.Candidate, at int) []explained {
	var list []explained
	for i, c := range all {
		state := usable
		switch {
		case i == at:
			state = chosen
		case c.Absent:
			state = absent
		case c.Problem != "":
			state = broken
		}
		endpoints := []string{} // and not null
		for _, ep := range c.Config.Endpoints {
			endpoints = append(endpoints, model.Safe(ep))
		}
		files := c.Config.TLS
		list = append(list, explained{
			From: model.Safe(c.From), State: state, Problem: model.Safe(c.Problem), Endpoints: endpoints,
			CertFile: model.Safe(files.CertFile), KeyFile: model.Safe(files.KeyFile), CAFile: model.Safe(files.CAFile),
		})
	}
	return list
}

// askPassword gets the password that a user needs, if it wasn't given: from
// where the context says, or from the person. A token comes from the context
// only.
func (o *options) askPassword(ctx context.Context) (err error) {
	switch {
	case o.Token.IsSet():
		o.Config.Token, err = o.Token.Read(ctx, false)
		err = o.Contexts.wrong(err)
	case !o.asksPassword():
	case o.Password.IsSet():
		o.Config.Password, err = o.Password.Read(ctx, false)
		o.Config.Renew = o.Password.Renew()
		err = o.Contexts.wrong(err)
	default:
		o.Config.Password, err = askPassword(ctx, os.Stdin, os.Stderr)
	}
	return err
}
