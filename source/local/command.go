package local

import (
	"path"
	"slices"
	"strings"
)

// fromCommand are the settings on an etcd's command line, as Go's flags are
// written: -name=value, --name=value, --name value, and --name for a switch.
// ok is false if it is the command line of something else: etcdctl, or one of
// etcd's other modes, a gateway or a proxy, which are its first argument.
func fromCommand(args []string) (s settings, ok bool) {
	if len(args) == 0 || path.Base(args[0]) != "etcd" || len(args) > 1 && !strings.HasPrefix(args[1], "-") {
		return nil, false
	}
	return flagsOf(args[1:], known), true
}

// flagsOf are the flags of the given names in a command line.
func flagsOf(args, names []string) settings {
	s := settings{}
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			break
		}
		if !strings.HasPrefix(args[i], "-") {
			continue // the value of a flag that says nothing to clients
		}
		name, value, inOne := strings.Cut(strings.TrimPrefix(args[i][1:], "-"), "=")
		if !slices.Contains(names, name) {
			continue
		}
		switch {
		case inOne:
		case slices.Contains(switches, name):
			value = "true"
		case i+1 < len(args):
			i++
			value = args[i]
		}
		s[name] = value
	}
	return s
}
