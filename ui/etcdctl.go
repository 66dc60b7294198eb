package ui

import (
	"fmt"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// etcdctlLimit is how many keys of a prefix the command asks for: it is meant
// for the same sick cluster.
const etcdctlLimit = 1000

// etcdctlGet is the command that reads a key, or the keys of a prefix, at a
// revision (0: now), by way of flags; ok is false if there can't be one.
func etcdctlGet(flags []string, path string, prefix bool, rev int64) (command string, ok bool) {
	if strings.Contains(path, "\x00") { // an argument ends there
		return "", false
	}
	words := []string{"etcdctl"}
	for _, f := range flags {
		words = append(words, shellWord(f))
	}
	words = append(words, "get")
	key := shellQuoted(path)
	if !strings.HasPrefix(path, "-") { // else it would be a flag
		words = append(words, key)
	}
	if rev > 0 {
		words = append(words, fmt.Sprintf("--rev=%d", rev))
	}
	if prefix {
		words = append(words, "--prefix", "--keys-only", fmt.Sprintf("--limit=%d", etcdctlLimit))
	} else {
		words = append(words, "--print-value-only")
	}
	if strings.HasPrefix(path, "-") {
		words = append(words, "--", key)
	}
	return strings.Join(words, " "), true
}

// shellWord is a word as a shell reads it, in quotes only if it needs some.
func shellWord(s string) string {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-_=:/.,@%+", c) {
			return shellQuoted(s)
		}
	}
	return s
}

// shellQuoted is a text in quotes. What could not be seen, or would be taken
// for something else, is spelled byte for byte, which bash, zsh and ksh read.
func shellQuoted(s string) string {
	if model.Safe(s) == s {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for _, c := range []byte(s) {
		switch {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~' || c == '!': // which an interactive bash may expand
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
