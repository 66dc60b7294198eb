package local

import (
	"errors"
	"io/fs"

	"github.com/etcdscope/etcdscope/source"
)

// socket is the candidate of a place that has only a socket.
func (h Host) socket(p place) Candidate {
	c := Candidate{From: p.name, Config: source.Config{Endpoints: []string{"unix://" + h.path(p.socket)}}}
	switch _, err := fs.Stat(h.Root, rooted(p.socket)); {
	case errors.Is(err, fs.ErrNotExist):
		return Candidate{From: p.name, Absent: true}
	case err != nil:
		c.Problem = h.problem(reading{name: h.path(p.socket), err: err})
	}
	return c
}

// The flags that tell a Kubernetes API server of its etcd.
const (
	apiServers = "etcd-servers"
	apiCA      = "etcd-cafile"
	apiCert    = "etcd-certfile"
	apiKey     = "etcd-keyfile"
)

// apiServer is the candidate of a Kubernetes API server: its etcd, which may
// run on other hosts.
func (h Host) apiServer(p place) Candidate {
	c := Candidate{From: p.name + " (" + h.path(p.server) + ")"}
	r := h.read(p.server)
	switch {
	case r.absent():
		return Candidate{From: p.name, Absent: true}
	case r.err != nil:
		c.Problem = h.problem(r)
		return c
	}
	s := fromAPIServer(r.data)
	for _, a := range addresses(s.list(apiServers)) {
		c.Config.Endpoints = append(c.Config.Endpoints, a.url)
	}
	switch {
	case len(c.Config.Endpoints) == 0:
		c.Problem = "it names no etcd that can be dialled: give --endpoints"
	case c.secured():
		c.Config.TLS, c.Problem = h.checked(tlsFiles{
			ca: s[apiCA], mutual: s[apiCert] != "", pairs: []pair{{s[apiCert], s[apiKey]}},
		})
	}
	return c
}

// fromAPIServer are the flags of the API server in a static pod's manifest.
func fromAPIServer(manifest []byte) settings {
	for _, c := range containersOf(manifest) {
		if s := flagsOf(c.line(), []string{apiServers, apiCA, apiCert, apiKey}); len(s) > 0 {
			return s
		}
	}
	return nil
}
