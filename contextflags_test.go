package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source"
	"github.com/etcdscope/etcdscope/source/local"
)

const someContexts = `default-context: prod
contexts:
- name: prod
  endpoints: [https://p:1, https://p:2]
  cacert: /p/ca
  cert: /p/cert
  key: /p/key
  user: alice
  password-command: [echo, of the command]
  prefix: /registry/
  separator: "."
  read-rate: 7
  max-keys: 8
  max-inflight-bytes: 9000000
  color: red
- name: dev
  endpoints: [d:1]
- {name: far, discovery-srv: example.com, discovery-srv-name: blue, insecure-discovery: false, token-command: [echo, of vault]}
`

// home is a home with a file of contexts.
func home(t *testing.T, text string) (env map[string]string, file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, ".config", "etcdscope", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"HOME": dir}, file
}

// Flags win over variables, those over contexts, those over the host.
func TestPrecedence(t *testing.T) {
	type says struct {
		Context, Named, Endpoints, CA, User, Password, Prefix, Separator string
		ReadRate, MaxKeys, InFlight                                      int
		Token                                                            string
	}
	none := says{Endpoints: "127.0.0.1:2379", Separator: "/", ReadRate: 25_000, MaxKeys: 10_000_000, InFlight: 64 << 20}
	prod := says{"prod", "context prod in FILE", "https://p:1,https://p:2", "/p/ca", "alice", "of the command", "/registry/", ".", 7, 8, 9_000_000, ""}
	dev := says{"dev", "context dev in FILE", "d:1", "", "", "", "", "/", 25_000, 10_000_000, 64 << 20, ""}
	far := says{Context: "far", Named: "context far in FILE", Endpoints: "SRV example.com blue true", Separator: "/", ReadRate: 25_000, MaxKeys: 10_000_000, InFlight: 64 << 20, Token: "of vault"}
	but := func(s says, change func(*says)) says { change(&s); return s }

	for name, test := range map[string]struct {
		args, env string
		file      string // "" is someContexts
		want      says
	}{
		"no context":       {file: "contexts: []", want: none},
		"default":          {want: prod},
		"named":            {args: "--context dev", want: dev},
		"variable":         {env: "ETCDSCOPE_CONTEXT=dev", want: dev},
		"flag or variable": {args: "--context prod", env: "ETCDSCOPE_CONTEXT=dev", want: prod},
		"no default":       {file: "contexts: [{name: a, endpoints: [a:1]}]", want: none},
		"way on the command line, not the default": {args: "--endpoints f:1", want: but(none, func(s *says) { s.Named, s.Endpoints = "from the command line", "f:1" })},
		"way of a variable, not the default":       {env: "ETCDCTL_ENDPOINTS=v:1", want: but(none, func(s *says) { s.Named, s.Endpoints = "from ETCDCTL_ENDPOINTS", "v:1" })},
		"flags over all": {
			args: "--context prod --endpoints f:1 --cacert /f/ca --user bob:pw --separator / --read-rate 1 --max-keys 2 --max-inflight-bytes 5000000 /x/",
			env:  "ETCDCTL_ENDPOINTS=v:1 ETCDCTL_CACERT=/v/ca ETCDCTL_USER=carol:pw",
			want: but(prod, func(s *says) {
				*s = says{s.Context, s.Named, "f:1", "/f/ca", "bob", "pw", "/x/", "/", 1, 2, 5_000_000, ""}
			}),
		},
		"variables over the context": {
			env: "ETCDSCOPE_CONTEXT=prod ETCDCTL_CACERT=/v/ca ETCDCTL_USER=carol:pw",
			want: but(prod, func(s *says) {
				s.CA, s.User, s.Password = "/v/ca", "carol", "pw"
			}),
		},
		"password of a variable":  {env: "ETCDCTL_PASSWORD=v", want: but(prod, func(s *says) { s.Password = "v" })},
		"everything of a context": {args: "--context prod --", want: prod},
		"a user with a colon": {
			file: "contexts: [{name: a, endpoints: [a:1], user: 'a:b', password-command: [echo, p]}]", args: "--context a",
			want: but(dev, func(s *says) {
				s.Context, s.Named, s.Endpoints, s.User, s.Password = "a", "context a in FILE", "a:1", "a:b", "p"
			}),
		},
		"SRV records":                     {args: "--context far", want: far},
		"endpoints in place of SRV":       {args: "--context far --endpoints f:1", want: but(far, func(s *says) { s.Endpoints = "f:1" })},
		"SRV in place of endpoints":       {args: "--context dev -d f.com", want: but(dev, func(s *says) { s.Endpoints = "SRV f.com  false" })},
		"SRV otherwise":                   {args: "--context far --discovery-srv-name red", env: "ETCDCTL_INSECURE_DISCOVERY=true", want: but(far, func(s *says) { s.Endpoints = "SRV example.com red false" })},
		"SRV in place of SRV":             {args: "--context far -d f.com", want: but(far, func(s *says) { s.Endpoints = "SRV f.com  false" })},
		"token in place of the context's": {args: "--context far --auth-jwt-token f", want: but(far, func(s *says) { s.Token = "f" })},
		"user in place of the token":      {args: "--context far --user bob:pw", want: but(far, func(s *says) { s.Token, s.User, s.Password = "", "bob", "pw" })},
		"token in place of the user":      {args: "--auth-jwt-token f", want: but(prod, func(s *says) { s.Token, s.User, s.Password = "f", "", "" })},
		"wrong file that isn't needed":    {file: "nonsense", args: "--endpoints f:1", want: but(none, func(s *says) { s.Named, s.Endpoints = "from the command line", "f:1" })},
	} {
		t.Run(name, func(t *testing.T) {
			o, file, err := parseAt(t, test.file, test.env, test.args)
			if err == nil {
				err = o.askPassword(t.Context())
			}
			endpoints := strings.Join(o.Config.Endpoints, ",")
			if d := o.Discovery; d.IsSet() {
				endpoints += fmt.Sprintf("SRV %s %s %v", d.Domain, d.Service, d.SecureOnly)
			}
			got := says{
				o.Contexts.Current, strings.ReplaceAll(o.Named, file, "FILE"), endpoints, o.Config.TLS.CAFile,
				o.Config.User, string(o.Config.Password), o.Follow.Prefix, o.Follow.Separator, o.Follow.ReadRate, o.Follow.MaxKeys, o.Follow.MaxInFlight,
				string(o.Config.Token),
			}
			if err != nil || got != test.want {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

// parseAt parses a command line where the file of contexts has that text (""
// for someContexts) and the environment these NAME=VALUEs. It gives the file's
// name, too.
func parseAt(t *testing.T, text, variables, args string) (o options, file string, err error) {
	t.Helper()
	if text == "" {
		text = someContexts
	}
	env, file := home(t, text)
	for _, set := range strings.Fields(variables) {
		name, value, _ := strings.Cut(set, "=")
		env[name] = value
	}
	o, err = parse(t, strings.Fields(args), env)
	return o, file, err
}

func TestContextErrors(t *testing.T) {
	for name, test := range map[string]struct{ args, env, file, says string }{
		"no such context":     {args: "--context x", says: "--context: there is no context x: FILE: the contexts are prod, dev, far: use one of them"},
		"none at all":         {args: "--context x", file: "contexts: []", says: "FILE: there are no contexts"},
		"of the variable":     {env: "ETCDSCOPE_CONTEXT=x", says: "ETCDSCOPE_CONTEXT: there is no context x"},
		"empty name":          {args: "--context=", says: "--context is empty: "},
		"empty file":          {args: "--config=", says: "--config is empty: "},
		"no such file":        {args: "--config /no/such", says: "cannot read the contexts: stat /no/such: no such file or directory: see that"},
		"wrong file":          {file: "colour: red", says: "FILE:1: this file has no field colour: "},
		"wrong and asked for": {file: "x: 1", args: "--context a --endpoints f:1", says: "FILE:1: "},
		"two clusters":        {args: "--context dev", env: "ETCDCTL_ENDPOINTS=v:1", says: "--context dev and ETCDCTL_ENDPOINTS name two clusters: unset one of them, or say which with --endpoints"},
		"two by variables":    {env: "ETCDSCOPE_CONTEXT=dev ETCDCTL_DISCOVERY_SRV=x", says: "ETCDSCOPE_CONTEXT dev and ETCDCTL_DISCOVERY_SRV name two clusters"},
		"no home for a file":  {args: "--context a", env: "HOME=", says: "--context a: there is no home for a file of contexts: name it with --config"},
	} {
		t.Run(name, func(t *testing.T) {
			_, file, err := parseAt(t, test.file, test.env, test.args)
			if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), file, "FILE"), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q does not say %q in one line", err, test.says)
			}
			if got := exitCode(err); got != exitBadArgs {
				t.Errorf("exit code %d", got)
			}
		})
	}
}

func TestAFileThatIsNotNeededMayBeWrong(t *testing.T) {
	env, file := home(t, "x: 1")
	o, err := parse(t, []string{"--endpoints", "f:1"}, env)
	if err != nil || !strings.HasPrefix(o.Contexts.Problem, file+":1: this file has no field x") {
		t.Errorf("%v, %q", err, o.Contexts.Problem)
	}
}

// The default context goes before what the host has, and --explain shows both.
func TestExplainHasTheDefaultContext(t *testing.T) {
	env, file := home(t, someContexts)
	o, err := parse(t, []string{"--explain"}, env)
	if err != nil {
		t.Fatal(err)
	}
	host := local.Host{Root: os.DirFS(t.TempDir()), Dir: "/"}
	all, err := candidates(t.Context(), o, host)
	if err != nil || len(all) < 2 || local.Choose(all) != 0 || all[0].From != "context prod in "+file || all[0].Config.Endpoints[0] != "https://p:1" {
		t.Errorf("%+v, %v", all, err)
	}
	o.Explain = false
	if all, _ = candidates(t.Context(), o, host); len(all) != 1 {
		t.Errorf("%d candidates to start with", len(all))
	}
}

func TestPasswordErrorNamesTheContext(t *testing.T) {
	env, file := home(t, strings.Replace(someContexts, "echo, of the command", "sh, -c, 'echo hunter2; exit 1'", 1))
	o, err := parse(t, nil, env)
	if err != nil {
		t.Fatal(err)
	}
	err = o.askPassword(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), file+":3: context prod: password-command sh failed: exit status 1: ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %v", err)
	}
}

