package local

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/source"
)

// pair names a certificate and its key.
type pair struct{ cert, key string }

// tlsFiles are the files that a connection could be made with.
type tlsFiles struct {
	ca     string // "" for the system's
	mutual bool   // the server asks for a client certificate
	pairs  []pair // to show it, the best first; some may not exist
}

// checked are the files to use: a pair that can be read, belongs together and
// is valid today. problem says what is wrong with the best that is there.
func (h Host) checked(t tlsFiles) (_ source.TLS, problem string) {
	var files source.TLS
	if t.ca != "" {
		files.CAFile = h.path(t.ca)
		if problem := h.authorities(t.ca); problem != "" {
			return files, problem
		}
	}
	if !t.mutual {
		return files, ""
	}
	for _, p := range t.pairs {
		there, trouble := h.pair(p)
		if !there {
			continue
		}
		if trouble == "" {
			files.CertFile, files.KeyFile = h.path(p.cert), h.path(p.key)
			return files, ""
		}
		if problem == "" {
			problem = trouble
		}
	}
	if problem == "" {
		problem = "it asks for a client certificate and none is here: give --cert and --key"
	}
	return files, problem
}

// pair checks a client certificate and its key; there is false if the
// certificate doesn't exist.
func (h Host) pair(p pair) (there bool, problem string) {
	if p.cert == "" || !h.exists(p.cert) {
		return false, ""
	}
	cert, problem := h.certificate(p.cert)
	if problem != "" {
		return true, problem
	}
	const another = ": give another with --cert and --key"
	const day = "2006-01-02"
	name := h.path(p.cert)
	switch {
	case h.Now.After(cert.NotAfter):
		return true, name + " expired on " + cert.NotAfter.UTC().Format(day) + ": renew it, or give another with --cert and --key"
	case h.Now.Before(cert.NotBefore):
		return true, name + " is not valid before " + cert.NotBefore.UTC().Format(day) + another
	case !forClients(cert):
		return true, name + " is a server's certificate, which no client may show" + another
	case p.key == "":
		return true, name + " is named without its key" + another
	}
	key := h.read(p.key)
	if key.err != nil {
		return true, h.problem(key)
	}
	// What the library says of a key is not repeated: not a byte of a key
	// belongs in a message.
	_, err := tls.X509KeyPair(h.read(p.cert).data, key.data)
	clear(key.data)
	switch {
	case err == nil:
		return true, ""
	case strings.Contains(err.Error(), "does not match"):
		return true, key.name + " is not the key of " + name + another
	}
	return true, key.name + " has no key in it that can be used" + another
}

// forClients says whether a certificate may be shown by a client.
func forClients(cert *x509.Certificate) bool {
	return len(cert.ExtKeyUsage) == 0 && len(cert.UnknownExtKeyUsage) == 0 ||
		slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageClientAuth) || slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// certificate reads the first certificate of a file, which is whom it names.
func (h Host) certificate(name string) (*x509.Certificate, string) {
	r := h.read(name)
	if r.err != nil {
		return nil, h.problem(r)
	}
	if all := certificates(r.data); len(all) > 0 {
		return all[0], ""
	}
	return nil, r.name + " is not a certificate: give --cacert, --cert and --key"
}

// authorities checks a file of CAs. One that is good is enough.
func (h Host) authorities(name string) string {
	r := h.read(name)
	if r.err != nil {
		return h.problem(r)
	}
	all := certificates(r.data)
	if len(all) == 0 {
		return r.name + " is not a certificate: give --cacert"
	}
	for _, ca := range all {
		if !h.Now.After(ca.NotAfter) {
			return ""
		}
	}
	return r.name + " expired on " + all[0].NotAfter.UTC().Format("2006-01-02") + ": renew it, or give another with --cacert"
}

// certificates are those in PEM data, without what isn't one.
func certificates(data []byte) []*x509.Certificate {
	var all []*x509.Certificate
	for {
		var block *pem.Block
		if block, data = pem.Decode(bytes.TrimSpace(data)); block == nil {
			return all
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
			all = append(all, cert)
		}
	}
}
