package demo

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// authority signs the certificates of the demo's TLS secrets: real ones, that
// any tool can read. The keys are Ed25519, whose signatures need no random
// numbers, so that the same cluster has the same certificates every time.
type authority struct {
	certificate []byte // PEM
	parent      *x509.Certificate
	key         ed25519.PrivateKey
}

const certificateLife = 90 * 24 * time.Hour

func newAuthority(from time.Time) *authority {
	a := &authority{key: keyFor("kubernetes")}
	a.parent = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kubernetes"},
		NotBefore: from, NotAfter: from.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	a.certificate = a.sign(a.parent, a.key)
	return a
}

// issue makes a server certificate for name and its private key, both PEM.
func (a *authority) issue(name string, from time.Time) (certificate, key []byte) {
	private := keyFor(name)
	d := digest("serial", name)
	certificate = a.sign(&x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(d[:16]), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: from, NotAfter: from.Add(certificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, private)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		panic(fmt.Sprintf("the private key of %s has no PKCS #8 form: %v", name, err))
	}
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func (a *authority) sign(certificate *x509.Certificate, key ed25519.PrivateKey) []byte {
	der, err := x509.CreateCertificate(nil, certificate, a.parent, key.Public(), a.key)
	if err != nil {
		panic(fmt.Sprintf("cannot sign the certificate of %s: %v", certificate.Subject.CommonName, err))
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func keyFor(name string) ed25519.PrivateKey {
	seed := digest("ed25519", name)
	return ed25519.NewKeyFromSeed(seed[:])
}
