package value

import (
	"bytes"
	"strings"

	yaml "go.yaml.in/yaml/v2"

	"github.com/etcdscope/etcdscope/model"
)

// encryptedPrefix is what the API server writes before what it has encrypted.
const encryptedPrefix = "k8s:enc:"

// encrypted knows values that are encrypted at rest: of them only how, and
// with which key, can be told.
//
//	k8s:enc:aescbc:v1:key-name:…
//	k8s:enc:kms:v2:provider-name:…
func encrypted(in input) []form {
	if !bytes.HasPrefix(in.raw, []byte(encryptedPrefix)) {
		return nil
	}
	head := in.raw[:min(len(in.raw), 1024)]
	parts := strings.SplitN(string(head), ":", 6)
	if len(parts) < 6 {
		return nil
	}
	rest := len(in.raw)
	for _, p := range parts[:5] {
		rest -= len(p) + 1
	}
	provider, version, key := parts[2], parts[3], parts[4]
	name := "key"
	if provider == "kms" {
		name = "plugin"
	}
	show := func() shown {
		how := yaml.MapSlice{{Key: "provider", Value: provider}, {Key: "version", Value: version}, {Key: name, Value: key}, {Key: "encrypted", Value: model.Bytes(rest)}}
		return shown{
			facts: []Fact{{Name: "provider", Value: provider}, {Name: "version", Value: version}, {Name: name, Value: key}},
			body:  fieldsText(how, "Kubernetes encrypted it before it came to etcd: only the API server can read it."),
		}
	}
	return []form{{kind: KindEncrypted, about: "encrypted at rest", known: true, safe: true, show: show, masked: show}}
}
