package main

import (
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/source"
)

// config is what the flags mean.
func (c *connFlags) config() (source.Config, source.Discovery, error) {
	if err := c.check(); err != nil {
		return source.Config{}, source.Discovery{}, err
	}
	cfg := source.Config{
		DialTimeout:      c.dialTimeout,
		CommandTimeout:   c.commandTimeout,
		KeepAliveTime:    c.keepAliveTime,
		KeepAliveTimeout: c.keepAliveTimeout,
		MaxRequestBytes:  c.maxRequestBytes,
		MaxRecvBytes:     c.maxRecvBytes,
		TLS: source.TLS{
			CertFile: c.cert, KeyFile: c.key, CAFile: c.caCert,
			Require: !c.insecureTransport, SkipVerify: c.insecureSkipVerify,
		},
	}
	c.login(&cfg)
	if c.discoverySRV != "" && (c.changed("discovery-srv") || !c.changed("endpoints")) {
		return cfg, source.Discovery{Domain: c.discoverySRV, Service: c.discoverySRVName, SecureOnly: !c.insecureDiscovery}, nil
	}
	for _, ep := range c.endpoints {
		cfg.Endpoints = append(cfg.Endpoints, strings.TrimSpace(ep))
	}
	return cfg, source.Discovery{}, nil
}

// login sets the credentials. Like in etcdctl, a token wins over a user and
// --password over what follows the colon in --user, which then is part of the
// name. Unlike there, none of them wins from a variable over a flag.
func (c *connFlags) login(cfg *source.Config) {
	userGiven := c.changed("user")
	if c.token != "" && (c.changed("auth-jwt-token") || !userGiven) {
		cfg.Token = source.Secret(c.token)
		return
	}
	cfg.User = c.user
	if c.user == "" {
		return // and a password alone means nothing
	}
	name, inline, hasInline := strings.Cut(c.user, ":")
	if c.password != "" && (c.changed("password") || !userGiven || !hasInline) {
		cfg.Password = source.Secret(c.password)
		return
	}
	if hasInline {
		cfg.User, cfg.Password = name, source.Secret(inline)
	}
}

func (c *connFlags) check() error {
	for _, file := range []struct{ name, value string }{{"cert", c.cert}, {"key", c.key}, {"cacert", c.caCert}} {
		if file.value == "" && c.changed(file.name) {
			return badArgsf("--%s is empty: give a file or leave the flag out", file.name)
		}
	}
	for _, d := range []struct {
		name         string
		value, least time.Duration
	}{
		{"dial-timeout", c.dialTimeout, 1},
		{"command-timeout", c.commandTimeout, 1},
		{"keepalive-time", c.keepAliveTime, 0},
		{"keepalive-timeout", c.keepAliveTimeout, 0},
	} {
		if d.value < d.least {
			return badArgsf("--%s %v is too short: give a time like 5s", d.name, d.value)
		}
	}
	if c.maxRequestBytes < 0 || c.maxRecvBytes < 0 {
		return badArgsf("--max-request-bytes and --max-recv-bytes can't be negative: 0 is the default")
	}
	return nil
}
