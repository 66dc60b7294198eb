package local

import (
	"maps"
	"reflect"
	"strings"
	"testing"
)

func TestVariables(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"plain":            {"A=b\n\nC=d e\n", map[string]string{"A": "b", "C": "d e"}},
		"no last newline":  {"A=b", map[string]string{"A": "b"}},
		"Windows":          {"A=b\r\nC=d\r\n", map[string]string{"A": "b", "C": "d"}},
		"comments":         {"# A=b\n; C=d\n  #E=f\nG=h # i\nJ=http://x/#k\n", map[string]string{"G": "h", "J": "http://x/#k"}},
		"quotes":           {"A=\"b # c\"\nD='e' # f\nG=\"h\nI=\"\"\n", map[string]string{"A": "b # c", "D": "e", "G": "h", "I": ""}},
		"export":           {"export A=b\n  export C=\"d\"\n", map[string]string{"A": "b", "C": "d"}},
		"goes on":          {"A=b,\\\nc\n", map[string]string{"A": "b,c"}},
		"no variables":     {"exec etcd\n=\n\x00\xff\n", map[string]string{"": ""}},
		"the last one has": {"A=b\nA=c\n", map[string]string{"A": "c"}},
		"not expanded":     {"A=$B\n", map[string]string{"A": "$B"}},
	} {
		if got := parseVariables(test.text); !maps.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestCommandLines(t *testing.T) {
	for line, want := range map[string]settings{
		"etcd": {},
		"/usr/local/bin/etcd --listen-client-urls=a,b -advertise-client-urls c": {listenURLs: "a,b", advertiseURLs: "c"},
		"etcd --client-cert-auth --auto-tls=false --trusted-ca-file ca":         {clientAuth: "true", autoTLS: "false", trustedCA: "ca"},
		"etcd --client-cert-auth --cert-file":                                   {clientAuth: "true", serverCert: ""},
		"etcd --name --listen-client-urls=a":                                    {listenURLs: "a"}, // and not its name
		"etcd --data-dir x --config-file y":                                     {configFile: "y"},
		"etcd --listen-client-urls=a -- --listen-client-urls=b":                 {listenURLs: "a"},
		"etcd --listen-client-urls=a --listen-client-urls=b":                    {listenURLs: "b"},
		"etcd -":                  {},
		"etcdctl --config-file=x": nil,
		"etcd gateway start":      nil,
		"sh -c etcd":              nil,
		"":                        nil,
	} {
		got, ok := fromCommand(strings.Fields(line))
		if ok != (want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v, want %v", line, got, ok, want)
		}
	}
}

func TestManifests(t *testing.T) {
	const head = "spec:\n  containers:\n"
	for name, test := range map[string]struct {
		text string
		want settings
	}{
		"kubeadm": {kubeadmPod, settings{
			listenURLs: "https://127.0.0.1:2379,https://10.0.0.11:2379", advertiseURLs: "https://10.0.0.11:2379",
			serverCert: "/etc/kubernetes/pki/etcd/server.crt", serverKey: "/etc/kubernetes/pki/etcd/server.key",
			trustedCA: "/etc/kubernetes/pki/etcd/ca.crt", clientAuth: "true",
		}},
		"arguments apart": {head + "  - command: [etcd]\n    args: [--listen-client-urls=a]\n", settings{listenURLs: "a"}},
		"variables": {
			head + "  - command: [etcd]\n    env:\n    - {name: ETCD_LISTEN_CLIENT_URLS, value: a}\n    - {name: X}\n",
			settings{listenURLs: "a"},
		},
		"the second container": {head + "  - command: [sidecar]\n  - command: [/bin/etcd, --listen-client-urls=a]\n", settings{listenURLs: "a"}},
		"a script":             {head + "  - command: [/bin/sh, -c, 'exec etcd --listen-client-urls=a']\n", nil},
		"no containers":        {"kind: Pod", nil},
		"a list":               {"- a", nil},
		"not YAML":             {"\t:", nil},
		"empty":                {"", nil},
	} {
		got, ok := fromManifest([]byte(test.text))
		if ok != (test.want != nil) || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, ok, test.want)
		}
	}
}

func TestConfigFiles(t *testing.T) {
	got, ok := fromConfigFile([]byte(rancherConfig))
	want := settings{
		listenURLs: "https://127.0.0.1:2379,https://10.0.0.11:2379", advertiseURLs: "https://10.0.0.11:2379",
		serverCert: "/var/lib/rancher/k3s/server/tls/etcd/server-client.crt", serverKey: "/var/lib/rancher/k3s/server/tls/etcd/server-client.key",
		trustedCA: "/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt", clientAuth: "true",
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if _, ok := fromConfigFile([]byte("listen-client-urls: [a]")); ok {
		t.Error("a list is taken for a text")
	}
}

func TestAddresses(t *testing.T) {
	for given, want := range map[string]string{
		"http://127.0.0.1:1":                     "http://127.0.0.1:1",
		"https://0.0.0.0:2379":                   "https://127.0.0.1:2379",
		"https://[::]:2379":                      "https://[::1]:2379",
		"http://:2379":                           "http://127.0.0.1:2379",
		"https://10.0.0.1:1 https://127.0.0.1:2": "https://127.0.0.1:2 https://10.0.0.1:1",
		"https://10.0.0.1:1 https://localhost:2 unixs:///run/e.sock": "https://localhost:2 unixs:///run/e.sock https://10.0.0.1:1",
		"unix://localhost:2379":      "unix://localhost:2379",
		"https://[fe80::1%25eth0]:1": "https://[fe80::1%25eth0]:1",
		"nonsense http://x ftp://127.0.0.1:1 http://%zz:1 unix: 127.0.0.1:2379 https://": "",
	} {
		var got []string
		for _, a := range addresses(strings.Fields(given)) {
			got = append(got, a.url)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", given, got, want)
		}
	}
}

func FuzzVariables(f *testing.F) {
	for _, seed := range []string{kubesprayFile, "export A='b\\\n\"c\" # d", "=", "\"", "A=\"", "A='"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		total := 0
		for name, value := range parseVariables(text) {
			total += len(name) + len(value)
		}
		if total > len(text) {
			t.Errorf("%d bytes of %d", total, len(text))
		}
	})
}

func FuzzCommandLine(f *testing.F) {
	for _, seed := range []string{"etcd\x00--listen-client-urls=a\x00", "etcd\x00-\x00--\x00", "etcd\x00--cert-file", "\x00", "etcd\x00---x=\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		s, _ := fromCommand(words(line))
		total := 0
		for name, value := range s {
			if total += len(value); name == "" {
				t.Error("a flag without a name")
			}
		}
		if total > len(line)+len("true")*len(switches) {
			t.Errorf("%d bytes of %d", total, len(line))
		}
		for _, a := range addresses(s.urls()) {
			if a.url == "" {
				t.Error("an address without a URL")
			}
		}
	})
}

func FuzzManifest(f *testing.F) {
	for _, seed := range []string{kubeadmPod, apiServerPod, "spec: {containers: [{command: [etcd], env: [{}]}]}", "a: &a [*a]", "spec: {containers: 1}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, ok := fromManifest(text); ok && s == nil {
			t.Error("found, and nothing")
		}
		fromAPIServer(text)
	})
}

func FuzzConfigFile(f *testing.F) {
	for _, seed := range []string{rancherConfig, "listen-client-urls: &a x\nadvertise-client-urls: *a", "client-transport-security: 1", "? [a]: b"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, _ := fromConfigFile(text)
		for name, value := range s {
			if value == "" {
				t.Errorf("%s says nothing", name)
			}
		}
	})
}
