package source

import (
	"context"
	"slices"
	"strings"

	"go.etcd.io/etcd/client/pkg/v3/srv"
)

// A Discovery finds a cluster's endpoints in DNS: the SRV records
// _etcd-client-ssl._tcp.DOMAIN (https) and _etcd-client._tcp.DOMAIN (http).
type Discovery struct {
	Domain     string
	Service    string // appended to the records' service names, "" for none
	SecureOnly bool   // leave out what isn't https
}

// Endpoints asks DNS, for as long as ctx allows.
func (d Discovery) Endpoints(ctx context.Context) ([]string, error) {
	return d.endpoints(ctx, srv.GetClient)
}

type srvLookup func(service, domain, serviceName string) (*srv.SRVClients, error)

func (d Discovery) endpoints(ctx context.Context, lookup srvLookup) ([]string, error) {
	type answer struct {
		found *srv.SRVClients
		err   error
	}
	answers := make(chan answer, 1) // the lookup can't be canceled, only left behind
	go func() {
		found, err := lookup("etcd-client", d.Domain, d.Service)
		answers <- answer{found, err}
	}()
	var a answer
	select {
	case a = <-answers:
	case <-ctx.Done():
		a.err = ctx.Err()
	}
	if a.err != nil {
		return nil, configErrorf("cannot find endpoints in DNS for %s: %s: check --discovery-srv, or give --endpoints", d.Domain, Explain(a.err))
	}
	endpoints := a.found.Endpoints
	if d.SecureOnly {
		endpoints = slices.DeleteFunc(endpoints, func(ep string) bool { return strings.HasPrefix(ep, "http://") })
	}
	switch {
	case len(endpoints) > 0:
		return endpoints, nil
	case len(a.found.Endpoints) > 0:
		return nil, configErrorf("DNS has only http endpoints for %s and --insecure-discovery=false refuses them: give --endpoints", d.Domain)
	}
	return nil, configErrorf("DNS has no endpoints for %s: check --discovery-srv, or give --endpoints", d.Domain)
}
