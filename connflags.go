package main

import (
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/source"
	"github.com/spf13/pflag"
)

// connFlags are etcdctl's global flags about the connection, with its names,
// its defaults and its meaning (etcdctl/ctlv3/ctl.go, command/global.go in
// etcd 3.7.3), except that a flag wins over a variable, always.
type connFlags struct {
	groups []flagGroup

	endpoints                       []string
	dialTimeout, commandTimeout     time.Duration
	keepAliveTime, keepAliveTimeout time.Duration
	maxRequestBytes, maxRecvBytes   int

	insecureTransport, insecureSkipVerify bool
	cert, key, caCert                     string

	user, password, token string

	discoverySRV, discoverySRVName string
	insecureDiscovery              bool
}

// define makes the flags. Variables are named after them: --dial-timeout is
// ETCDCTL_DIAL_TIMEOUT.
func (c *connFlags) define() {
	g := newFlagGroup("Connection")
	g.StringSliceVar(&c.endpoints, "endpoints", []string{"127.0.0.1:2379"}, "`LIST` URLs or HOST:PORTs, by commas")
	g.DurationVar(&c.dialTimeout, "dial-timeout", source.DefaultDialTimeout, "`TIME` for one attempt to connect")
	g.DurationVar(&c.commandTimeout, "command-timeout", source.DefaultCommandTimeout, "`TIME` for one request")
	g.DurationVar(&c.keepAliveTime, "keepalive-time", 2*time.Second, "`TIME` between pings, raised to 10s")
	g.DurationVar(&c.keepAliveTimeout, "keepalive-timeout", 6*time.Second, "`TIME` for the answer to a ping")
	g.IntVar(&c.maxRequestBytes, "max-request-bytes", 0, "`BYTES` largest request; 0: 2 MiB")
	g.IntVar(&c.maxRecvBytes, "max-recv-bytes", 0, "`BYTES` largest answer; 0: 64 MiB")
	c.groups = append(c.groups, g)

	g = newFlagGroup("TLS")
	g.StringVar(&c.cert, "cert", "", "`FILE` certificate of this client")
	g.StringVar(&c.key, "key", "", "`FILE` key of the certificate")
	g.StringVar(&c.caCert, "cacert", "", "`FILE` CAs to trust")
	g.BoolVar(&c.insecureTransport, "insecure-transport", true, "plain text if no scheme is given")
	g.BoolVar(&c.insecureSkipVerify, "insecure-skip-tls-verify", false, "trust any server; for tests only")
	c.groups = append(c.groups, g)

	g = newFlagGroup("Authentication")
	g.StringVar(&c.user, "user", "", "`NAME[:PASSWORD]` prompts for what is left out")
	g.StringVar(&c.password, "password", "", "`PASSWORD` of the user")
	g.StringVar(&c.token, "auth-jwt-token", "", "`TOKEN` JWT, in place of a user")
	c.groups = append(c.groups, g)

	g = newFlagGroup("Discovery")
	g.StringVarP(&c.discoverySRV, "discovery-srv", "d", "", "`DOMAIN` whose SRV records are the endpoints")
	g.StringVar(&c.discoverySRVName, "discovery-srv-name", "", "`NAME` added to the records' service")
	g.BoolVar(&c.insecureDiscovery, "insecure-discovery", true, "take http endpoints, too")
	c.groups = append(c.groups, g)
}

// all calls f for every flag.
func (c *connFlags) all(f func(*pflag.Flag)) {
	for _, g := range c.groups {
		g.VisitAll(f)
	}
}

// given is the name of a flag that is on the command line, "" if none is.
func (c *connFlags) given() (name string) {
	c.all(func(f *pflag.Flag) {
		if f.Changed && name == "" {
			name = f.Name
		}
	})
	return name
}

// changed says whether the flag is on the command line.
func (c *connFlags) changed(name string) (changed bool) {
	c.all(func(f *pflag.Flag) { changed = changed || f.Name == name && f.Changed })
	return changed
}

// readEnv sets the flags that are not on the command line from their
// variables. An empty variable is none, as it is to etcdctl.
func (c *connFlags) readEnv(getenv func(string) string) (err error) {
	c.all(func(f *pflag.Flag) {
		name := variable(f.Name)
		text := getenv(name)
		if f.Changed || text == "" {
			return
		}
		// Not through the FlagSet, so that f doesn't count as changed.
		if f.Value.Set(text) != nil && err == nil {
			err = badArgsf("%s=%q is not a valid %s: correct or unset it, or give --%s", name, text, f.Value.Type(), f.Name)
		}
	})
	return err
}

// variable is the name of the variable that stands for a flag.
func variable(flag string) string {
	return "ETCDCTL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
