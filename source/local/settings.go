package local

import "strings"

// settings are what an etcd was told, by the names of its flags. Its variables
// and the fields of its configuration file have the same names.
type settings map[string]string

// The flags that say how clients reach an etcd.
const (
	listenURLs    = "listen-client-urls"
	advertiseURLs = "advertise-client-urls"
	serverCert    = "cert-file"
	serverKey     = "key-file"
	clientCert    = "client-cert-file"
	clientKey     = "client-key-file"
	trustedCA     = "trusted-ca-file"
	clientAuth    = "client-cert-auth"
	autoTLS       = "auto-tls"
	configFile    = "config-file"
)

// known are all of them; switches need no value.
var (
	known    = []string{listenURLs, advertiseURLs, serverCert, serverKey, clientCert, clientKey, trustedCA, clientAuth, autoTLS, configFile}
	switches = []string{clientAuth, autoTLS}
)

func (s settings) list(name string) []string {
	var all []string
	for v := range strings.SplitSeq(s[name], ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func (s settings) on(name string) bool { return strings.EqualFold(s[name], "true") || s[name] == "1" }

// urls are the addresses that the settings name.
func (s settings) urls() []string { return append(s.list(listenURLs), s.list(advertiseURLs)...) }

// mutual says whether the server asks for a client certificate: a CA for them
// is enough to make it.
func (s settings) mutual() bool { return s.on(clientAuth) || s[trustedCA] != "" }

// over are these settings, and those of below where these say nothing.
func (s settings) over(below settings) settings {
	all := settings{}
	for _, from := range []settings{below, s} {
		for name, value := range from {
			all[name] = value
		}
	}
	return all
}

// fromVariables are the settings in an etcd's environment.
func fromVariables(vars map[string]string) settings {
	s := settings{}
	for _, name := range known {
		if v := vars["ETCD_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))]; v != "" {
			s[name] = v
		}
	}
	return s
}
