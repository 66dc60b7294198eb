package source

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/etcdscope/etcdscope/model"
)

// An Answer is what a cluster says of something that it may be able to do.
type Answer string

// The answers; "" is none, because it wasn't asked.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Some    Answer = "some" // not all endpoints
	Unknown Answer = "unknown"
)

// Capabilities are what a connection can do. All text in it is safe.
type Capabilities struct {
	Endpoints []Endpoint `json:"endpoints"`
	Stream    Answer     `json:"rangeStream"` // else listings come in pages
	Auth      Answer     `json:"auth"`        // whether users are asked for
	User      string     `json:"user"`        // who the cluster takes us for; "" for nobody, or if that can't be known
	Readable  []string   `json:"readable"`    // what the user may read; nil if that can't be known
	Problem   string     `json:"problem"`     // why it can't be read, "" if it can
}

// An Endpoint is what the member behind an endpoint says of itself.
type Endpoint struct {
	Endpoint string   `json:"endpoint"`
	Proxy    string   `json:"proxy,omitempty"` // through which it is reached
	Problem  string   `json:"problem"`         // why it gives no answer; the rest is empty then
	Version  string   `json:"version"`
	Ended    string   `json:"endOfLife"` // the day from which on the version gets no fixes, "" if it does
	Stream   Answer   `json:"rangeStream"`
	Member   string   `json:"member"`
	Leader   string   `json:"leader"` // "" if it knows none
	IsLeader bool     `json:"isLeader"`
	Learner  bool     `json:"learner"`
	Size     int64    `json:"dbSize"`
	Revision int64    `json:"revision"`
	Alarms   []string `json:"alarms"` // and other errors that it knows of
}

// Probe asks a cluster what a connection to it can do. It reads no key: a range
// that nothing is in, and what the members tell of themselves. The error is a
// *ConfigError.
func Probe(ctx context.Context, cfg Config) (Capabilities, error) {
	client, err := Dial(cfg)
	if err != nil {
		return Capabilities{}, err
	}
	defer func() { _ = client.Close() }() // nothing is lost by a connection that is
	p := prober{client: client, ctx: ctx}
	c := Capabilities{Endpoints: p.endpoints(), User: client.user}
	_, err = client.Revision(ctx, rangeKey(""))
	switch {
	case err == nil, errors.Is(etcdError(err), rpctypes.ErrPermissionDenied):
	default:
		c.Problem = cmp.Or(client.Cause(), client.explain(err))
		if !client.isDenied(err) {
			return c, nil // and would give no answer to the rest, either
		}
	}
	c.Stream = p.streams(c.Endpoints)
	if c.Auth = p.auth(err, c.User); c.Auth == No {
		c.User, c.Readable = "", []string{everything}
	} else if c.User != "" && c.Problem == "" {
		granted, err := client.granted(ctx)
		switch {
		case errors.Is(etcdError(err), rpctypes.ErrUserNotFound):
			c.Problem = client.unknown()
		case err == nil: // else it stays unknown
			c.Readable = grantNames(granted)
		}
	}
	c.User = model.Safe(c.User)
	return c, nil
}

// prober asks.
type prober struct {
	client *Client
	ctx    context.Context
}

// endpoints asks each endpoint, at the same time.
func (p prober) endpoints() []Endpoint {
	all := make([]Endpoint, len(p.client.endpoints))
	members := p.client.memberNames(p.ctx)
	var asked sync.WaitGroup
	for i, name := range p.client.endpoints {
		asked.Go(func() { all[i] = p.endpoint(name, members) })
	}
	asked.Wait()
	return all
}

func (p prober) endpoint(name string, members map[uint64]string) Endpoint {
	e := Endpoint{Endpoint: model.Safe(name), Proxy: p.client.way.through(name), Alarms: []string{}}
	st, err := p.client.etcd.Status(p.ctx, name)
	if err != nil {
		e.Problem = p.client.explain(err)
		return e
	}
	e.Version, e.Size, e.Revision = model.Safe(st.Version), st.DbSize, st.Header.GetRevision()
	e.Ended = model.EndOfLife(st.Version)
	e.Member, e.Learner = model.Safe(memberName(members, st.Header.GetMemberId())), st.IsLearner
	if st.Leader != 0 {
		e.Leader, e.IsLeader = model.Safe(memberName(members, st.Leader)), st.Leader == st.Header.GetMemberId()
	}
	for _, alarm := range st.Errors {
		e.Alarms = append(e.Alarms, model.Safe(alarm))
	}
	return e
}

// streams asks each endpoint that answers whether it streams, and sums it up.
// Which of several answers to a call is not for the caller to choose, so each
// is dialled alone.
func (p prober) streams(all []Endpoint) Answer {
	if len(all) == 1 {
		all[0].Stream = streamAnswer(p.ctx, p.client)
		return all[0].Stream
	}
	var asked sync.WaitGroup
	for i := range all {
		if all[i].Problem == "" {
			asked.Go(func() { all[i].Stream = p.streamAlone(p.client.endpoints[i]) })
		}
	}
	asked.Wait()
	var sum Answer
	for _, e := range all {
		switch {
		case e.Stream == "" || e.Stream == sum:
		case sum == "" || e.Stream == Unknown:
			sum = e.Stream
		case sum != Unknown:
			sum = Some
		}
	}
	return cmp.Or(sum, Unknown)
}

func (p prober) streamAlone(endpoint string) Answer {
	client, err := p.client.alone(endpoint, true)
	if err != nil {
		return Unknown
	}
	defer func() { _ = client.Close() }()
	_, _ = client.Revision(p.ctx, rangeKey("")) // shows how it is to be asked: see plainly
	return streamAnswer(p.ctx, client)
}

// streamAnswer opens a RangeStream over a range of one key that hardly exists. Any
// word about the range itself is the word of a server that knows the method.
func streamAnswer(ctx context.Context, client *Client) Answer {
	ctx, cancel := context.WithTimeout(ctx, client.timeout)
	defer cancel()
	key := rangeKey("")
	chunks, err := client.etcd.GetStream(ctx, key, clientv3.WithRange(model.After(key)),
		clientv3.WithSerializable(), clientv3.WithKeysOnly())
	if err != nil {
		return client.streams(err)
	}
	for chunk := range chunks { // to its end: see stream.close
		if e := chunk.Err(); e != nil {
			err = e
		}
	}
	return client.streams(err)
}

// streams is the answer in how a stream ended.
func (c *Client) streams(err error) Answer {
	switch {
	case err == nil, c.isDenied(err):
		return Yes
	case isUnimplemented(err):
		return No
	}
	return Unknown
}

// auth asks whether users are needed. read is how reading went as user. Who
// may not know is told so, which is an answer; servers before 3.5 can't say,
// but they don't let nobody read.
func (p prober) auth(read error, user string) Answer {
	ctx, cancel := context.WithTimeout(p.ctx, p.client.timeout)
	defer cancel()
	resp, err := p.client.etcd.AuthStatus(ctx)
	switch {
	case err == nil && resp.Enabled, p.client.isDenied(err), p.client.isDenied(read):
		return Yes
	case err == nil, read == nil && user == "":
		return No
	}
	return Unknown
}
