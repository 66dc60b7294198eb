package source

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/source/testdns"
)

const (
	secureRecord = "_etcd-client-ssl._tcp.example.com."
	plainRecord  = "_etcd-client._tcp.example.com."
)

func TestDiscovery(t *testing.T) {
	a, b := testdns.SRV("a.example.com.", 2379, 1, 1), testdns.SRV("b.example.com.", 2380, 2, 1)
	nothing := testdns.SRV(".", 0, 0, 0)
	for name, test := range map[string]struct {
		service    string
		secureOnly bool
		records    testdns.Records
		fails      []string
		want       []string
		says       string // of the error
	}{
		"TLS":       {records: testdns.Records{secureRecord: {a}}, want: []string{"https://a.example.com.:2379"}},
		"no TLS":    {records: testdns.Records{plainRecord: {a}}, want: []string{"http://a.example.com.:2379"}},
		"both":      {records: testdns.Records{plainRecord: {a}, secureRecord: {b}}, want: []string{"https://b.example.com.:2380", "http://a.example.com.:2379"}},
		"secure":    {secureOnly: true, records: testdns.Records{plainRecord: {a}, secureRecord: {b}}, want: []string{"https://b.example.com.:2380"}},
		"by rank":   {records: testdns.Records{secureRecord: {b, a}}, want: []string{"https://a.example.com.:2379", "https://b.example.com.:2380"}},
		"a service": {service: "blue", records: testdns.Records{"_etcd-client-ssl-blue._tcp.example.com.": {a}, secureRecord: {b}}, want: []string{"https://a.example.com.:2379"}},
		"one of them points to nothing": {
			records: testdns.Records{secureRecord: {nothing}, plainRecord: {a}}, want: []string{"http://a.example.com.:2379"},
		},
		"one name is none": {
			records: testdns.Records{secureRecord: {testdns.SRV("a b.example.com.", 1, 1, 1), a}}, want: []string{"https://a.example.com.:2379"},
		},
		"http fails, TLS doesn't": {
			records: testdns.Records{secureRecord: {a}}, fails: []string{plainRecord},
			want: []string{"https://a.example.com.:2379"},
		},

		"none is secure": {
			secureOnly: true, records: testdns.Records{plainRecord: {a}},
			says: "DNS has only http endpoints for example.com and --insecure-discovery=false refuses them: give --endpoints",
		},
		"no records": {
			records: testdns.Records{plainRecord: nil, secureRecord: nil},
			says:    "DNS has no SRV records _etcd-client-ssl._tcp.example.com and _etcd-client._tcp.example.com: check --discovery-srv and --discovery-srv-name, or",
		},
		"no such domain":   {service: "x", says: "DNS has no SRV records _etcd-client-ssl-x._tcp.example.com and "},
		"point to nothing": {records: testdns.Records{secureRecord: {nothing}}, says: "DNS says that example.com has no etcd for clients (its SRV record points to nothing): "},
		"DNS fails": {
			fails: []string{plainRecord, secureRecord},
			says:  "cannot ask DNS for _etcd-client-ssl._tcp.example.com: server misbehaving (from ",
		},
		"TLS fails, http doesn't": { // which must not be the way to plain text
			records: testdns.Records{plainRecord: {a}}, fails: []string{secureRecord},
			says: "cannot ask DNS for _etcd-client-ssl._tcp.example.com: server misbehaving (from ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			leaks(t)
			fails := map[string]bool{}
			for _, name := range test.fails {
				fails[name] = true
			}
			dns := testdns.Start(t, &testdns.Server{Records: test.records, Fails: fails})
			d := Discovery{Domain: "example.com", Service: test.service, SecureOnly: test.secureOnly, Resolver: dns.Resolver()}
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
	dns := testdns.Start(t, &testdns.Server{Records: testdns.Records{secureRecord: {
		testdns.SRV("never.example.com.", 1, 1, 0), testdns.SRV("first.example.com.", 1, 1, 100), testdns.SRV("last.example.com.", 1, 2, 100),
	}}})
	got, err := Discovery{Domain: "example.com", Resolver: dns.Resolver()}.Endpoints(t.Context())
	if want := []string{"https://first.example.com.:1", "https://never.example.com.:1", "https://last.example.com.:1"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// It ends with its context, and nothing of it goes on.
func TestDiscoveryWithoutAnAnswer(t *testing.T) {
	leaks(t)
	dns := testdns.Start(t, &testdns.Server{Silent: map[string]bool{secureRecord: true, plainRecord: true}})
	d := Discovery{Domain: "example.com", Resolver: dns.Resolver()}

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
	at := func(hostPort string) testdns.Records {
		return testdns.Records{secureRecord: {testdns.SRV("localhost.", portOf(t, hostPort), 0, 0)}}
	}
	for name, test := range map[string]struct {
		records    testdns.Records
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
			d := Discovery{Domain: "example.com", SecureOnly: test.secureOnly, Resolver: testdns.Start(t, &testdns.Server{Records: test.records}).Resolver()}
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

func portOf(t *testing.T, hostPort string) uint16 {
	t.Helper()
	_, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return uint16(n)
}
