package contexts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source"
)

// everything is a file with every field.
const everything = `default-context: prod
allow-inline-password: true
contexts:
  - name: prod
    endpoints: [https://10.0.0.11:2379, "https://10.0.0.12:2379"]
    cacert: /pki/ca.crt
    cert: pki/client.crt
    key: ~/client.key
    insecure-skip-tls-verify: true
    user: alice
    password-command: [pass, show, etcd/prod]
    prefix: /registry/
    separator: "."
    theme: dark
    read-rate: 0
    max-keys: 1_000
    max-inflight-bytes: 8388608
    color: red
  - {name: dev, endpoints: [a:1], user: bob, password-file: bob.txt, separator: "", secret-keys: ["*vault*", /a/*]}
  - name: play
    endpoints: [b:2]
    user: a:b
    password: hunter2
  - {name: far, discovery-srv: example.com, discovery-srv-name: blue, insecure-discovery: false, token-command: [vault, read]}
  - {name: near, discovery-srv: example.org, token-file: ~/token}
`

func TestParse(t *testing.T) {
	pointer := func(n int) *int { return &n }
	text := func(s string) *string { return &s }
	none := Credential{what: token}
	want := File{Name: "/etc/c.yaml", Default: "prod", Contexts: []Context{
		{
			Name: "prod", Endpoints: []string{"https://10.0.0.11:2379", "https://10.0.0.12:2379"},
			CACert: "/pki/ca.crt", Cert: "/etc/pki/client.crt", Key: "/home/a/client.key", SkipVerify: true,
			User: "alice", Password: Credential{what: password, command: []string{"pass", "show", "etcd/prod"}}, Token: none,
			Prefix: "/registry/", Separator: text("."), Theme: "dark", Color: "red", ReadRate: pointer(0), MaxKeys: pointer(1000), MaxInFlight: pointer(8 << 20),
			file: "/etc/c.yaml", line: 4,
		},
		{
			Name: "dev", Endpoints: []string{"a:1"}, User: "bob", Password: Credential{what: password, file: "/etc/bob.txt"}, Token: none, Separator: text(""), SecretKeys: []string{"*vault*", "/a/*"},
			file: "/etc/c.yaml", line: 19,
		},
		{
			Name: "play", Endpoints: []string{"b:2"}, User: "a:b", Password: Credential{what: password, inline: "hunter2", line: 23}, Token: none,
			file: "/etc/c.yaml", line: 20,
		},
		{
			Name: "far", Discovery: source.Discovery{Domain: "example.com", Service: "blue", SecureOnly: true},
			Password: Credential{what: password}, Token: Credential{what: token, command: []string{"vault", "read"}},
			file: "/etc/c.yaml", line: 24,
		},
		{
			Name: "near", Discovery: source.Discovery{Domain: "example.org"},
			Password: Credential{what: password}, Token: Credential{what: token, file: "/home/a/token"},
			file: "/etc/c.yaml", line: 25,
		},
	}}
	got, err := Parse("/etc/c.yaml", "/home/a", []byte(everything))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	tls := source.TLS{CertFile: "/etc/pki/client.crt", KeyFile: "/home/a/client.key", CAFile: "/pki/ca.crt", SkipVerify: true}
	if c, ok := got.Find("prod"); !ok || c.TLS() != tls {
		t.Errorf("the files are %+v", c.TLS())
	}
	if shown := fmt.Sprintf("%+v %#v", got, got); strings.Contains(shown, "hunter2") {
		t.Errorf("printed, it shows the password: %s", shown)
	}
}

func TestParseWithoutContexts(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "~", "contexts: []\n"} {
		if f, err := Parse("c", "", []byte(text)); err != nil || len(f.Contexts) > 0 {
			t.Errorf("%q: %+v, %v", text, f, err)
		}
	}
}

