package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/source"
	"github.com/spf13/pflag"
)

// parse runs the command line up to where the program would start.
func parse(t *testing.T, args []string, env map[string]string) (options, error) {
	t.Helper()
	var got options
	cmd := newCommand(func(name string) string { return env[name] }, func(_ context.Context, o options) error {
		got = o
		return nil
	})
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(t.Context())
	return got, err
}

// defaults are the options without flags and variables.
func defaults() options {
	return options{
		Config: source.Config{
			Endpoints:        []string{"127.0.0.1:2379"},
			DialTimeout:      2 * time.Second,
			CommandTimeout:   5 * time.Second,
			KeepAliveTime:    2 * time.Second,
			KeepAliveTimeout: 6 * time.Second,
		},
		Follow:   source.Options{Separator: "/", ReadRate: 25_000, MaxKeys: 10_000_000, MaxInFlight: 64 << 20},
		Profiles: &profiles{},
		LogFile:  &logFile{level: "info"},
	}
}

func TestOptions(t *testing.T) {
	for name, test := range map[string]struct {
		args string // separated by spaces
		env  map[string]string
		want func(*options)
	}{
		"nothing": {want: func(*options) {}},
		"own flags": {
			args: "--rev 7 --consistency l --separator . --read-rate 0 --max-keys 9 --max-inflight-bytes 5000000 --ascii --no-reveal /registry/",
			want: func(o *options) {
				o.Follow = source.Options{Prefix: "/registry/", Rev: 7, Separator: ".", MaxKeys: 9, Linearizable: true, MaxInFlight: 5_000_000}
				o.ASCII, o.NoReveal = true, true
				o.Contexts.Fixed = fixed{separator: true, readRate: true, maxKeys: true, inFlight: true}
			},
		},
		"secret keys": {
			args: "--secret-keys *vault*,/a/[b-d]* --secret-keys */token",
			want: func(o *options) { o.SecretKeys = []string{"*vault*", "/a/[b-d]*", "*/token"} },
		},
		"profiles": {
			args: "--cpuprofile c --memprofile m",
			want: func(o *options) { o.Profiles = &profiles{CPU: "c", Mem: "m"} },
		},
		"what leaves the way open": {
			args: "--dial-timeout 1s --user alice:pw --insecure-discovery=false", env: map[string]string{"ETCDCTL_DISCOVERY_SRV_NAME": "blue"},
			want: func(o *options) { o.Config.DialTimeout, o.Config.User, o.Config.Password = time.Second, "alice", "pw" },
		},
		"explain":         {args: "--explain", want: func(o *options) { o.Explain = true }},
		"explain as JSON": {args: "--explain -o json", want: func(o *options) { o.Explain, o.JSON = true, true }},
		"no separator":    {args: "--separator=", want: func(o *options) { o.Follow.Separator, o.Contexts.Fixed.separator = "", true }},
		"prefix like a flag": {
			args: "-- --demo",
			want: func(o *options) { o.Follow.Prefix = "--demo" },
		},
		"connection": {
			args: "--endpoints a:1,https://b:2 --endpoints c:3 --dial-timeout 1s --command-timeout 3s --keepalive-time 4s " +
				"--keepalive-timeout 7s --max-request-bytes 8 --max-recv-bytes 9",
			want: func(o *options) {
				o.Named = "from the command line"
				o.Config = source.Config{
					Endpoints:   []string{"a:1", "https://b:2", "c:3"},
					DialTimeout: time.Second, CommandTimeout: 3 * time.Second,
					KeepAliveTime: 4 * time.Second, KeepAliveTimeout: 7 * time.Second,
					MaxRequestBytes: 8, MaxRecvBytes: 9,
				}
			},
		},
		"TLS": {
			args: "--cert c --key k --cacert a --insecure-transport=false --insecure-skip-tls-verify",
			want: func(o *options) {
				o.Named = "from the command line"
				o.Config.TLS = source.TLS{CertFile: "c", KeyFile: "k", CAFile: "a", Require: true, SkipVerify: true}
			},
		},
		"variables": {
			env: map[string]string{
				"ETCDCTL_ENDPOINTS": "a:1, b:2", "ETCDCTL_DIAL_TIMEOUT": "1s", "ETCDCTL_COMMAND_TIMEOUT": "3s",
				"ETCDCTL_KEEPALIVE_TIME": "4s", "ETCDCTL_KEEPALIVE_TIMEOUT": "7s",
				"ETCDCTL_MAX_REQUEST_BYTES": "8", "ETCDCTL_MAX_RECV_BYTES": "9",
				"ETCDCTL_CERT": "c", "ETCDCTL_KEY": "k", "ETCDCTL_CACERT": "a",
				"ETCDCTL_INSECURE_TRANSPORT": "false", "ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "true",
				"ETCDCTL_USER": "alice", "ETCDCTL_PASSWORD": "pw",
			},
			want: func(o *options) {
				o.Named = "from ETCDCTL_ENDPOINTS"
				o.Config = source.Config{
					Endpoints:   []string{"a:1", "b:2"},
					DialTimeout: time.Second, CommandTimeout: 3 * time.Second,
					KeepAliveTime: 4 * time.Second, KeepAliveTimeout: 7 * time.Second,
					MaxRequestBytes: 8, MaxRecvBytes: 9,
					TLS:  source.TLS{CertFile: "c", KeyFile: "k", CAFile: "a", Require: true, SkipVerify: true},
					User: "alice", Password: "pw",
				}
			},
		},
		"other variables": {
			env: map[string]string{
				"ETCDCTL_API": "3", "ETCDCTL_REV": "5", "ETCDCTL_DEMO": "true", "ETCDCTL_WRITE_OUT": "json", "ETCDCTL_ENDPOINTS": "",
			},
			want: func(*options) {},
		},
		"flags win": {
			args: "--endpoints f:1 --dial-timeout 1s --insecure-skip-tls-verify=false",
			env: map[string]string{
				"ETCDCTL_ENDPOINTS": "v:1", "ETCDCTL_DIAL_TIMEOUT": "not read", "ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "true",
			},
			want: func(o *options) {
				o.Named = "from the command line"
				o.Config.Endpoints, o.Config.DialTimeout = []string{"f:1"}, time.Second
			},
		},
		"discovery": {
			args: "-d example.com --discovery-srv-name blue --insecure-discovery=false --endpoints f:1",
			want: func(o *options) {
				o.Named, o.Config.Endpoints = "from the command line", nil
				o.Discovery = source.Discovery{Domain: "example.com", Service: "blue", SecureOnly: true}
			},
		},
		"endpoints flag wins over discovery variable": {
			args: "--endpoints f:1", env: map[string]string{"ETCDCTL_DISCOVERY_SRV": "example.com"},
			want: func(o *options) { o.Named, o.Config.Endpoints = "from the command line", []string{"f:1"} },
		},
		"discovery variable wins over endpoints variable": {
			env: map[string]string{"ETCDCTL_DISCOVERY_SRV": "example.com", "ETCDCTL_ENDPOINTS": "v:1"},
			want: func(o *options) {
				o.Named, o.Config.Endpoints = "from ETCDCTL_ENDPOINTS", nil
				o.Discovery = source.Discovery{Domain: "example.com"}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, strings.Fields(test.args), test.env)
			want := defaults()
			test.want(&want)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestOptionsOfTheLogin(t *testing.T) {
	type login struct{ user, password, token string }
	for name, test := range map[string]struct {
		args string
		env  map[string]string
		want login
		asks bool
	}{
		"none":                             {},
		"in one":                           {args: "--user alice:a:b", want: login{user: "alice", password: "a:b"}},
		"in two":                           {args: "--user alice --password pw", want: login{user: "alice", password: "pw"}},
		"name with a colon":                {args: "--user a:b --password pw", want: login{user: "a:b", password: "pw"}},
		"to be asked":                      {args: "--user alice", want: login{user: "alice"}, asks: true},
		"empty password in one":            {args: "--user alice:", want: login{user: "alice"}, asks: true},
		"password alone":                   {args: "--password pw"},
		"password of a variable":           {args: "--user alice", env: map[string]string{"ETCDCTL_PASSWORD": "pw"}, want: login{user: "alice", password: "pw"}},
		"flag wins over password variable": {args: "--user alice:f", env: map[string]string{"ETCDCTL_PASSWORD": "v"}, want: login{user: "alice", password: "f"}},
		"both variables":                   {env: map[string]string{"ETCDCTL_USER": "a:b", "ETCDCTL_PASSWORD": "v"}, want: login{user: "a:b", password: "v"}},
		"token":                            {args: "--auth-jwt-token t --user alice", want: login{token: "t"}},
		"token of a variable":              {env: map[string]string{"ETCDCTL_AUTH_JWT_TOKEN": "t", "ETCDCTL_USER": "alice"}, want: login{token: "t"}},
		"user wins over token variable":    {args: "--user alice:f", env: map[string]string{"ETCDCTL_AUTH_JWT_TOKEN": "t"}, want: login{user: "alice", password: "f"}},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := parse(t, strings.Fields(test.args), test.env)
			got := login{o.Config.User, string(o.Config.Password), string(o.Config.Token)}
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
			if o.asksPassword() != test.asks {
				t.Errorf("asks for the password: %v, want %v", o.asksPassword(), test.asks)
			}
		})
	}
}

func TestOptionsErrors(t *testing.T) {
	for args, test := range map[string]struct {
		env  map[string]string
		says string
		code int
	}{
		"--no-such-flag":         {says: "unknown flag: --no-such-flag: see etcdscope --help", code: 1},
		"--dial-timeout soon":    {says: `invalid argument "soon" for "--dial-timeout" flag`, code: 1},
		"--rev x":                {says: `invalid argument "x" for "--rev" flag`, code: 1},
		"--rev -1":               {says: "--rev -1: a revision is a positive number", code: 128},
		"--read-rate -1":         {says: "--read-rate -1", code: 128},
		"--secret-keys=":         {says: "--secret-keys is empty: give a pattern", code: 128},
		"--secret-keys a,":       {says: "--secret-keys: an empty pattern", code: 128},
		"--secret-keys [a":       {says: "--secret-keys: [a is not a pattern: close each [", code: 128},
		"--max-keys 0":           {says: "--max-keys 0: it must be positive", code: 128},
		"--max-inflight-bytes 9": {says: "--max-inflight-bytes 9: at least 4194304", code: 128},
		"--dial-timeout 0":       {says: "--dial-timeout 0s is too short", code: 128},
		"--command-timeout -1s":  {says: "--command-timeout -1s is too short", code: 128},
		"--keepalive-time -1s":   {says: "--keepalive-time -1s is too short", code: 128},
		"--max-recv-bytes -1":    {says: "can't be negative", code: 128},
		"--cert=":                {says: "--cert is empty", code: 128},
		"--explain -o yaml":      {says: "--output yaml: table and json are what there is", code: 128},
		"-o json":                {says: "--output json needs --explain", code: 128},
		"--explain --demo":       {says: "--demo starts its own etcd, of which there is nothing to explain", code: 128},
		"a b":                    {says: "one PREFIX can be shown, 2 were given", code: 128},
		"--consistency x":        {says: "--consistency x: s reads what a member has", code: 128},
		"--consistency l -o a":   {says: "--output a", code: 128},
		"": {
			env:  map[string]string{"ETCDCTL_DIAL_TIMEOUT": "5"},
			says: `ETCDCTL_DIAL_TIMEOUT="5" is not a valid duration: correct or unset it, or give --dial-timeout`, code: 128,
		},
	} {
		t.Run(args, func(t *testing.T) {
			_, err := parse(t, strings.Fields(args), test.env)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q does not say %q in one line", err, test.says)
			}
			if got := exitCode(err); got != test.code {
				t.Errorf("exit code %d, want %d", got, test.code)
			}
		})
	}
}

