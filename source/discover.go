package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/etcdscope/etcdscope/model"
)

// A Discovery finds a cluster's endpoints in DNS: the SRV records
// _etcd-client-ssl._tcp.DOMAIN (https) and _etcd-client._tcp.DOMAIN (http).
type Discovery struct {
	Domain     string
	Service    string // appended to the records' service names, "" for none
	SecureOnly bool   // leave out what isn't https, and see that certificates are for the domain

	Resolver *net.Resolver // nil for the system's
}

// IsSet says whether there is anything to be found.
func (d Discovery) IsSet() bool { return d.Domain != "" }

// Complete is cfg with the endpoints that DNS has. Where anybody could answer
// for DNS, the names that it gives prove nothing: so with SecureOnly it is the
// domain that certificates must be for, as etcdctl has it.
func (d Discovery) Complete(ctx context.Context, cfg Config) (Config, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(cfg.CommandTimeout, DefaultCommandTimeout))
	defer cancel()
	endpoints, err := d.Endpoints(ctx)
	if err != nil {
		return cfg, err
	}
	cfg.Endpoints = endpoints
	if d.SecureOnly {
		cfg.TLS.ServerName = d.Domain
	}
	return cfg, nil
}

// A service is one of the two that are asked for.
type service struct {
	name, scheme string
	endpoints    []string
	none         bool // DNS says that there is no such service: it points to "."
	err          error
}

// Endpoints asks DNS, for as long as ctx allows. They are in the order of
// their priority and, at random, weight: first those with TLS.
func (d Discovery) Endpoints(ctx context.Context) ([]string, error) {
	secure, plain := service{name: "etcd-client-ssl", scheme: "https"}, service{name: "etcd-client", scheme: "http"}
	var asked sync.WaitGroup
	for _, s := range []*service{&secure, &plain} {
		if d.Service != "" {
			s.name += "-" + d.Service
		}
		asked.Go(func() { s.ask(ctx, cmp.Or(d.Resolver, net.DefaultResolver), d.Domain) })
	}
	asked.Wait()
	switch {
	case secure.err != nil && !isNotFound(secure.err), plain.err != nil && !isNotFound(plain.err) && len(secure.endpoints) == 0:
		// Not to know whether there is TLS is no reason to do without.
		return nil, d.unanswered(ctx, secure, plain)
	case d.SecureOnly && len(secure.endpoints) == 0 && len(plain.endpoints) > 0:
		return nil, configErrorf("DNS has only http endpoints for %s and --insecure-discovery=false refuses them: give --endpoints", d.Domain)
	case d.SecureOnly:
		plain.endpoints = nil
	}
	if endpoints := slices.Concat(secure.endpoints, plain.endpoints); len(endpoints) > 0 {
		return endpoints, nil
	}
	if secure.none || plain.none {
		return nil, configErrorf("DNS says that %s has no etcd for clients (its SRV record points to nothing): correct the record, or give --endpoints", d.Domain)
	}
	return nil, configErrorf("DNS has no SRV records %s and %s: check --discovery-srv and --discovery-srv-name, or give --endpoints",
		secure.record(d.Domain), plain.record(d.Domain))
}

func (s *service) ask(ctx context.Context, resolver *net.Resolver, domain string) {
	_, records, err := resolver.LookupSRV(ctx, s.name, "tcp", domain)
	for _, r := range records { // the good ones are there with an error, too
		if r.Target == "." {
			s.none = true
			continue
		}
		// With its dot at the end it is not looked for in other domains. A single
		// name may be in the hosts file, where it has none.
		host := r.Target
		if strings.Count(host, ".") == 1 {
			host = strings.TrimSuffix(host, ".")
		}
		s.endpoints = append(s.endpoints, s.scheme+"://"+net.JoinHostPort(host, strconv.Itoa(int(r.Port))))
	}
	if len(s.endpoints) == 0 {
		s.err = err
	}
}

func (s *service) record(domain string) string {
	return fmt.Sprintf("_%s._tcp.%s", s.name, domain)
}

// unanswered is about a question that got no answer.
func (d Discovery) unanswered(ctx context.Context, all ...service) error {
	for _, s := range all {
		if s.err == nil || isNotFound(s.err) {
			continue
		}
		why := s.err.Error()
		var dns *net.DNSError
		switch {
		case errors.Is(ctx.Err(), context.Canceled):
			why = "canceled"
		case errors.As(s.err, &dns) && dns.IsTimeout, ctx.Err() != nil:
			why = "no answer in time"
		case dns != nil:
			why = dns.Err
		}
		if dns != nil && dns.Server != "" {
			why += " (from " + dns.Server + ")"
		}
		return configErrorf("cannot ask DNS for %s: %s: try again, check --discovery-srv, or give --endpoints", s.record(d.Domain), model.Safe(why))
	}
	return nil
}

func isNotFound(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}
