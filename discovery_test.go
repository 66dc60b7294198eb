package main

import (
	"bytes"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/source/testdns"
)

// nameserverOf has one record of example.com, which leads to an endpoint.
func nameserverOf(t *testing.T, name, endpoint string) *testdns.Server {
	t.Helper()
	_, text, err := net.SplitHostPort(strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return testdns.Start(t, &testdns.Server{Records: testdns.Records{name: {testdns.SRV("localhost.", uint16(port), 0, 0)}}})
}

// From the command line through DNS to a cluster.
func TestDiscoveryOnTheCommandLine(t *testing.T) {
	endpoint := startEtcd(t)
	o, err := parse(t, []string{"--explain", "-d", "example.com", "--discovery-srv-name", "blue"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Discovery.Resolver = nameserverOf(t, "_etcd-client-blue._tcp.example.com.", endpoint).Resolver()
	var out bytes.Buffer
	err = explain(t.Context(), o, hostWith(), &out)
	at := strings.Replace(endpoint, "127.0.0.1", "localhost", 1)
	if err != nil || !strings.Contains(out.String(), "  endpoint     "+at+"\n") || !strings.Contains(out.String(), "member demo, leader") {
		t.Errorf("%v\n%s", err, &out)
	}
}

// A context whose endpoints DNS has, switched to.
func TestDiscoveryOfAContext(t *testing.T) {
	env, _ := home(t, someContexts)
	o, err := parse(t, []string{"--context", "dev"}, env)
	if err != nil {
		t.Fatal(err)
	}
	far, _ := o.Contexts.File.Find("far")
	far.Discovery.Resolver = nameserverOf(t, "_etcd-client-ssl-blue._tcp.example.com.", "http://127.0.0.1:7").Resolver()
	got, err := o.within(t.Context(), far)
	cfg := got.Config
	if err != nil || strings.Join(cfg.Endpoints, ",") != "https://localhost:7" || cfg.TLS.ServerName != "example.com" || cfg.Token != "of vault" || cfg.User != "" {
		t.Errorf("%+v, %v", cfg, err)
	}
	dev, _ := o.Contexts.File.Find("dev")
	if got, err = got.within(t.Context(), dev); err != nil || got.Config.Endpoints[0] != "d:1" || got.Config.TLS.ServerName != "" || got.Config.Token != "" {
		t.Errorf("and back: %+v, %v", got.Config, err)
	}
	if offered := (&switcher{began: o}).contexts(); strings.Join(offered.Items[2].Endpoints, ",") != "SRV records of example.com" {
		t.Errorf("it is offered as %+v", offered.Items[2])
	}
	far.Discovery.Resolver = testdns.Start(t, &testdns.Server{}).Resolver()
	if _, err := o.within(t.Context(), far); err == nil || !strings.HasPrefix(err.Error(), "DNS has no SRV records _etcd-client-ssl-blue._tcp.example.com and ") {
		t.Errorf("error %v", err)
	}
}

// One that is begun with and can't be found is said with where it is written.
func TestDiscoveryErrorNamesTheContext(t *testing.T) {
	env, file := home(t, someContexts)
	o, err := parse(t, []string{"--context", "far"}, env)
	if err != nil {
		t.Fatal(err)
	}
	o.Discovery.Resolver = testdns.Start(t, &testdns.Server{}).Resolver()
	_, err = candidates(t.Context(), o, hostWith())
	if err == nil || !strings.HasPrefix(err.Error(), file+":18: context far: DNS has no SRV records ") || exitCode(err) != exitBadArgs {
		t.Errorf("error %v", err)
	}
}