// The connection flags are those of etcdctl 3.7.3 (etcdctl/ctlv3/ctl.go),
// without the ones about output.
func TestConnectionFlagsAreEtcdctls(t *testing.T) {
	want := map[string]string{
		"endpoints": "[127.0.0.1:2379]", "dial-timeout": "2s", "command-timeout": "5s",
		"keepalive-time": "2s", "keepalive-timeout": "6s", "max-request-bytes": "0", "max-recv-bytes": "0",
		"insecure-transport": "true", "insecure-discovery": "true", "insecure-skip-tls-verify": "false",
		"cert": "", "key": "", "cacert": "", "auth-jwt-token": "", "user": "", "password": "",
		"discovery-srv": "", "discovery-srv-name": "",
	}
	got := map[string]string{}
	var c connFlags
	c.define()
	c.all(func(f *pflag.Flag) { got[f.Name] = f.DefValue })
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	cmd := newCommand(func(string) string { return "" }, func(context.Context, options) error {
		return errors.New("started")
	})
	cmd.SetArgs([]string{"--help"})
	cmd.SetOut(&out)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if n := strings.Count(out.String(), " --"+f.Name+" "); n < 1 {
			t.Errorf("--%s is not in the help", f.Name)
		}
	})
	for line := range strings.Lines(out.String()) {
		if len(line) > 80+len("\n") {
			t.Errorf("wider than 80 columns: %s", line)
		}
	}
}

