package source

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	etcdtransport "go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"

	"github.com/etcdscope/etcdscope/source/demo"
)

// Two years that are past for certain, and one that isn't here.
var (
	longAgo = time.Date(2025, 3, 4, 12, 0, 0, 0, time.UTC)
	toCome  = time.Date(2199, 5, 6, 12, 0, 0, 0, time.UTC)
)

// startTLSWith runs an etcd with a certificate of these files; trusted is the
// file of the CAs of clients, "" if none are asked for.
func startTLSWith(t *testing.T, cert, key, trusted string, most uint16) *demo.Server {
	t.Helper()
	info := etcdtransport.TLSInfo{CertFile: cert, KeyFile: key, TrustedCAFile: trusted, ClientCertAuth: trusted != "", MaxVersion: most}
	return startEtcd(t, demo.WithConfig(func(cfg *embed.Config) { cfg.ClientTLSInfo = info }))
}

// What is wrong with a server's certificate is said with its name, its date
// and our file.
func TestTLSSaysWhatIsWrongWithTheServer(t *testing.T) {
	ca, same, other := newAuthority(t), newAuthority(t), newAuthorityOf(t, "other CA", time.Now().Add(time.Hour))
	old := newAuthorityOf(t, "old CA", longAgo)
	until := func(t time.Time) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = t.Add(-time.Hour), t }
	}
	for name, test := range map[string]struct {
		by     *authority
		change func(*x509.Certificate)
		caFile string
		says   string
	}{
		"nobody's CA": {says: "the certificate of AT is signed by CN=test CA, which this system does not trust: name its CA with --cacert"},
		"other CA": {
			caFile: other.file, says: "the certificate of AT is signed by CN=test CA, which " + other.file + " does not have: give that CA with --cacert",
		},
		"CA of the same name": {
			caFile: same.file, says: "is signed by another CN=test CA than the one in " + same.file + ": give the present CA with --cacert",
		},
		"expired CA": {by: old, caFile: old.file, says: "the CA CN=old CA in " + old.file + " expired on 2025-03-04: give the present one with --cacert"},
		"expired": {
			caFile: ca.file, change: until(longAgo),
			says: "the certificate of AT expired on 2025-03-04: renew it there, or set this host's clock, which says 20",
		},
		"not yet valid": {
			caFile: ca.file, change: until(toCome.Add(time.Hour)),
			says: "the certificate of AT is only valid from 2199-05-06 on: set this host's clock, which says 20",
		},
		"other names": {
			caFile: ca.file, change: func(c *x509.Certificate) {
				c.DNSNames, c.IPAddresses = []string{"etcd-2", "etcd-2.example"}, []net.IP{net.IPv4(10, 0, 0, 2)}
			},
			says: "the certificate of AT is for etcd-2, etcd-2.example, 10.0.0.2 and not for 127.0.0.1: use one of these names, or",
		},
		"many names": {
			caFile: ca.file, change: func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = strings.Fields("a b c d e f"), nil },
			says: "is for a, b, c, d, 2 more and not for 127.0.0.1: ",
		},
		"no names": {
			caFile: ca.file, change: func(c *x509.Certificate) { c.IPAddresses = nil },
			says: "the certificate of AT names no host (it has CN=server and no subjectAltName) and so is not for 127.0.0.1: make it anew with that name",
		},
		"for clients": {
			caFile: ca.file, change: func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} },
			says: "the certificate of AT is not made for servers (it has no serverAuth): make it anew there",
		},
		"hostile": {
			change: func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: "a\x1b[2J\"b"} }, by: newAuthorityOf(t, "CA\x1b]0;\"x\n", toCome),
			says: `is signed by CN=CA`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.by == nil {
				test.by = ca
			}
			if test.change == nil {
				test.change = func(*x509.Certificate) {}
			}
			cert, key := test.by.issueAs("server", test.change)
			srv := startTLSWith(t, cert, key, "", 0)
			c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: TLS{CAFile: test.caFile}})
			awaitCause(t, c, strings.ReplaceAll(test.says, "AT", hostPort(srv)))
			if strings.ContainsAny(c.Cause(), "\x1b\n") {
				t.Errorf("not safe: %q", c.Cause())
			}
		})
	}
}

// What is wrong with this client's certificate is the server's to say, and
// servers say little: what can be known here is added.
func TestTLSSaysWhyTheClientIsRefused(t *testing.T) {
	ca, other := newAuthority(t), newAuthorityOf(t, "other CA", time.Now().Add(time.Hour))
	serverCert, serverKey := ca.issue("server")
	for version, most := range map[string]uint16{"1.2": tls.VersionTLS12, "1.3": 0} {
		srv := startTLSWith(t, serverCert, serverKey, ca.file, most)
		for name, test := range map[string]struct {
			by     *authority
			change func(*x509.Certificate)
			says   string
		}{
			"none": {says: "AT asks for a client certificate: give --cert and --key"},
			"expired": {
				by: ca, change: func(c *x509.Certificate) { c.NotAfter = longAgo },
				says: "AT refuses the client certificate CERT (CN=alice): it expired on 2025-03-04: renew it, it is read again at the next attempt",
			},
			"not yet valid": {
				by: ca, change: func(c *x509.Certificate) { c.NotBefore, c.NotAfter = toCome, toCome.Add(time.Hour) },
				says: "CERT (CN=alice): it is only valid from 2199-05-06 on, and this host's clock says 20",
			},
			"of another CA": {
				by: other, change: func(*x509.Certificate) {},
				says: "CERT (CN=alice): it is signed by CN=other CA, which the server does not trust: give one that is signed by its CA with --cert and --key",
			},
			"for servers": {
				by: ca, change: func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} },
				says: "CERT (CN=alice): it is not made for clients (it has no clientAuth): make it anew, or",
			},
		} {
			t.Run(version+" "+name, func(t *testing.T) {
				files := TLS{CAFile: ca.file}
				if test.by != nil {
					files.CertFile, files.KeyFile = test.by.issueAs("alice", test.change)
				}
				c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: files})
				awaitCause(t, c, strings.NewReplacer("AT", hostPort(srv), "CERT", files.CertFile).Replace(test.says))
				if _, err := c.etcd.Status(t.Context(), srv.Endpoint()); err == nil {
					t.Error("a connection to the member alone was not refused")
				}
			})
		}
	}
}

// Only who says so trusts any server.
func TestTLSSkipsNothingUnasked(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.issueAs("server", func(c *x509.Certificate) { c.NotAfter, c.IPAddresses = longAgo, nil })
	srv := startTLSWith(t, cert, key, "", 0)
	mustGet(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: TLS{SkipVerify: true}}))
	awaitCause(t, dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: TLS{Require: true}}), "expired on 2025-03-04")
}

// A server that only hangs up may have seen the date.
func TestTLSSaysWhatMayBeWrongWithTheClient(t *testing.T) {
	ca := newAuthority(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64<<10)) // all of its greeting, or closing is a reset
			_ = conn.Close()
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		done.Wait()
	})
	files := TLS{CAFile: ca.file}
	files.CertFile, files.KeyFile = ca.issueAs("alice", func(c *x509.Certificate) { c.NotAfter = longAgo })
	c := dialForTest(t, Config{Endpoints: []string{"https://" + l.Addr().String()}, TLS: files})
	awaitCause(t, c, l.Addr().String()+" broke off, and the client certificate "+files.CertFile+" (CN=alice) expired on 2025-03-04: renew it")
}
