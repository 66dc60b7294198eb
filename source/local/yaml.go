package local

import (
	"fmt"

	"sigs.k8s.io/yaml" // etcd reads its own file with it
)

// etcdFile is what etcd's configuration file says to clients.
type etcdFile struct {
	Listen    string `json:"listen-client-urls"`
	Advertise string `json:"advertise-client-urls"`
	Security  struct {
		Cert       string `json:"cert-file"`
		Key        string `json:"key-file"`
		ClientCert string `json:"client-cert-file"`
		ClientKey  string `json:"client-key-file"`
		TrustedCA  string `json:"trusted-ca-file"`
		ClientAuth bool   `json:"client-cert-auth"`
		AutoTLS    bool   `json:"auto-tls"`
	} `json:"client-transport-security"`
}

// fromConfigFile are the settings in etcd's configuration file; ok is false if
// it isn't one.
func fromConfigFile(data []byte) (s settings, ok bool) {
	var f etcdFile
	if yaml.Unmarshal(data, &f) != nil {
		return nil, false
	}
	s = settings{}
	for name, value := range map[string]string{
		listenURLs: f.Listen, advertiseURLs: f.Advertise,
		serverCert: f.Security.Cert, serverKey: f.Security.Key,
		clientCert: f.Security.ClientCert, clientKey: f.Security.ClientKey,
		trustedCA:  f.Security.TrustedCA,
		clientAuth: fmt.Sprint(f.Security.ClientAuth), autoTLS: fmt.Sprint(f.Security.AutoTLS),
	} {
		if value != "" && value != "false" {
			s[name] = value
		}
	}
	return s, true
}

// withConfigFile are the settings that count: with a configuration file, etcd
// takes no flag and no variable.
func (h Host) withConfigFile(s settings, in view) (_ settings, problem string) {
	name := s[configFile]
	if name == "" {
		return s, ""
	}
	r := h.read(in(h, name))
	if r.err != nil {
		return nil, h.problem(r)
	}
	s, ok := fromConfigFile(r.data)
	if !ok {
		return nil, fmt.Sprintf("%s is not etcd's YAML: give --endpoints, --cacert, --cert and --key", r.name)
	}
	return s, ""
}

// A container is what runs in a pod.
type container struct {
	Name    string   `json:"name"`
	Command []string `json:"command"`
	Args    []string `json:"args"`
	Env     []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"env"`
}

func (c container) line() []string {
	return append(c.Command[:len(c.Command):len(c.Command)], c.Args...)
}

// containersOf are the containers of a pod's manifest.
func containersOf(manifest []byte) []container {
	var pod struct {
		Spec struct {
			Containers []container `json:"containers"`
		} `json:"spec"`
	}
	if yaml.Unmarshal(manifest, &pod) != nil {
		return nil // what isn't a manifest runs nothing
	}
	return pod.Spec.Containers
}

// fromManifest are the settings of the etcd that a static pod runs; ok is
// false if none of its containers runs etcd directly.
func fromManifest(manifest []byte) (s settings, ok bool) {
	for _, c := range containersOf(manifest) {
		s, ok := fromCommand(c.line())
		if !ok {
			continue
		}
		vars := map[string]string{}
		for _, e := range c.Env {
			vars[e.Name] = e.Value
		}
		return s.over(fromVariables(vars)), true
	}
	return nil, false
}