// A password in the environment stays out of the help.
func TestHelpShowsNoPassword(t *testing.T) {
	var out bytes.Buffer
	cmd := newCommand(func(string) string { return "hunter2" }, nil)
	cmd.SetArgs([]string{"--password", "hunter2", "--help"})
	cmd.SetOut(&out)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("the password is in the help")
	}
}

func TestVersionText(t *testing.T) {
	info := &debug.BuildInfo{
		GoVersion: "go1.26.1",
		Main:      debug.Module{Version: "v0.1.0"},
		Deps:      []*debug.Module{{Path: "go.etcd.io/etcd/api/v3", Version: "v1"}, {Path: "go.etcd.io/etcd/client/v3", Version: "v3.7.3"}},
	}
	want := "etcdscope version: v0.1.0\nGo version: go1.26.1\netcd client version: v3.7.3\n"
	if got := versionText(info); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := versionText(&debug.BuildInfo{}); !strings.Contains(got, "etcdscope version: unknown\n") {
		t.Errorf("without build information: %q", got)
	}
}

func TestOptionsPrintWithoutPassword(t *testing.T) {
	o, err := parse(t, []string{"--user", "alice:hunter2"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		if text := fmt.Sprintf(verb, o); strings.Contains(text, "hunter2") {
			t.Errorf("%s shows it: %s", verb, text)
		}
	}
}
