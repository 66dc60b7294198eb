package source

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"go.uber.org/zap"
)

// DefaultMaxInFlight is the budget for what was received and not yet shown.
// LeastInFlight is the least that makes sense: some messages fit into it.
const (
	DefaultMaxInFlight = 64 << 20
	LeastInFlight      = 4 << 20
)

// What etcdctl uses when nothing is said.
const (
	DefaultDialTimeout    = 2 * time.Second
	DefaultCommandTimeout = 5 * time.Second
)

// Config says how to reach a cluster, in the words of etcdctl's flags.
type Config struct {
	// Endpoints are HOST:PORT, http(s)://HOST:PORT or unix(s)://PATH. The
	// first one decides for all of them whether TLS is used.
	Endpoints []string
	// Guessed says that nothing named the endpoints: where nobody listens, the
	// cause says what to do about that.
	Guessed bool

	DialTimeout      time.Duration // of one attempt to connect; 0: DefaultDialTimeout
	CommandTimeout   time.Duration // of one unary call without a deadline; 0: DefaultCommandTimeout
	KeepAliveTime    time.Duration // between pings of an active connection, at least 10 s; 0: none
	KeepAliveTimeout time.Duration // of one ping

	MaxRequestBytes int // of one message sent; 0: 2 MiB
	MaxRecvBytes    int // of one message received; 0: messageMost
	MaxInFlight     int // bytes received and not yet taken; 0: DefaultMaxInFlight

	TLS     TLS
	Proxies Proxies

	User     string
	Password Secret
	// Renew gets the password anew where it comes from, after one that was
	// refused. It may be nil.
	Renew func(context.Context) (Secret, error) `json:"-"`
	Token Secret                                // a JWT; it takes the place of User and Password

	Log *Log `json:"-"` // of the calls that are made; nil: none
}

// A Secret is a text that doesn't show itself: printed with whatever verb, it
// is an ellipsis.
type Secret string

// Format implements fmt.Formatter.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "…") }

// MarshalText keeps the secret out of JSON and of structured logs.
func (Secret) MarshalText() ([]byte, error) { return []byte("…"), nil }

// A ConfigError says, for a person and in one line, what is wrong with a
// Config and what to do about it.
type ConfigError struct{ Problem string }

func (e *ConfigError) Error() string { return e.Problem }

func configErrorf(format string, args ...any) error {
	return &ConfigError{Problem: fmt.Sprintf(format, args...)}
}

func (c Config) withDefaults() Config {
	c.DialTimeout = cmp.Or(c.DialTimeout, DefaultDialTimeout)
	c.CommandTimeout = cmp.Or(c.CommandTimeout, DefaultCommandTimeout)
	c.MaxInFlight = cmp.Or(c.MaxInFlight, DefaultMaxInFlight)
	c.MaxRecvBytes = cmp.Or(c.MaxRecvBytes, messageMost)
	c.Log = cmp.Or(c.Log, LogTo(zap.NewNop()))
	return c
}

func (c Config) check() error {
	if err := checkEndpoints(c.Endpoints, c.TLS); err != nil {
		return err
	}
	if c.Token == "" && c.User != "" && c.Password == "" {
		return configErrorf("user %q has no password: give it with --user NAME:PASSWORD or --password", c.User)
	}
	if c.MaxRecvBytes > 0 && c.MaxRequestBytes > c.MaxRecvBytes {
		return configErrorf("--max-recv-bytes %d is less than --max-request-bytes %d: raise it, or leave it out",
			c.MaxRecvBytes, c.MaxRequestBytes)
	}
	return nil
}
