package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

const helpHead = `etcdscope shows a live etcd keyspace in the terminal. It only reads.

Usage:
  etcdscope [flags] [PREFIX]

PREFIX is open at the start; if it is a key, the cursor is on it. Only what
begins with PREFIX is shown.

With no endpoint, the default context is taken or, if there is none, the etcd
of this host is looked for: see --explain. X switches between contexts.

  etcdscope --demo
  etcdscope --endpoints https://10.0.0.11:2379 --cacert ca.crt /registry/pods/
`

const helpTail = `
The flags from Connection to Discovery are etcdctl's. Each has its variable:
--dial-timeout is ETCDCTL_DIAL_TIMEOUT. A flag wins over a variable, that over
a context. --context is ETCDSCOPE_CONTEXT. docs/config.md describes the file.
`

// helpText lists all flags in one column over all groups, which pflag's own
// usage doesn't.
func helpText(groups []flagGroup) string {
	var b strings.Builder
	b.WriteString(helpHead)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		g.VisitAll(func(f *pflag.Flag) { b.WriteString(helpLine(f)) })
	}
	b.WriteString(helpTail)
	return b.String()
}

// helpLine is a flag, its value and what it is for. The value is named by the
// word in backquotes in the usage, and not said again where that begins it.
func helpLine(f *pflag.Flag) string {
	shorthand := "    "
	if f.Shorthand != "" {
		shorthand = "-" + f.Shorthand + ", "
	}
	value, usage := pflag.UnquoteUsage(f)
	left := strings.TrimRight(shorthand+"--"+f.Name+" "+value, " ")
	return fmt.Sprintf("  %-30s  %s%s\n", left, strings.TrimPrefix(usage, value+" "), helpDefault(f))
}

func helpDefault(f *pflag.Flag) string {
	switch def := strings.Trim(f.DefValue, "[]"); def {
	case "", "0", "false":
		return ""
	default:
		return " (" + def + ")"
	}
}
