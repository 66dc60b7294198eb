package local

import (
	"strings"

	"github.com/etcdscope/etcdscope/source"
)

// settingsFiles are where packages, scripts and kubespray put the variables
// that etcd is started with.
var settingsFiles = []string{"/etc/etcd.env", "/etc/default/etcd", "/etc/etcd/etcd.conf"}

// settingsFile is the candidate of a file of variables.
func (h Host) settingsFile(name string) Candidate {
	c := Candidate{From: h.path(name)}
	r := h.read(name)
	switch {
	case r.absent():
		c.Absent = true
		return c
	case r.err != nil:
		c.Problem = h.problem(r)
		return c
	}
	vars := parseVariables(string(r.data))
	if len(fromVariables(vars)) == 0 && !toClients(vars) {
		c.Absent = true // packages come with one in which all is a comment
		return c
	}
	if s, err := h.withConfigFile(fromVariables(vars), onHost); err != "" {
		c.Problem = err
	} else {
		c = h.server(c.From, s, onHost)
	}
	return h.withClientVariables(c, vars)
}

// withClientVariables is c with what the file says to etcdctl, which is meant
// for us more than what it says to the server. The two of etcdctl's older API
// are named by kubespray's files still.
func (h Host) withClientVariables(c Candidate, vars map[string]string) Candidate {
	get := func(names ...string) string {
		for _, n := range names {
			if vars[n] != "" {
				return vars[n]
			}
		}
		return ""
	}
	ca := get("ETCDCTL_CACERT", "ETCDCTL_CA_FILE")
	own := pair{get("ETCDCTL_CERT", "ETCDCTL_CERT_FILE"), get("ETCDCTL_KEY", "ETCDCTL_KEY_FILE")}
	endpoints := settings{listenURLs: get("ETCDCTL_ENDPOINTS")}.list(listenURLs)
	if endpoints != nil {
		c.Config.Endpoints = endpoints
	}
	switch {
	case len(c.Config.Endpoints) == 0:
	case ca != "" || own != (pair{}):
		c.Config.TLS, c.Problem = h.checked(tlsFiles{mutual: own != (pair{}), ca: ca, pairs: []pair{own}})
	case endpoints != nil && !c.secured():
		c.Config.TLS, c.Problem = source.TLS{}, "" // as etcdctl takes them: plain text
	}
	return c
}

// toClients says whether the variables say anything to etcdctl.
func toClients(vars map[string]string) bool {
	for name := range vars {
		if strings.HasPrefix(name, "ETCDCTL_") {
			return true
		}
	}
	return false
}

// insecure says that an endpoint is plain text by its scheme.
func insecure(endpoint string) bool {
	return strings.HasPrefix(endpoint, "http:") || strings.HasPrefix(endpoint, "unix:")
}

// parseVariables reads NAME=VALUE lines as shells and systemd agree on them:
// comments, quotes, export, lines that go on after a backslash. Nothing is
// expanded.
func parseVariables(text string) map[string]string {
	vars := map[string]string{}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\\\n", "")
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		line = strings.TrimPrefix(line, "export ")
		if name, value, ok := strings.Cut(line, "="); ok {
			vars[strings.TrimSpace(name)] = unquote(strings.TrimSpace(value))
		}
	}
	return vars
}

// unquote takes the quotes off, or the comment that follows a bare value.
func unquote(value string) string {
	if value == "" {
		return value
	}
	if q := value[:1]; q == `"` || q == "'" {
		inner, _, _ := strings.Cut(value[1:], q)
		return inner
	}
	bare, _, _ := strings.Cut(value, " #")
	return strings.TrimSpace(bare)
}