// What is switched to is the context's alone, but for what was said to hold
// for all.
func TestWithin(t *testing.T) {
	env, _ := home(t, someContexts)
	maps.Copy(env, map[string]string{"ETCDCTL_DIAL_TIMEOUT": "9s"})
	o, err := parse(t, strings.Fields("--context dev --user bob:pw --cacert /f/ca --rev 5 --consistency l --read-rate 3 --insecure-skip-tls-verify /x/"), env)
	if err != nil {
		t.Fatal(err)
	}
	context, _ := o.Contexts.File.Find("prod")
	got, err := o.within(t.Context(), context)
	if renewed, err := got.Config.Renew(t.Context()); err != nil || renewed != "of the command" {
		t.Errorf("a new password is not to be had: %v", err)
	}
	got.Config.Renew = nil // which can't be compared
	want := defaults().Config
	want.Endpoints, want.DialTimeout = []string{"https://p:1", "https://p:2"}, got.Config.DialTimeout
	want.TLS = source.TLS{CertFile: "/p/cert", KeyFile: "/p/key", CAFile: "/p/ca"}
	want.User, want.Password = "alice", "of the command"
	if err != nil || !reflect.DeepEqual(got.Config, want) || want.DialTimeout.String() != "9s" {
		t.Errorf("got  %+v, %v\nwant %+v", got.Config, err, want)
	}
	if f := (source.Options{Prefix: "/registry/", Separator: ".", ReadRate: 3, MaxKeys: 8, Linearizable: true, MaxInFlight: 9_000_000}); !reflect.DeepEqual(got.Follow, f) {
		t.Errorf("it is followed with %+v", got.Follow)
	}
	if got.Contexts.Current != "prod" {
		t.Errorf("the current one is %s", got.Contexts.Current)
	}
}

func TestWithinAUserWhoMustType(t *testing.T) {
	env, _ := home(t, "contexts: [{name: a, endpoints: [a:1], user: u}, {name: b, endpoints: [b:1], user: u}]")
	o, err := parse(t, []string{"--context", "a"}, env)
	if err != nil || !o.asksPassword() {
		t.Fatalf("%v, %+v", err, o)
	}
	o.Config.Password = "typed"
	a, _ := o.Contexts.File.Find("a")
	if got, err := o.within(t.Context(), a); err != nil || got.Config.Password != "typed" {
		t.Errorf("back to where it was typed: %v", err)
	}
	b, _ := o.Contexts.File.Find("b")
	if _, err := o.within(t.Context(), b); err == nil || !strings.Contains(err.Error(), "user u needs a password, which can't be typed here: ") {
		t.Errorf("a typed password of another cluster: %v", err)
	}
}
