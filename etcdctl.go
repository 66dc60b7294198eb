package main

import (
	"strings"

	"github.com/etcdscope/etcdscope/source"
)

// etcdctlFlags are the flags by which etcdctl reaches what c reaches. The user
// is named, as etcdctl then asks for the password; no credential is in them.
func etcdctlFlags(c source.Config) []string {
	flags := []string{"--endpoints=" + withoutLogins(c.Endpoints)}
	for _, f := range []struct{ name, value string }{
		{"cacert", c.TLS.CAFile}, {"cert", c.TLS.CertFile}, {"key", c.TLS.KeyFile},
	} {
		if f.value != "" {
			flags = append(flags, "--"+f.name+"="+f.value)
		}
	}
	if c.TLS.Require {
		flags = append(flags, "--insecure-transport=false")
	}
	if c.TLS.SkipVerify {
		flags = append(flags, "--insecure-skip-tls-verify")
	}
	// What follows a colon would be a password to etcdctl, and may be one.
	if c.User != "" && c.Token == "" && !strings.Contains(c.User, ":") {
		flags = append(flags, "--user="+c.User)
	}
	return flags
}

// withoutLogins leaves out what a URL may have before the host.
func withoutLogins(endpoints []string) string {
	all := make([]string, len(endpoints))
	for i, e := range endpoints {
		scheme, rest, ok := strings.Cut(e, "://")
		if !ok {
			scheme, rest = "", e
		}
		if at := strings.LastIndex(rest, "@"); at >= 0 && !strings.HasPrefix(scheme, "unix") {
			rest = rest[at+1:]
		}
		if ok {
			rest = scheme + "://" + rest
		}
		all[i] = rest
	}
	return strings.Join(all, ",")
}
