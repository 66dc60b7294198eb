package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/etcdscope/etcdscope/model"
)

// Whatever a server, a proxy or a certificate says is one safe line, and what
// is ours of it comes out of gRPC's text as it went in.
func FuzzExplainLink(f *testing.F) {
	f.Add("the certificate of h:1 is for a, b and not for c: make it anew")
	f.Add(`a\ "quoted" 'text' \"twice\"`)
	f.Add("x509: " + linkMark + "\x1b[2J\n")
	f.Fuzz(func(t *testing.T, text string) {
		wrapped := fmt.Sprintf("connection error: desc = %q", "transport: authentication handshake failed: "+(&linkError{text}).Error())
		got := explainLink(wrapped)
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("not safe: %q", got)
		}
		plain := !strings.ContainsAny(text, `"'\`) && !strings.Contains(text, linkMark) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar })
		if plain && got != model.Safe(text) {
			t.Errorf("got %q of %q", got, text)
		}
		if got := explainLink(text); strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("not safe: %q", got)
		}
	})
}

// An endpoint that is taken can be dialled, and is found again by what was.
func FuzzEndpoint(f *testing.F) {
	for _, ep := range []string{"h:1", "http://h:1/x", "HTTPS://[::1]:1", "unix:a", "unixs:///a:1", "unix://", "://", "http://u:p@h:1?q#f"} {
		f.Add(ep)
	}
	f.Fuzz(func(t *testing.T, ep string) {
		if err := checkEndpoint(ep); err != nil {
			return
		}
		address := dialled(ep)
		if address == "" {
			t.Errorf("%q leads nowhere", ep)
		}
		w := &way{names: map[string]string{"peer": address}}
		if got := w.endpoint([]string{ep}, "peer"); got != ep {
			t.Errorf("%q is named %q", ep, got)
		}
		if !isSocket(ep) && strings.Contains(address, "/") && scheme(ep) != "" {
			t.Errorf("%q is dialled as %q", ep, address)
		}
	})
}

// What a variable says of a proxy is never repeated whole.
func FuzzProxy(f *testing.F) {
	for _, value := range []string{"http://u:PASSWORD@h:1", "socks5://u:PASSWORD@[::1]", "u:PASSWORD@h", "PASSWORD", "ftp://PASSWORD", "http://h:1/?PASSWORD"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		p, err := proxiesOf("ALL_PROXY="+value).of("e:1", false)
		switch {
		case err != nil:
			if len(value) > 20 && strings.Contains(err.Error(), value) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", value, err)
			}
		case p != nil:
			if password, ok := p.url.User.Password(); ok && len(password) > 3 && !strings.Contains(p.address()+" (from ALL_PROXY)", password) &&
				strings.Contains(p.failed("e:1", "x").Error(), password) {
				t.Errorf("%q shows its password: %v", value, p.failed("e:1", "x"))
			}
		}
	})
}

func FuzzTLSFiles(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"))
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\naGVsbG8=\n-----END RSA PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\naGVs"))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := certificates("CA file", "/ca", "--cacert", data)
		if (err == nil) != (len(found) > 0) {
			t.Errorf("%d certificates and %v", len(found), err)
		}
		for _, err := range []error{err, checkKey("/key", data)} {
			if err != nil && (strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), ": ")) {
				t.Errorf("error %q", err)
			}
		}
	})
}
