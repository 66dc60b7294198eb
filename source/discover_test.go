package source

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/etcd/client/pkg/v3/srv"
)

func TestDiscovery(t *testing.T) {
	for name, test := range map[string]struct {
		secureOnly bool
		found      []string
		err        error
		want       []string
		says       string // of the error
	}{
		"all":              {found: []string{"https://a:1", "http://b:1"}, want: []string{"https://a:1", "http://b:1"}},
		"secure":           {secureOnly: true, found: []string{"https://a:1", "http://b:1"}, want: []string{"https://a:1"}},
		"none is secure":   {secureOnly: true, found: []string{"http://b:1"}, says: "--insecure-discovery=false refuses them"},
		"none":             {says: "DNS has no endpoints for example.com"},
		"DNS fails":        {err: errors.New("no such host"), says: "example.com: no such host: check --discovery-srv"},
		"hostile DNS text": {err: errors.New("a\x1b[2Jb"), says: "a␛[2Jb"},
	} {
		t.Run(name, func(t *testing.T) {
			d := Discovery{Domain: "example.com", Service: "blue", SecureOnly: test.secureOnly}
			got, err := d.endpoints(t.Context(), func(service, domain, serviceName string) (*srv.SRVClients, error) {
				if service != "etcd-client" || domain != "example.com" || serviceName != "blue" {
					t.Errorf("looked up %q, %q, %q", service, domain, serviceName)
				}
				return &srv.SRVClients{Endpoints: test.found}, test.err
			})
			if test.says == "" && (err != nil || !slices.Equal(got, test.want)) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			if test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
				t.Errorf("got %q, %v, want an error that says %q", got, err, test.says)
			}
		})
	}
}

func TestDiscoveryEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	_, err := Discovery{Domain: "example.com"}.endpoints(ctx, func(string, string, string) (*srv.SRVClients, error) {
		cancel()
		<-release
		return nil, errors.New("late")
	})
	if err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("error %v, want that it was canceled", err)
	}
}
