package source

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"
)

// namesMost is how many of a certificate's names are said.
const namesMost = 4

// explain says what is wrong with a handshake: which file, which name, which
// date. An error that it has nothing to say of stays as it is.
func (s secured) explain(err error) error {
	var (
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		name      x509.HostnameError
		text      string
	)
	switch {
	case errors.As(err, &authority):
		text = s.unknownAuthority(authority.Cert)
	case errors.As(err, &invalid):
		text = s.invalid(invalid)
	case errors.As(err, &name):
		text = s.otherName(name.Certificate)
	default:
		text = s.refused(err)
	}
	if text == "" {
		return err
	}
	if s.id.stale != nil {
		text += "; what was read before is used, because " + s.id.stale.Error()
	}
	return &linkError{text}
}

// unknownAuthority is about a certificate whose issuer is not among the CAs.
func (s secured) unknownAuthority(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	at := s.server()
	if s.files.CAFile == "" {
		return fmt.Sprintf("%s is signed by %s, which this system does not trust: name its CA with --cacert", at, issuer(cert))
	}
	if slices.ContainsFunc(s.id.cas, func(ca *x509.Certificate) bool { return bytes.Equal(ca.RawSubject, cert.RawIssuer) }) {
		return fmt.Sprintf("%s is signed by another %s than the one in %s: give the present CA with --cacert", at, issuer(cert), s.files.CAFile)
	}
	return fmt.Sprintf("%s is signed by %s, which %s does not have: give that CA with --cacert", at, issuer(cert), s.files.CAFile)
}

func (s secured) invalid(err x509.CertificateInvalidError) string {
	at, cert := s.server(), err.Cert
	ours := slices.ContainsFunc(s.id.cas, func(ca *x509.Certificate) bool { return cert != nil && ca.Equal(cert) })
	if cert != nil && cert.IsCA && !ours {
		at = "the CA " + subject(cert) + " of " + s.with
	}
	switch {
	case ours && err.Reason == x509.Expired && expired(cert):
		return fmt.Sprintf("the CA %s in %s expired on %s: give the present one with --cacert", subject(cert), s.files.CAFile, date(cert.NotAfter))
	case cert != nil && err.Reason == x509.Expired && expired(cert):
		return fmt.Sprintf("%s expired on %s: renew it there, or set this host's clock, which says %s", at, date(cert.NotAfter), date(time.Now()))
	case cert != nil && err.Reason == x509.Expired:
		return fmt.Sprintf("%s is only valid from %s on: set this host's clock, which says %s, or make it anew there", at, date(cert.NotBefore), date(time.Now()))
	case err.Reason == x509.IncompatibleUsage:
		return at + " is not made for servers (it has no serverAuth): make it anew there"
	}
	return fmt.Sprintf("%s can't be used: %s: make it anew there", at, strings.TrimPrefix(err.Error(), "x509: "))
}

// otherName is about a certificate that is another server's.
func (s secured) otherName(cert *x509.Certificate) string {
	wanted := s.host()
	if s.files.ServerName != "" {
		return fmt.Sprintf("%s is for %s and not for %s, which --insecure-discovery=false asks for: "+
			"make it anew with that name, or leave the flag out", s.server(), names(cert), s.files.ServerName)
	}
	for i, ca := range s.id.cas { // the CA itself, as a server's: a usual slip
		if ca.Equal(cert) {
			return fmt.Sprintf("%s is that of the CA, number %d in %s, and for no host: give the server one of its own", s.server(), i+1, s.files.CAFile)
		}
	}
	if names(cert) == "" {
		return fmt.Sprintf("%s names no host (it has %s and no subjectAltName) and so is not for %s: make it anew with that name", s.server(), subject(cert), wanted)
	}
	return fmt.Sprintf("%s is for %s and not for %s: use one of these names, or make it anew with that one", s.server(), names(cert), wanted)
}

// refused is about the server's word on this client's certificate: an alert,
// or no word at all. It is "" for anything else.
func (s secured) refused(err error) string {
	var alert *net.OpError
	if !errors.As(err, &alert) || alert.Op != "remote error" {
		brokeOff := s.Conn == nil && (errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET))
		if brokeOff && s.id.pair != nil && expired(s.id.pair.Leaf) {
			return fmt.Sprintf("%s broke off, and the client certificate %s (%s) expired on %s: renew it",
				s.with, s.files.CertFile, subject(s.id.pair.Leaf), date(s.id.pair.Leaf.NotAfter))
		}
		return ""
	}
	said := strings.TrimPrefix(alert.Err.Error(), "tls: ")
	switch {
	case !strings.Contains(said, "certificate") && said != "access denied":
		return "" // it is about TLS itself
	case s.id.pair == nil:
		return s.with + " asks for a client certificate: give --cert and --key"
	}
	return s.client(said)
}

// client says why the server may have refused this client's certificate.
func (s secured) client(said string) string {
	cert := s.id.pair.Leaf
	at := fmt.Sprintf("%s refuses the client certificate %s (%s): ", s.with, s.files.CertFile, subject(cert))
	switch {
	case expired(cert):
		return at + fmt.Sprintf("it expired on %s: renew it, it is read again at the next attempt", date(cert.NotAfter))
	case time.Now().Before(cert.NotBefore):
		return at + fmt.Sprintf("it is only valid from %s on, and this host's clock says %s: set the clock, or wait", date(cert.NotBefore), date(time.Now()))
	case len(cert.ExtKeyUsage) > 0 && !slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageClientAuth) && !slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageAny):
		return at + "it is not made for clients (it has no clientAuth): make it anew, or give another with --cert and --key"
	case said == "unknown certificate authority":
		return at + fmt.Sprintf("it is signed by %s, which the server does not trust: give one that is signed by its CA with --cert and --key", issuer(cert))
	}
	return at + fmt.Sprintf("it says %s, of one signed by %s: see the server's log for the reason", said, issuer(cert))
}

func (s secured) server() string { return "the certificate of " + s.with }

// host is what the certificate must be for.
func (s secured) host() string {
	host, _, err := net.SplitHostPort(s.with)
	if err != nil {
		host = s.with
	}
	return strings.TrimSuffix(host, ".")
}

func expired(cert *x509.Certificate) bool { return time.Now().After(cert.NotAfter) }

// issuer names who signed a certificate.
func issuer(cert *x509.Certificate) string {
	if bytes.Equal(cert.RawIssuer, cert.RawSubject) {
		return "itself (" + subject(cert) + ")"
	}
	return known(cert.Issuer.String())
}

func subject(cert *x509.Certificate) string { return known(cert.Subject.String()) }

func known(name string) string {
	if name == "" {
		return "nobody by name"
	}
	return name
}

// names are the hosts that a certificate is for.
func names(cert *x509.Certificate) string {
	all := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	if more := len(all) - namesMost; more > 0 {
		all = append(all[:namesMost], fmt.Sprintf("%d more", more))
	}
	return strings.Join(all, ", ")
}

// date is a day, with the hour where that may matter.
func date(t time.Time) string {
	if since := time.Since(t).Abs(); since < 48*time.Hour {
		return t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return t.UTC().Format(time.DateOnly)
}
