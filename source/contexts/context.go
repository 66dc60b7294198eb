package contexts

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/themes"
)

func (p parser) contexts(to *[]Context) setter {
	return func(field string, n *yaml.Node) error {
		if n.Kind != yaml.SequenceNode {
			return p.errorf(n.Line, "%s must be a list: begin each with - name:", field)
		}
		for _, item := range n.Content {
			c, err := p.context(followed(item))
			if err != nil {
				return err
			}
			*to = append(*to, c)
		}
		return nil
	}
}

func (p parser) context(n *yaml.Node) (Context, error) {
	c := Context{file: p.file, line: n.Line}
	insecure, inline := true, ""
	at, err := p.mapping(n, "a context", map[string]setter{
		"name":      p.text(&c.Name),
		"endpoints": p.texts(&c.Endpoints),

		"discovery-srv":      p.text(&c.Discovery.Domain),
		"discovery-srv-name": p.text(&c.Discovery.Service),
		"insecure-discovery": p.truth(&insecure),

		"cacert":                   p.pathOf(&c.CACert),
		"cert":                     p.pathOf(&c.Cert),
		"key":                      p.pathOf(&c.Key),
		"insecure-skip-tls-verify": p.truth(&c.SkipVerify),

		"user":             p.text(&c.User),
		"password":         p.text(&inline),
		"password-command": p.texts(&c.Password.command),
		"password-file":    p.pathOf(&c.Password.file),
		"token-command":    p.texts(&c.Token.command),
		"token-file":       p.pathOf(&c.Token.file),

		"prefix":    p.text(&c.Prefix),
		"separator": p.separator(&c.Separator),
		"theme":     p.oneOf(&c.Theme, themes.Names()),
		"color":     p.oneOf(&c.Color, themes.Tones()),
		"read-rate": p.number(&c.ReadRate, 0),
		"max-keys":  p.number(&c.MaxKeys, 1),

		"secret-keys": p.patterns(&c.SecretKeys),

		"max-inflight-bytes": p.number(&c.MaxInFlight, source.LeastInFlight),
	})
	if err != nil {
		return Context{}, err
	}
	c.Password.inline, c.Password.line = source.Secret(inline), at["password"]
	c.Password.what, c.Token.what = password, token
	c.Discovery.SecureOnly = !insecure
	for _, check := range []func(Context, map[string]int) error{p.checkContext, p.checkDiscovery, p.checkToken, p.checkLogin} {
		if err := check(c, at); err != nil {
			return Context{}, err
		}
	}
	return c, nil
}

func (p parser) separator(to **string) setter {
	return func(field string, n *yaml.Node) error {
		*to = new(string)
		return p.text(*to)(field, n)
	}
}

func (p parser) checkContext(c Context, at map[string]int) error {
	switch {
	case c.Name == "":
		return p.errorf(c.line, "a context has no name: add name: NAME")
	case model.Safe(c.Name) != c.Name || strings.ContainsFunc(c.Name, unicode.IsSpace):
		return p.errorf(at["name"], "the name of a context has a space or something that can't be seen: use letters, digits, - and .")
	case c.Cert != "" && c.Key == "":
		return p.errorf(at["cert"], "context %s has a cert without its key: add key: FILE", c.Name)
	case c.Key != "" && c.Cert == "":
		return p.errorf(at["key"], "context %s has a key without its cert: add cert: FILE", c.Name)
	}
	return nil
}

// checkDiscovery checks that there is one way to the endpoints.
func (p parser) checkDiscovery(c Context, at map[string]int) error {
	_, srv := at["discovery-srv"]
	switch {
	case srv && len(c.Endpoints) > 0:
		return p.errorf(max(at["endpoints"], at["discovery-srv"]), "context %s has endpoints and discovery-srv: leave one of them out", c.Name)
	case srv && c.Discovery.Domain == "":
		return p.errorf(at["discovery-srv"], "discovery-srv is empty: name a domain or leave it out")
	case !srv && len(c.Endpoints) == 0:
		return p.errorf(c.line, "context %s has no endpoints: add endpoints: [HOST:2379] or discovery-srv: DOMAIN", c.Name)
	}
	for _, field := range []string{"discovery-srv-name", "insecure-discovery"} {
		if line, ok := at[field]; ok && !srv {
			return p.errorf(line, "context %s has %s without discovery-srv: add discovery-srv: DOMAIN", c.Name, field)
		}
	}
	return nil
}

// checkToken checks that a token comes from one place, and is all there is of
// a login: it says who somebody is.
func (p parser) checkToken(c Context, at map[string]int) error {
	command, hasCommand := at["token-command"]
	file, hasFile := at["token-file"]
	switch {
	case hasCommand && hasFile:
		return p.errorf(max(command, file), "context %s has token-command and token-file: leave one of them out", c.Name)
	case (hasCommand || hasFile) && c.User != "":
		return p.errorf(at["user"], "context %s has a user and a token, which says who it is for: leave the user out", c.Name)
	}
	return nil
}

// checkLogin checks that a password has a user and one place to come from.
func (p parser) checkLogin(c Context, at map[string]int) error {
	ways := []string{}
	for _, field := range []string{"password", "password-command", "password-file"} {
		if _, ok := at[field]; ok {
			ways = append(ways, field)
		}
	}
	switch {
	case len(ways) > 1:
		return p.errorf(max(at[ways[0]], at[ways[1]]), "context %s has %s: leave one of them out", c.Name, strings.Join(ways, " and "))
	case len(ways) == 1 && c.User == "":
		return p.errorf(at[ways[0]], "context %s has a %s without a user: add user: NAME", c.Name, ways[0])
	case len(ways) == 0 && strings.Contains(c.User, ":"): // it would pass for etcdctl's NAME:PASSWORD
		return p.errorf(at["user"], "the user of context %s has a colon: a password doesn't belong there, use password-command or password-file", c.Name)
	case len(ways) == 1 && ways[0] == "password" && c.Password.inline == "":
		return p.errorf(at["password"], "the password of context %s is empty: use password-command or password-file", c.Name)
	}
	return nil
}
