// Package local finds out how to reach the etcd of the host that it runs on:
// from etcd's own settings, from its process, and from where the distributions
// of Kubernetes keep its certificates.
package local

import (
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/source"
)

// Default is where an etcd listens that nobody told otherwise.
const Default = "127.0.0.1:2379"

// A Host is a machine to look at.
type Host struct {
	Root fs.FS     // its files
	Dir  string    // where Root is, in the names of the files that are found: "/"
	UID  int       // who looks
	Now  time.Time // certificates are good or not at this time
}

// This is the host that the program runs on.
func This() Host {
	return Host{Root: os.DirFS("/"), Dir: "/", UID: os.Geteuid(), Now: time.Now()}
}

// A Candidate is one way to reach an etcd that a host seems to have.
type Candidate struct {
	From   string        // "process 812 (etcd)", "/etc/etcd.env", "kubeadm", …
	Config source.Config // endpoints and TLS files

	// Problem is why it can't be used and what to do about it, in one line;
	// "" if it can be used. It may have bytes in it that a terminal obeys.
	Problem string

	// Absent says that nothing of the kind is there. Such a candidate only
	// tells where was looked.
	Absent bool
}

// usable says whether connecting is worth a try.
func (c Candidate) usable() bool { return !c.Absent && c.Problem == "" }

// secured says whether the candidate, usable or not, is known to want TLS.
func (c Candidate) secured() bool {
	for _, ep := range c.Config.Endpoints {
		if strings.HasPrefix(ep, "https:") {
			return true
		}
	}
	return false
}

// Find looks for an etcd where it could be, and returns what there is and what
// there isn't, the best first: what etcd was told, what it runs with, what a
// distribution would have set up, and last the address that is etcd's default.
func Find(h Host) []Candidate {
	var all []Candidate
	for _, file := range settingsFiles {
		all = append(all, h.settingsFile(file))
	}
	all = append(all, h.processes()...)
	for _, p := range places {
		all = append(all, h.place(p))
	}
	return append(all, fallback(all))
}

// Choose returns the index of the candidate to use, -1 if there is none.
func Choose(all []Candidate) int {
	for i, c := range all {
		if c.usable() {
			return i
		}
	}
	return -1
}

// fallback is the default address. It is no help where an etcd was found that
// wants TLS: the plain text would only hide why that one can't be reached.
func fallback(all []Candidate) Candidate {
	c := Candidate{From: "the default address", Config: source.Config{Endpoints: []string{Default}, Guessed: true}}
	for _, found := range all {
		if found.usable() {
			break
		}
		if found.secured() {
			c.Problem = "not tried, because " + found.From + " wants TLS: --endpoints " + Default + " tries it"
			break
		}
	}
	return c
}
