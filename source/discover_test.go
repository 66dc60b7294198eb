package source

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

const (
	secureRecord = "_etcd-client-ssl._tcp.example.com."
	plainRecord  = "_etcd-client._tcp.example.com."
)

type srvRecords = map[string][]dnsmessage.SRVResource

func TestDiscovery(t *testing.T) {
	a, b := srv("a.example.com.", 2379, 1, 1), srv("b.example.com.", 2380, 2, 1)
	nothing := srv(".", 0, 0, 0)
	for name, test := range map[string]struct {
		service    string
		secureOnly bool
		records    srvRecords
		codes      map[string]dnsmessage.RCode
		want       []string
		says       string // of the error
	}{
		"TLS":       {records: srvRecords{secureRecord: {a}}, want: []string{"https://a.example.com.:2379"}},
		"no TLS":    {records: srvRecords{plainRecord: {a}}, want: []string{"http://a.example.com.:2379"}},
		"both":      {records: srvRecords{plainRecord: {a}, secureRecord: {b}}, want: []string{"https://b.example.com.:2380", "http://a.example.com.:2379"}},
		"secure":    {secureOnly: true, records: srvRecords{plainRecord: {a}, secureRecord: {b}}, want: []string{"https://b.example.com.:2380"}},
		"by rank":   {records: srvRecords{secureRecord: {b, a}}, want: []string{"https://a.example.com.:2379", "https://b.example.com.:2380"}},
		"a service": {service: "blue", records: srvRecords{"_etcd-client-ssl-blue._tcp.example.com.": {a}, secureRecord: {b}}, want: []string{"https://a.example.com.:2379"}},
		"one of them points to nothing": {
			records: srvRecords{secureRecord: {nothing}, plainRecord: {a}}, want: []string{"http://a.example.com.:2379"},
		},
		"one name is none": {
			records: srvRecords{secureRecord: {srv("a b.example.com.", 1, 1, 1), a}}, want: []string{"https://a.example.com.:2379"},
		},
		"http fails, TLS doesn't": {
			records: srvRecords{secureRecord: {a}}, codes: map[string]dnsmessage.RCode{plainRecord: dnsmessage.RCodeServerFailure},
			want: []string{"https://a.example.com.:2379"},
		},

		"none is secure": {
			secureOnly: true, records: srvRecords{plainRecord: {a}},
			says: "DNS has only http endpoints for example.com and --insecure-discovery=false refuses them: give --endpoints",
		},
		"no records": {
			records: srvRecords{plainRecord: nil, secureRecord: nil},
			says:    "DNS has no SRV records _etcd-client-ssl._tcp.example.com and _etcd-client._tcp.example.com: check --discovery-srv and --discovery-srv-name, or",
		},
		"no such domain":   {service: "x", says: "DNS has no SRV records _etcd-client-ssl-x._tcp.example.com and "},
		"point to nothing": {records: srvRecords{secureRecord: {nothing}}, says: "DNS says that example.com has no etcd for clients (its SRV record points to nothing): "},
		"DNS fails": {
			codes: map[string]dnsmessage.RCode{plainRecord: dnsmessage.RCodeServerFailure, secureRecord: dnsmessage.RCodeServerFailure},
			says:  "cannot ask DNS for _etcd-client-ssl._tcp.example.com: server misbehaving (from ",
		},
		"TLS fails, http doesn't": { // which must not be the way to plain text
			records: srvRecords{plainRecord: {a}}, codes: map[string]dnsmessage.RCode{secureRecord: dnsmessage.RCodeServerFailure},
			says: "cannot ask DNS for _etcd-client-ssl._tcp.example.com: server misbehaving (from ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			leaks(t)
			dns := startNameserver(t, test.records)
			dns.codes = test.codes
			d := Discovery{Domain: "example.com", Service: test.service, SecureOnly: test.secureOnly, Resolver: dns.resolver()}
			got, err := d.Endpoints(t.Context())
			if test.says == "" && (err != nil || !slices.Equal(got, test.want)) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			problem := (*ConfigError)(nil)
			if test.says != "" && (!errors.As(err, &problem) || !strings.HasPrefix(problem.Problem, test.says) || strings.Contains(problem.Problem, "\n")) {
				t.Errorf("got %q, %v\nwant an error that says %q", got, err, test.says)
			}
		})
	}
}

// Of those with the same priority, the one with all the weight goes first.
func TestDiscoveryByWeight(t *testing.T) {
	dns := startNameserver(t, srvRecords{secureRecord: {
		srv("never.example.com.", 1, 1, 0), srv("first.example.com.", 1, 1, 100), srv("last.example.com.", 1, 2, 100),
	}})
	got, err := Discovery{Domain: "example.com", Resolver: dns.resolver()}.Endpoints(t.Context())
	if want := []string{"https://first.example.com.:1", "https://never.example.com.:1", "https://last.example.com.:1"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// It ends with its context, and nothing of it goes on.
func TestDiscoveryWithoutAnAnswer(t *testing.T) {
	leaks(t)
	dns := startNameserver(t, nil)
	dns.silent = map[string]bool{secureRecord: true, plainRecord: true}
	d := Discovery{Domain: "example.com", Resolver: dns.resolver()}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := d.Endpoints(ctx)
	if err == nil || !strings.HasPrefix(err.Error(), "cannot ask DNS for _etcd-client-ssl._tcp.example.com: no answer in time") {
		t.Errorf("error %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := d.Endpoints(ctx); err == nil || !strings.Contains(err.Error(), ": canceled") {
		t.Errorf("error %v", err)
	}
	if _, err := d.Complete(t.Context(), Config{CommandTimeout: time.Millisecond}); err == nil || !strings.Contains(err.Error(), ": no answer in time") {
		t.Errorf("error %v", err)
	}
}

// From DNS to the keyspace. With SecureOnly the certificate must be for the
// domain, and with it alone: the names are what DNS says.
func TestDiscoveryToACluster(t *testing.T) {
	ca := newAuthority(t)
	issue := func(name string) (cert, key string) {
		return ca.issueAs(name, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{name} })
	}
	cert, key := issue("example.com")
	ofDomain := startTLSWith(t, cert, key, "", 0)
	cert, key = issue("localhost")
	ofHost := startTLSWith(t, cert, key, "", 0)
	at := func(hostPort string) srvRecords {
		return srvRecords{secureRecord: {srv("localhost.", portOf(t, hostPort), 0, 0)}}
	}
	for name, test := range map[string]struct {
		records    srvRecords
		secureOnly bool
		cause      string
	}{
		"name of the host":           {records: at(hostPort(ofHost))},
		"name of the domain":         {records: at(hostPort(ofDomain)), cause: "is for example.com and not for localhost: "},
		"secure, name of the domain": {records: at(hostPort(ofDomain)), secureOnly: true},
		"secure, name of the host": {
			records: at(hostPort(ofHost)), secureOnly: true,
			cause: "is for localhost and not for example.com, which --insecure-discovery=false asks for: make it anew with that name, or leave the flag out",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := Discovery{Domain: "example.com", SecureOnly: test.secureOnly, Resolver: startNameserver(t, test.records).resolver()}
			cfg, err := d.Complete(t.Context(), Config{TLS: TLS{CAFile: ca.file}})
			if err != nil {
				t.Fatal(err)
			}
			c := dialForTest(t, cfg)
			if test.cause != "" {
				awaitCause(t, c, test.cause)
				return
			}
			mustGet(t, c)
		})
	}
}
