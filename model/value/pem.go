package value

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	yaml "go.yaml.in/yaml/v2"

	"github.com/etcdscope/etcdscope/model"
)

const (
	pemBegin       = "-----BEGIN "
	privateKeyType = "PRIVATE KEY" // in the type of each sort of them
	maxBlocks      = 1000          // of one value that are looked at

	expired = "expired" // what is said of certificates and tokens
)

// certificates knows PEM: what certificates say, and of private keys no more
// than that they are there.
func certificates(in input) []form {
	if !bytes.HasPrefix(bytes.TrimLeft(in.raw, " \r\n\t"), []byte(pemBegin)) {
		return nil
	}
	blocks := pemBlocks(in.raw)
	if len(blocks) == 0 {
		return nil
	}
	show := func() shown { return showPEM(blocks, in.now) }
	f := form{kind: KindPEM, about: "pem", safe: true, show: show, masked: show}
	certs := 0
	for _, b := range blocks {
		f.secret = f.secret || strings.Contains(b.Type, privateKeyType)
		if b.Type == "CERTIFICATE" {
			certs++
		}
	}
	if certs == 1 {
		f.about = "certificate"
	} else if certs > 1 {
		f.about = fmt.Sprintf("%d certificates", certs)
	}
	return []form{f}
}

func pemBlocks(raw []byte) (blocks []*pem.Block) {
	for len(blocks) < maxBlocks {
		block, rest := pem.Decode(raw)
		if block == nil {
			break
		}
		blocks, raw = append(blocks, block), rest
	}
	return blocks
}

func showPEM(blocks []*pem.Block, now time.Time) shown {
	var all []yaml.MapSlice
	var bad []string
	var made shown
	for _, b := range blocks {
		switch {
		case strings.Contains(b.Type, privateKeyType):
			all = append(all, privateKey(b))
		case b.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(b.Bytes)
			if err != nil {
				all = append(all, yaml.MapSlice{{Key: "certificate", Value: "cannot be read: " + err.Error()}})
				continue
			}
			f := expiry(c, now)
			if f.Bad {
				bad = append(bad, fmt.Sprintf("[%d]%s", len(all), pathStep(badField(f))))
			}
			all = append(all, certificate(c, f))
			if len(made.facts) == 0 || f.Bad {
				made.facts = append(made.facts, Fact{Name: "subject", Value: c.Subject.String()}, f)
			}
		default:
			all = append(all, yaml.MapSlice{{Key: "block", Value: b.Type}, {Key: "size", Value: model.Bytes(len(b.Bytes))}})
		}
	}
	made.body = fieldsText(all, "", bad...)
	return made
}

// expiry says until when a certificate is good.
func expiry(c *x509.Certificate, now time.Time) Fact {
	f := Fact{Name: "expires", Time: c.NotAfter}
	switch {
	case now.IsZero():
	case now.After(c.NotAfter):
		f.Name, f.Bad = expired, true
	case now.Before(c.NotBefore):
		f = Fact{Name: "not valid before", Time: c.NotBefore, Bad: true}
	}
	return f
}

// badField is the field that says why a certificate isn't good.
func badField(f Fact) string {
	if f.Name == expired {
		return "not after"
	}
	return "not before"
}

func certificate(c *x509.Certificate, f Fact) yaml.MapSlice {
	notBefore, notAfter := stamp(c.NotBefore), stamp(c.NotAfter)
	switch {
	case !f.Bad:
	case f.Name == expired:
		notAfter += " — " + expired
	default:
		notBefore += " — not valid yet"
	}
	fields := yaml.MapSlice{
		{Key: "subject", Value: c.Subject.String()},
		{Key: "issuer", Value: c.Issuer.String()},
	}
	if names := alternatives(c); len(names) > 0 {
		fields = append(fields, yaml.MapItem{Key: "alternative names", Value: names})
	}
	return append(fields,
		yaml.MapItem{Key: "not before", Value: notBefore},
		yaml.MapItem{Key: "not after", Value: notAfter},
		yaml.MapItem{Key: "serial", Value: fmt.Sprintf("%x", c.SerialNumber)},
		yaml.MapItem{Key: "key", Value: keyType(c.PublicKey)},
		yaml.MapItem{Key: "signature", Value: c.SignatureAlgorithm.String()},
		yaml.MapItem{Key: "authority", Value: c.IsCA},
	)
}

// alternatives are the names beside the subject's.
func alternatives(c *x509.Certificate) (names []string) {
	for _, n := range c.DNSNames {
		names = append(names, "DNS:"+n)
	}
	for _, ip := range c.IPAddresses {
		names = append(names, "IP:"+ip.String())
	}
	for _, n := range c.EmailAddresses {
		names = append(names, "email:"+n)
	}
	for _, u := range c.URIs {
		names = append(names, "URI:"+u.String())
	}
	return names
}

// keyType names a public key, or the public half of a private one.
func keyType(key any) string {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return "of an unknown type"
}

func privateKey(b *pem.Block) yaml.MapSlice {
	kind := "of an unknown type"
	if key, err := x509.ParsePKCS8PrivateKey(b.Bytes); err == nil {
		kind = privateType(key)
	} else if key, err := x509.ParsePKCS1PrivateKey(b.Bytes); err == nil {
		kind = privateType(key)
	} else if key, err := x509.ParseECPrivateKey(b.Bytes); err == nil {
		kind = privateType(key)
	}
	return yaml.MapSlice{{Key: "private key", Value: kind}, {Key: "size", Value: model.Bytes(len(b.Bytes))}, {Key: "block", Value: b.Type}}
}

func privateType(key any) string {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return keyType(&k.PublicKey)
	case *ecdsa.PrivateKey:
		return keyType(&k.PublicKey)
	case ed25519.PrivateKey:
		return keyType(k.Public())
	}
	return "of an unknown type"
}