func TestAliases(t *testing.T) {
	f, err := Parse("/c", "", []byte("contexts:\n- {name: a, endpoints: &all [a:1], cacert: &ca /ca}\n- {name: b, endpoints: *all, cacert: *ca}\n"))
	if err != nil || f.Contexts[1].Endpoints[0] != "a:1" || f.Contexts[1].CACert != "/ca" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestParseErrors(t *testing.T) {
	const head = "contexts:\n- name: a\n  endpoints: [a:1]\n" // three lines
	for name, test := range map[string]struct{ text, says string }{
		"unknown field":         {head + "  colour: red\n", "c.yaml:4: a context has no field colour: did you mean color"},
		"unlike any field":      {head + "  nonsense: 1\n", "c.yaml:4: a context has no field nonsense: the fields are cacert, cert, "},
		"unknown at the top":    {"# a comment\n\ndefault: a\n" + head, "c.yaml:3: this file has no field default: the fields are allow-inline-password, contexts, default-context"},
		"merge":                 {"contexts:\n- &a {name: a, endpoints: [a:1]}\n- <<: *a\n", "c.yaml:3: a context has no field <<"},
		"field of brackets":     {head + "  [a, b]: 1\n", "c.yaml:4: the name of a field must be plain text"},
		"field twice":           {head + "  name: b\n", "c.yaml:4: name is already on line 2: leave out one of them"},
		"no value":              {head + "  prefix:\n", "c.yaml:4: prefix has no value: "},
		"number for text":       {head + "  prefix: 12\n", "c.yaml:4: prefix must be text: put it in quotes"},
		"list for text":         {head + "  user: [a]\n", "c.yaml:4: user must be text"},
		"text for list":         {"contexts:\n- name: a\n  endpoints: a:1\n", "c.yaml:3: endpoints must be a list: write it as [a, b]"},
		"empty list":            {"contexts:\n- name: a\n  endpoints: []\n", "c.yaml:3: endpoints must be a list"},
		"number in list":        {"contexts:\n- name: a\n  endpoints:\n  - b:1\n  - 2379\n", "c.yaml:5: each of endpoints must be text"},
		"text for truth":        {head + "  insecure-skip-tls-verify: yes\n", "c.yaml:4: insecure-skip-tls-verify must be true or false"},
		"text for number":       {head + "  read-rate: \"9\"\n", "c.yaml:4: read-rate must be a number"},
		"tagged number":         {head + "  read-rate: !!int x\n", "c.yaml:4: read-rate must be a number"},
		"broken pattern":        {head + "  secret-keys:\n  - '*vault*'\n  - '[a'\n", "c.yaml:6: secret-keys: [a is not a pattern: close each [ with ]"},
		"one pattern":           {head + "  secret-keys: '*vault*'\n", "c.yaml:4: secret-keys must be a list"},
		"empty pattern":         {head + "  secret-keys: ['']\n", "c.yaml:4: secret-keys: an empty pattern is of no key"},
		"too large":             {head + "  max-keys: 99999999999999999999\n", "c.yaml:4: max-keys must be a number"},
		"negative":              {head + "  read-rate: -1\n", "c.yaml:4: read-rate is less than 0: "},
		"too few bytes":         {head + "  max-inflight-bytes: 9\n", "c.yaml:4: max-inflight-bytes is less than 4194304: "},
		"no budget":             {head + "  max-keys: 0\n", "c.yaml:4: max-keys is less than 1: "},
		"theme":                 {head + "  theme: solarized\n", "c.yaml:4: there is no theme solarized: use one of dark, light, ansi16, mono"},
		"color":                 {head + "  color: pink\n", "c.yaml:4: there is no color pink: use one of red, yellow, green, blue"},
		"empty file name":       {head + "  cacert: ''\n", "c.yaml:4: cacert is empty"},
		"cert alone":            {head + "  cert: c\n", "c.yaml:4: context a has a cert without its key: add key: FILE"},
		"key alone":             {head + "  key: k\n", "c.yaml:4: context a has a key without its cert: add cert: FILE"},
		"no name":               {"contexts:\n- endpoints: [a:1]\n", "c.yaml:2: a context has no name: add name: NAME"},
		"name with a space":     {"contexts:\n- name: a b\n  endpoints: [a:1]\n", "c.yaml:2: the name of a context has a space"},
		"hostile name":          {"contexts:\n- name: \"a\\e[2J\"\n  endpoints: [a:1]\n", "c.yaml:2: the name of a context has a space or something that can't be seen"},
		"no endpoints":          {"contexts:\n- name: a\n", "c.yaml:2: context a has no endpoints: add endpoints: [HOST:2379]"},
		"same name":             {head + head[10:], "c.yaml:4: a second context a, the first is on line 2: "},
		"no such default":       {"default-context: b\n" + head, "c.yaml:1: default-context is b but the contexts are a: use one of them"},
		"default of nothing":    {"default-context: b\n", "c.yaml:1: default-context is b but there are no contexts"},
		"inline password":       {head + "  user: u\n  password: hunter2\n", "c.yaml:5: context a has its password here, for all to see who see this file: use password-command or password-file, or set allow-inline-password: true"},
		"password in user":      {head + "  user: u:hunter2\n", "c.yaml:4: the user of context a has a colon: a password doesn't belong there"},
		"empty password":        {head + "  user: u\n  password: ''\n", "c.yaml:5: the password of context a is empty"},
		"password of no text":   {head + "  user: u\n  password: [hunter2]\n", "c.yaml:5: password must be text"},
		"password of digits":    {head + "  user: u\n  password: 1234\n", "c.yaml:5: password must be text: put it in quotes"},
		"two ways":              {head + "  user: u\n  password-file: f\n  password-command: [hunter2]\n", "c.yaml:6: context a has password-command and password-file: leave one"},
		"password without user": {head + "  password-file: f\n", "c.yaml:4: context a has a password-file without a user: add user: NAME"},
		"endpoints and SRV":     {head + "  discovery-srv: a.b\n", "c.yaml:4: context a has endpoints and discovery-srv: leave one of them out"},
		"SRV of nothing":        {"contexts:\n- name: a\n  discovery-srv: ''\n", "c.yaml:3: discovery-srv is empty: name a domain or leave it out"},
		"SRV name alone":        {head + "  discovery-srv-name: b\n", "c.yaml:4: context a has discovery-srv-name without discovery-srv: add discovery-srv: DOMAIN"},
		"insecure SRV alone":    {head + "  insecure-discovery: false\n", "c.yaml:4: context a has insecure-discovery without discovery-srv: "},
		"SRV of no text":        {"contexts:\n- name: a\n  discovery-srv: [a]\n", "c.yaml:3: discovery-srv must be text"},
		"insecure SRV of text":  {"contexts:\n- name: a\n  discovery-srv: a.b\n  insecure-discovery: no\n", "c.yaml:4: insecure-discovery must be true or false"},
		"two ways to a token":   {head + "  token-file: f\n  token-command: [hunter2]\n", "c.yaml:5: context a has token-command and token-file: leave one of them out"},
		"token and user":        {head + "  token-file: f\n  user: u\n", "c.yaml:5: context a has a user and a token, which says who it is for: leave the user out"},
		"inline token":          {head + "  token: hunter2\n", "c.yaml:4: a context has no field token: "},
		"token of no list":      {head + "  token-command: hunter2\n", "c.yaml:4: token-command must be a list"},
		"contexts of no list":   {"contexts:\n  prod: {}\n", "c.yaml:2: contexts must be a list: begin each with - name:"},
		"context of no fields":  {"contexts:\n- prod\n", "c.yaml:2: a context must be fields like name: value"},
		"no fields":             {"- a\n", "c.yaml:1: this file must be fields like name: value"},
		"two documents":         {head + "---\n" + head, "c.yaml:4: a second document begins: leave out the line ---"},
		"not YAML":              {head + "  user: 'a\n", "is not YAML: "},
		"tab":                   {"contexts:\n\t- name: a\n", "c.yaml:2: this is not YAML: found character that cannot start any token"},
		"password with a star":  {head + "  user: u\n  password: *hunter2\n", "c.yaml:5: this begins with * or &, which YAML takes for a reference: put it in quotes"},
		"no text at all":        {"\xff\xfe\x00", "c.yaml:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("c.yaml", "", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q does not say %q in one line", err, test.says)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("it shows the password: %s", err)
			}
		})
	}
}

