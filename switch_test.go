package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/ui"
	"go.uber.org/goleak"
)

// began is a switcher between clusters that nobody runs.
func began(t *testing.T, args string) *switcher {
	t.Helper()
	env, _ := home(t, `default-context: b
contexts:
- {name: a, endpoints: ["127.0.0.1:1"], prefix: /a/, color: red, theme: light, secret-keys: [/a/*]}
- {name: b, endpoints: ["127.0.0.1:2"]}
- {name: broken, endpoints: ["https://127.0.0.1:3"], cacert: /no/such/file}
- {name: hangs, endpoints: ["127.0.0.1:4"], user: u, password-command: [sleep, "60"]}
`)
	o, err := parse(t, strings.Fields(args), env)
	if err != nil {
		t.Fatal(err)
	}
	return &switcher{began: o}
}

func names(offered ui.Contexts) string {
	all := make([]string, len(offered.Items))
	for i, item := range offered.Items {
		all[i] = item.Name
		if i == offered.Current {
			all[i] += "*"
		}
	}
	return strings.Join(all, " ")
}

func TestSwitching(t *testing.T) {
	defer goleak.VerifyNone(t)
	s := began(t, "")
	defer s.all.close()
	first, err := s.screen()
	if err != nil || first.Context != "b" || first.Endpoint != "127.0.0.1:2" || names(first.Contexts) != "a b* broken hangs" {
		t.Fatalf("%+v, %v", first, err)
	}
	next, err := first.Contexts.Open(t.Context(), 0)
	if err != nil || next.Context != "a" || next.Scope != "/a/" || next.Tone != "red" || next.Theme == nil || next.Source == first.Source {
		t.Fatalf("%+v, %v", next, err)
	}
	first.Close()
	if _, err := first.Contexts.Open(t.Context(), 2); err == nil || !strings.Contains(err.Error(), "/no/such/file") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := first.Contexts.Open(ctx, 3); err == nil {
		t.Error("it connects though nobody waits any more")
	}
	if n := len(s.all.open); n != 1 {
		t.Errorf("%d connections are open, want that to a", n)
	}
	next.Close()
	next.Close()
	s.all.close()
	if _, err := first.Contexts.Open(t.Context(), 0); err == nil {
		t.Error("it connects while the program ends")
	}
}

func TestPatternsOfSecretKeys(t *testing.T) {
	defer goleak.VerifyNone(t)
	s := began(t, "--secret-keys *vault*")
	defer s.all.close()
	first, err := s.screen()
	if err != nil || strings.Join(first.Secret, " ") != "*vault*" {
		t.Fatalf("%v, %v", first.Secret, err)
	}
	a, err := first.Contexts.Open(t.Context(), 0)
	if err != nil || strings.Join(a.Secret, " ") != "*vault* /a/*" {
		t.Errorf("%v, %v", a.Secret, err)
	}
}

func TestBackToWhatWasBegunWith(t *testing.T) {
	defer goleak.VerifyNone(t)
	s := began(t, "--endpoints 127.0.0.1:9 --rev 7 /x/")
	defer s.all.close()
	first, err := s.screen()
	if err != nil || names(first.Contexts) != "(as started)* a b broken hangs" {
		t.Fatalf("%+v, %v", first.Contexts, err)
	}
	a, err := first.Contexts.Open(t.Context(), 1)
	if err != nil || a.Context != "a" || a.Rev != 0 {
		t.Errorf("%+v, %v", a, err)
	}
	back, err := first.Contexts.Open(t.Context(), 0)
	if err != nil || back.Context != "" || back.Endpoint != "127.0.0.1:9" || back.Rev != 7 || back.Scope != "/x/" {
		t.Errorf("%+v, %v", back, err)
	}
}

// Another revision is another session on the same connection, which ends with
// the last of them.
func TestTravelsShareTheirConnection(t *testing.T) {
	defer goleak.VerifyNone(t)
	s := began(t, "--rev 7 --context a")
	defer s.all.close()
	shown, err := s.screen()
	if err != nil {
		t.Fatal(err)
	}
	client := s.only(t).client
	for range 10 {
		for _, rev := range []int64{0, 3} {
			next, err := shown.At(rev)
			if err != nil || next.Rev != rev || next.Context != "a" || next.Scope != "/a/" || next.Tone != "red" || next.Theme == nil || next.Source == shown.Source {
				t.Fatalf("%+v, %v", next, err)
			}
			shown.Close()
			shown.Close()
			if _, err := shown.At(5); err == nil {
				t.Error("from where nobody is any more one goes on")
			}
			if s.only(t).client != client || client.users != 1 {
				t.Fatalf("another connection, or %d users of it", client.users)
			}
			shown = next
		}
	}
	beside, err := shown.At(5)
	if err != nil {
		t.Fatal(err)
	}
	shown.Close()
	if client.users != 1 {
		t.Errorf("%d users of the connection", client.users)
	}
	beside.Close()
	if client.users != 0 || len(s.all.open) > 0 {
		t.Errorf("%d users, %d open", client.users, len(s.all.open))
	}
}

// only is the one connection that is open.
func (s *switcher) only(t *testing.T) *connection {
	t.Helper()
	for c := range s.all.open {
		if len(s.all.open) == 1 {
			return c
		}
	}
	t.Fatalf("%d connections are open", len(s.all.open))
	return nil
}

func TestTheFirstClusterThatCannotBeUsed(t *testing.T) {
	s := began(t, "--context broken")
	_, err := s.screen()
	if err == nil || !strings.Contains(err.Error(), "config.yaml:5: context broken: cannot read the CA file /no/such/file: ") || exitCode(err) != exitBadArgs {
		t.Errorf("error %v", err)
	}
}
