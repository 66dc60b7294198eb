package teatest

import (
	"context"
	"strconv"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/source/demo"
)

// onOldServers runs a test on each of the versions before 3.7.
func onOldServers(t *testing.T, test func(t *testing.T, binary, version string)) {
	for _, version := range []string{"3.4", "3.5", "3.6"} {
		t.Run(version, func(t *testing.T) { test(t, realServer(t, "etcd-v"+version), version) })
	}
}

// TestServersBefore37 goes through one journey on real servers of older
// versions, which oldservers/run gets: listing by pages, values, live changes,
// a compaction, a restart.
func TestServersBefore37(t *testing.T) { onOldServers(t, journeyOnOldServer) }

func journeyOnOldServer(t *testing.T, binary, version string) {
	c := startCluster(t, binary)
	endpoint := c.endpoint(0)
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	write := func(f func(c *clientv3.Client) error) {
		t.Helper()
		c, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: zap.NewNop()})
		if err == nil {
			err = f(c)
			_ = c.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(key, value string) {
		t.Helper()
		write(func(c *clientv3.Client) error { _, err := c.Put(ctx, key, value); return err })
	}
	write(func(c *clientv3.Client) error { return demo.Fill(ctx, c, demo.Registry(20_000)) })
	put("zebra", "the last value")

	term := Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", endpoint, "--read-rate", "0"}})
	term.AwaitText("etcd " + version + ".")
	if version == "3.4" {
		term.AwaitText("is end-of-life since 2026-06-01: upgrade when you can")
		term.Press("g")
	}
	term.AwaitText("paged Range  20,001 keys")
	term.AwaitGone("end-of-life")
	term.AwaitMatch(`/registry/ +20,000`)
	term.Press("G")
	term.AwaitText("the last value")
	put("zebra", "a newer value")
	term.AwaitText("a newer value")
	put("zoo", "x")
	term.AwaitMatch(`zoo +● +\ds`)
	write(func(c *clientv3.Client) error {
		now, err := c.Get(ctx, "zoo")
		if err == nil {
			_, err = c.Compact(ctx, now.Header.Revision)
		}
		return err
	})
	c.members[0].stop()
	term.AwaitText("reconnecting")
	c.start(0, binary)
	<-c.members[0].ready
	put("zulu", "after the restart")
	term.AwaitMatch(`zulu +● +\ds`)
	term.AwaitText("● live")
	quit(t, term)
}

// What a person looks at beside the list: a lease, a path that is gone to
// before it was listed, the past.
func TestServersBefore37ShowWhatTheyHave(t *testing.T) {
	onOldServers(t, func(t *testing.T, binary, _ string) {
		c := startCluster(t, binary)
		w := writer(t, c.endpoint(0))
		if err := demo.Fill(t.Context(), w, demo.Registry(2_000)); err != nil {
			t.Fatal(err)
		}
		lease, err := w.Grant(t.Context(), 3_000)
		if err != nil {
			t.Fatal(err)
		}
		put(t, w, "deep/er/leased", "the first value", clientv3.WithLease(lease.ID))
		then, err := w.Get(t.Context(), "deep/er/leased")
		if err != nil {
			t.Fatal(err)
		}
		put(t, w, "deep/er/leased", "the second value", clientv3.WithLease(lease.ID))

		look := func(args ...string) *Term {
			term := Start(t, Options{Cols: 160, Rows: 24, Args: append([]string{"--endpoints", c.endpoint(0)}, args...)})
			term.AwaitText("registry/")
			term.Press(":")
			term.Type("deep/er/leased")
			term.Press("enter")
			return term
		}
		term := look("--max-keys", "1")
		term.AwaitText("the second value")
		term.AwaitMatch(`lease [0-9a-f]{16} +[0-9]+ min [0-9]+ s left`)
		term.Press("H")
		term.AwaitMatch(`▌ +[0-9,]+ +2 +16 B +\+1 B +[0-9a-f]{16}`)
		term.AwaitText("created at revision")
		term.Press("j", "enter")
		term.AwaitText("version 1 of 2")
		term.AwaitText("the first value")
		term.Press("esc")
		term.AwaitText("the second value")
		quit(t, term)
		term = look("--rev", strconv.FormatInt(then.Header.Revision, 10))
		term.AwaitText("the first value")
		quit(t, term)
	})
}

// A member that is left alone is read, and says so.
func TestServersWithoutALeader(t *testing.T) {
	for _, version := range []string{"3.4", "3.6"} {
		t.Run(version, func(t *testing.T) {
			binary := realServer(t, "etcd-v"+version)
			c := startCluster(t, binary, binary, binary)
			w := writer(t, c.endpoints())
			if err := demo.Fill(t.Context(), w, demo.Registry(2_000)); err != nil {
				t.Fatal(err)
			}
			putAnyhow(t, w, "zebra", "still here")
			term := Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", c.endpoint(0)}})
			term.AwaitMatch(`/registry/ +2,000`)
			c.members[1].stop()
			c.members[2].stop()
			term.AwaitText("no leader, reading member m0")
			term.Press("G")
			term.AwaitText("still here")
			quit(t, term)
			term = Start(t, Options{Cols: 120, Rows: 24, Args: []string{"--endpoints", c.endpoint(0)}})
			term.AwaitMatch(`/registry/ +2,000`)
			term.AwaitText("no leader, reading member m0")
			c.start(1, binary)
			c.start(2, binary)
			term.AwaitText("● live")
			quit(t, term)
		})
	}
}

// Users: one that may read a prefix, which is told what that is where it may
// not. 3.4 doesn't know AuthStatus.
func TestServersBefore37WithUsers(t *testing.T) {
	onOldServers(t, func(t *testing.T, binary, _ string) {
		c := startCluster(t, binary)
		w, ctx := writer(t, c.endpoint(0)), t.Context()
		for i := range 300 {
			put(t, w, "/app/"+strconv.Itoa(i), "v")
		}
		put(t, w, "/secret", "s")
		for _, do := range []func() error{
			func() error { _, err := w.RoleAdd(ctx, "reads"); return err },
			func() error {
				_, err := w.RoleGrantPermission(ctx, "reads", "/app/", clientv3.GetPrefixRangeEnd("/app/"), clientv3.PermissionType(clientv3.PermRead))
				return err
			},
			func() error { _, err := w.UserAdd(ctx, "alice", "wonderland"); return err },
			func() error { _, err := w.UserGrantRole(ctx, "alice", "reads"); return err },
			func() error { _, err := w.RoleAdd(ctx, "root"); return err },
			func() error { _, err := w.UserAdd(ctx, "root", "root"); return err },
			func() error { _, err := w.UserGrantRole(ctx, "root", "root"); return err },
			func() error { _, err := w.AuthEnable(ctx); return err },
		} {
			if err := do(); err != nil && !strings.Contains(err.Error(), "already exists") {
				t.Fatal(err)
			}
		}
		look := func(user string, args ...string) *Term {
			return Start(t, Options{Cols: 160, Rows: 24, Args: append([]string{"--endpoints", c.endpoint(0), "--user=" + user}, args...)})
		}
		term := look("alice:wonderland", "/app/")
		term.AwaitMatch(`app/ +300`)
		term.AwaitText("● live")
		quit(t, term)
		term = look("alice:wonderland")
		term.AwaitText("/app/") // says what she may
		quit(t, term)
		term = look("alice:looking glass")
		term.AwaitText("wrong user name or password")
		quit(t, term)
		term = look("")
		term.AwaitText("give one with --user")
		quit(t, term)
	})
}
