package source

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// An authority is a CA made for one test, with its certificates in files.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	return newAuthorityOf(t, "test CA", time.Now().Add(time.Hour))
}

func newAuthorityOf(t *testing.T, name string, until time.Time) *authority {
	t.Helper()
	ca := &authority{t: t, dir: t.TempDir()}
	ca.key = newKey(t)
	ca.cert = ca.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotAfter: until, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, ca.key)
	ca.file = ca.write("ca.crt", "CERTIFICATE", ca.cert.Raw)
	return ca
}

// issue makes a certificate for 127.0.0.1 and the given name, good for servers
// and clients, and returns the files of it and of its key.
func (ca *authority) issue(name string) (certFile, keyFile string) {
	ca.t.Helper()
	return ca.issueAs(name, func(*x509.Certificate) {})
}

// issueAs is issue of a certificate that change has changed.
func (ca *authority) issueAs(name string, change func(*x509.Certificate)) (certFile, keyFile string) {
	ca.t.Helper()
	key := newKey(ca.t)
	plain := &x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	change(plain)
	cert := ca.sign(plain, key)
	raw, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		ca.t.Fatal(err)
	}
	return ca.write(name+".crt", "CERTIFICATE", cert.Raw), ca.write(name+".key", "EC PRIVATE KEY", raw)
}

func (ca *authority) sign(cert *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	ca.t.Helper()
	cert.SerialNumber = big.NewInt(time.Now().UnixNano())
	if cert.NotBefore.IsZero() {
		cert.NotBefore = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if cert.NotAfter.IsZero() {
		cert.NotAfter = time.Now().Add(time.Hour)
	}
	parent := ca.cert
	if parent == nil {
		parent = cert
	}
	raw, err := x509.CreateCertificate(rand.Reader, cert, parent, key.Public(), ca.key)
	if err != nil {
		ca.t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(raw)
	if err != nil {
		ca.t.Fatal(err)
	}
	return signed
}

func (ca *authority) write(name, kind string, raw []byte) string {
	ca.t.Helper()
	file := filepath.Join(ca.dir, name)
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600); err != nil {
		ca.t.Fatal(err)
	}
	return file
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
