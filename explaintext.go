package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
)

// text is the explanation for a person.
func (e explanation) text() string {
	var b strings.Builder
	b.WriteString("Ways to an etcd; the first that can be used is chosen:\n")
	var missing []string
	for _, c := range e.Candidates {
		if c.State == absent {
			missing = append(missing, c.From)
			continue
		}
		line(&b, c.State, c.From)
		if len(c.Endpoints) > 0 {
			line(&b, "", "at "+strings.Join(c.Endpoints, ","))
		}
		for _, file := range []struct{ what, name string }{{"certificate ", c.CertFile}, {"key ", c.KeyFile}, {"CA ", c.CAFile}} {
			if file.name != "" {
				line(&b, "", file.what+file.name)
			}
		}
		if c.Problem != "" {
			line(&b, "", c.Problem)
		}
	}
	if missing != nil {
		line(&b, "not there", strings.Join(missing, ", "))
	}
	if e.Connection != nil {
		connectionText(&b, e.Connection)
	}
	return b.String()
}

func connectionText(b *strings.Builder, c *source.Capabilities) {
	b.WriteString("\nThe connection:\n")
	for _, e := range c.Endpoints {
		line(b, "endpoint", e.Endpoint)
		if e.Proxy != "" {
			line(b, "", "through the proxy "+e.Proxy)
		}
		for _, said := range endpointText(e) {
			line(b, "", said)
		}
		if c.Stream == source.Some && e.Stream != "" {
			line(b, "", "RangeStream: "+string(e.Stream))
		}
	}
	if c.Problem != "" {
		line(b, "problem", c.Problem)
	}
	if c.Stream == "" {
		return // nobody answered
	}
	stream := map[source.Answer]string{
		source.Yes: "yes, listings are streamed", source.No: "no, listings come in pages",
		source.Some: "from some of the endpoints, from the others listings come in pages", source.Unknown: "unknown",
	}
	auth := map[source.Answer]string{
		source.Yes: "on, as " + cmp.Or(c.User, "nobody known here"), source.No: "off", source.Unknown: "unknown",
	}
	line(b, "RangeStream", stream[c.Stream])
	line(b, "users", auth[c.Auth])
	line(b, "readable", cmp.Or(strings.Join(c.Readable, ", "), "unknown"))
}

// endpointText are the lines about one endpoint.
func endpointText(e source.Endpoint) []string {
	if e.Problem != "" {
		return []string{e.Problem}
	}
	role := "no leader"
	switch {
	case e.Learner:
		role = "learner"
	case e.IsLeader:
		role = "leader"
	case e.Leader != "":
		role = "leader is " + e.Leader
	}
	lines := []string{fmt.Sprintf("etcd %s, member %s, %s", e.Version, e.Member, role)}
	if e.Ended != "" {
		lines = append(lines, "end-of-life since "+e.Ended+": upgrade when you can")
	}
	lines = append(lines, fmt.Sprintf("revision %s, database %s", model.Count(e.Revision), model.Bytes(int(e.Size))))
	if len(e.Alarms) > 0 {
		return append(lines, "alarms: "+strings.Join(e.Alarms, ", "))
	}
	return append(lines, "no alarms")
}

// line is a line of two columns.
func line(b *strings.Builder, left, right string) { fmt.Fprintf(b, "  %-11s  %s\n", left, right) }
