// Package contexts reads the configuration file: clusters by name, how to
// reach each of them, and how it is to be looked at.
package contexts

import (
	"path/filepath"
	"slices"

	"github.com/etcdscope/etcdscope/source"
)

// Example is a small file, for people who have none yet.
const Example = `contexts:
  - name: prod
    endpoints: [https://10.0.0.11:2379]
    cacert: /etc/etcd/ca.crt`

// A File is what a configuration file says.
type File struct {
	Name     string // of the file
	Default  string // the name of the context to use if nobody names one, or ""
	Contexts []Context
}

// A Context is a cluster by name. What it leaves out is nil or zero.
type Context struct {
	Name      string
	Endpoints []string         // or
	Discovery source.Discovery // what finds them

	CACert, Cert, Key string
	SkipVerify        bool

	User     string
	Password Credential
	Token    Credential // in place of a user

	Prefix    string
	Separator *string // "" is no separator
	Theme     string  // one of themes.Names
	Color     string  // one of themes.Tones
	ReadRate  *int    // 0 is no limit
	MaxKeys   *int

	MaxInFlight *int // bytes

	SecretKeys []string // patterns of keys to mask, beside the built-in ones

	file string
	line int
}

// Find returns the context of a name.
func (f File) Find(name string) (Context, bool) {
	i := slices.IndexFunc(f.Contexts, func(c Context) bool { return c.Name == name })
	if i < 0 {
		return Context{}, false
	}
	return f.Contexts[i], true
}

// Names are the names of all contexts, as they come in the file.
func (f File) Names() []string {
	names := make([]string, len(f.Contexts))
	for i, c := range f.Contexts {
		names[i] = c.Name
	}
	return names
}

// TLS is how the way to the context's cluster is secured.
func (c Context) TLS() source.TLS {
	return source.TLS{CertFile: c.Cert, KeyFile: c.Key, CAFile: c.CACert, SkipVerify: c.SkipVerify}
}

// Where is how the context's cluster is reached, for a person.
func (c Context) Where() []string {
	if c.Discovery.IsSet() {
		return []string{"SRV records of " + c.Discovery.Domain}
	}
	return c.Endpoints
}

// Wrong is an error about the context with where it is written.
func (c Context) Wrong(err error) error {
	return errorAt(c.file, c.line, "context %s: %w", c.Name, err)
}

// Path is where the file is if nobody says: "" on a system without a home.
func Path(getenv func(string) string) string {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // a relative one is to be ignored, says the specification
		home := getenv("HOME")
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "etcdscope", "config.yaml")
}
