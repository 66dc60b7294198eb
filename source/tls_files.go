package source

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// tlsFileMost is the largest file that is read: no honest one comes near.
const tlsFileMost = 4 << 20

// tlsFiles are the files of one client. They are read anew at every handshake,
// so that a certificate that was replaced counts from the next connection on,
// without a restart. What can't be used then, since it is being written for
// example, leaves what was read before in force.
type tlsFiles struct {
	TLS
	mu   sync.Mutex
	last papers
}

// papers are what the files said when they were last good.
type papers struct {
	pair  *tls.Certificate    // of this client, with its Leaf; nil for none
	cas   []*x509.Certificate // to trust; nil for the system's
	stale error               // why the files of now are not what is used
}

func newTLSFiles(t TLS) (*tlsFiles, error) {
	if (t.CertFile == "") != (t.KeyFile == "") {
		return nil, configErrorf("a client certificate needs its key and the key its certificate: give both --cert and --key")
	}
	f := &tlsFiles{TLS: t}
	read, err := t.read()
	if err != nil {
		return nil, configErrorf("%v", err)
	}
	f.last = read
	return f, nil
}

// now is what the files say now or, if they can't be used, said last.
func (f *tlsFiles) now() papers {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range []string{f.CertFile, f.KeyFile, f.CAFile} {
		// Of a pipe there is no more than was read at the start.
		if info, err := os.Stat(name); name != "" && err == nil && !info.Mode().IsRegular() {
			return f.last
		}
	}
	read, err := f.read()
	if err != nil {
		f.last.stale = err
		return f.last
	}
	f.last = read
	return read
}

// config is for one handshake. The name to verify is the handshake's to set.
func (id papers) config(skipVerify bool) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: skipVerify} // only where a person said so
	if id.cas != nil {
		c.RootCAs = x509.NewCertPool()
		for _, ca := range id.cas {
			c.RootCAs.AddCert(ca)
		}
	}
	if id.pair != nil {
		// Unlike Certificates, it is sent whatever CAs the server names: then
		// the server says what it doesn't like about it.
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return id.pair, nil }
	}
	return c
}

func (t TLS) read() (id papers, err error) {
	if t.CAFile != "" {
		if id.cas, err = readCAs(t.CAFile); err != nil {
			return papers{}, err
		}
	}
	if t.CertFile != "" {
		if id.pair, err = readPair(t.CertFile, t.KeyFile); err != nil {
			return papers{}, err
		}
	}
	return id, nil
}

func readCAs(name string) ([]*x509.Certificate, error) {
	data, err := readTLSFile("CA file", name, "--cacert")
	if err != nil {
		return nil, err
	}
	blocks, err := certificates("CA file", name, "--cacert", data)
	if err != nil {
		return nil, err
	}
	cas := make([]*x509.Certificate, len(blocks))
	for i, block := range blocks {
		if cas[i], err = x509.ParseCertificate(block); err != nil {
			return nil, fmt.Errorf("the CA file %s has something wrong in it: %w: check --cacert", name, err)
		}
	}
	return cas, nil
}

func readPair(certFile, keyFile string) (*tls.Certificate, error) {
	cert, err := readTLSFile("client certificate", certFile, "--cert")
	if err != nil {
		return nil, err
	}
	if _, err := certificates("client certificate", certFile, "--cert", cert); err != nil {
		return nil, err
	}
	key, err := readTLSFile("client key", keyFile, "--key")
	if err != nil {
		return nil, err
	}
	if err := checkKey(keyFile, key); err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(cert, key)
	switch {
	case err == nil:
		return &pair, nil
	case strings.Contains(err.Error(), "private key does not match public key"), strings.Contains(err.Error(), "private key type does not match"):
		return nil, fmt.Errorf("the client key %s does not belong to the certificate %s: give the two that were made together with --cert and --key", keyFile, certFile)
	}
	return nil, fmt.Errorf("cannot use the client certificate %s with the key %s: %w: check --cert and --key", certFile, keyFile, err)
}

// certificates are those of a PEM file. One that ends before its last is
// finished is being written.
func certificates(what, name, flag string, data []byte) (found [][]byte, err error) {
	block, rest := pem.Decode(data)
	for ; block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			found = append(found, block.Bytes)
		}
	}
	switch {
	case bytes.Contains(rest, []byte("-----BEGIN")):
		return nil, fmt.Errorf("the %s %s ends in the middle, or is not PEM: write it anew, or check %s", what, name, flag)
	case found == nil && bytes.Contains(data, []byte("PRIVATE KEY-----")):
		return nil, fmt.Errorf("the %s %s is a private key and not a certificate: check %s", what, name, flag)
	case found == nil:
		return nil, fmt.Errorf("the %s %s has no certificate in it, in PEM: check %s", what, name, flag)
	}
	return found, nil
}

func checkKey(name string, data []byte) error {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY", strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
			return fmt.Errorf("the client key %s is encrypted: decrypt it with openssl pkey -in %[1]s -out FILE, and give that with --key", name)
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			return nil
		}
	}
	return fmt.Errorf("the client key %s has no private key in it, in PEM: check --key", name)
}

func readTLSFile(what, name, flag string) ([]byte, error) {
	data, err := readAtMost(name, tlsFileMost)
	var path *fs.PathError
	switch {
	case err == nil && len(data) == 0:
		return nil, fmt.Errorf("the %s %s is empty: check %s", what, name, flag)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot read the %s %s: there is no such file: check %s", what, name, flag)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("cannot read the %s %s: permission denied: run etcdscope as a user who may read it, or check %s", what, name, flag)
	case errors.As(err, &path):
		return nil, fmt.Errorf("cannot read the %s %s: %w: check %s", what, name, path.Err, flag)
	case err != nil:
		return nil, fmt.Errorf("cannot read the %s %s: %w: check %s", what, name, err, flag)
	}
	return data, nil
}

func readAtMost(name string, most int64) (data []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if data, err = io.ReadAll(io.LimitReader(f, most+1)); err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return data, err
}