func TestPath(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"/x/etcdscope/config.yaml":          {"XDG_CONFIG_HOME": "/x", "HOME": "/h"},
		"/h/.config/etcdscope/config.yaml":  {"HOME": "/h"},
		"/h2/.config/etcdscope/config.yaml": {"XDG_CONFIG_HOME": "relative", "HOME": "/h2"},
		"":                                  {},
	} {
		if got := Path(func(name string) string { return env[name] }); got != want {
			t.Errorf("%v: %q, want %q", env, got, want)
		}
	}
}

func TestLoad(t *testing.T) {
	name := filepath.Join(t.TempDir(), "config.yaml")
	if _, err := Load(name, ""); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), ": see that it is a file you may read") {
		t.Errorf("of no file: %v", err)
	}
	write(t, name, everything, 0o644)
	if _, err := Load(name, ""); err == nil || err.Error() != name+":23: context play has its password here and others may read the file (mode 0644): chmod 600 "+name {
		t.Errorf("with a password for all to read: %v", err)
	}
	write(t, name, everything, 0o600)
	if f, err := Load(name, ""); err != nil || len(f.Contexts) != 5 {
		t.Errorf("%+v, %v", f, err)
	}
	write(t, name, strings.Split(everything, "  - name: play")[0], 0o644)
	if _, err := Load(name, ""); err != nil {
		t.Errorf("without a password anybody may read it: %v", err)
	}
	write(t, name, strings.Repeat("#", fileMost+1), 0o600)
	if _, err := Load(name, ""); err == nil || !strings.Contains(err.Error(), "has more than 1048576 bytes") {
		t.Errorf("of a huge file: %v", err)
	}
	if _, err := Load(filepath.Dir(name), ""); err == nil || !strings.Contains(err.Error(), "is no regular file") {
		t.Errorf("of a directory: %v", err)
	}
}

func write(t *testing.T, name, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(Example))
	f.Add([]byte("contexts:\n- &a {name: a, endpoints: [a:1]}\n- *a\n"))
	f.Add([]byte("a: &a [*a]\ncontexts: *a\n"))
	f.Add([]byte("contexts:\n- name: a\n  password: *x\n"))
	f.Add([]byte("contexts:\n- {name: a, discovery-srv: a.b, discovery-srv-name: c, insecure-discovery: false, token-command: [a]}\n"))
	f.Add([]byte("contexts:\n- {name: a, discovery-srv: '', insecure-discovery: maybe, token-file: ''}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse("c.yaml", "/home/a", data)
		if err != nil {
			if text := err.Error(); !strings.HasPrefix(text, "c.yaml:") {
				t.Errorf("an error without its place: %q", text)
			}
			return
		}
		seen := map[string]bool{}
		for _, c := range file.Contexts {
			if c.Name == "" || seen[c.Name] || c.Discovery.IsSet() == (len(c.Endpoints) > 0) || len(c.Where()) == 0 {
				t.Errorf("a context that can't be used: %+v", c)
			}
			seen[c.Name] = true
		}
		if file.Default != "" && !seen[file.Default] {
			t.Errorf("there is no default %q", file.Default)
		}
	})
}
