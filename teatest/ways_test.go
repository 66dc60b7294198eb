package teatest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"golang.org/x/crypto/bcrypt"

	"github.com/etcdscope/etcdscope/source/demo"
)

// startLocked starts an etcd that only root may read, with a key in it, and
// gives a JWT of root's.
func startLocked(t *testing.T) (server *Server, token string) {
	t.Helper()
	secret := filepath.Join(t.TempDir(), "hmac")
	if err := os.WriteFile(secret, []byte("a secret of the server"), 0o600); err != nil {
		t.Fatal(err)
	}
	server = StartServer(t, demo.WithConfig(func(cfg *embed.Config) {
		cfg.BcryptCost, cfg.AuthToken = uint(bcrypt.MinCost), "jwt,sign-method=HS256,priv-key="+secret
	}))
	server.Put("locked/key", "v")
	server.must(server.do(func(ctx context.Context, c *clientv3.Client) error {
		if _, err := c.UserAdd(ctx, "root", "hunter2"); err != nil {
			return err
		}
		if _, err := c.UserGrantRole(ctx, "root", "root"); err != nil {
			return err
		}
		if _, err := c.AuthEnable(ctx); err != nil {
			return err
		}
		resp, err := pb.NewAuthClient(c.ActiveConnection()).Authenticate(ctx, &pb.AuthenticateRequest{Name: "root", Password: "hunter2"})
		token = resp.GetToken()
		return err
	}))
	return server, token
}

// What is typed for a password is not on the screen at any time.
func TestPasswordIsAskedFor(t *testing.T) {
	server, _ := startLocked(t)
	term := Start(t, Options{Cols: 120, Rows: 20, Args: []string{"--endpoints", server.Endpoint(), "--user", "root"}})
	term.AwaitText("Password:")
	term.Type("hunter2")
	term.Press("enter")
	term.AwaitText("locked/")
	term.AwaitText("live")
	never(t, term, "hunter2")
	quit(t, term)
}

func TestTokenOfAContext(t *testing.T) {
	server, token := startLocked(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("token", token+"\n")
	file := write("config.yaml", fmt.Sprintf(`default-context: by-file
contexts:
- {name: by-file, endpoints: [%[1]s], token-file: token}
- {name: by-command, endpoints: [%[1]s], token-command: [cat, %[2]s/token]}
- {name: broken, endpoints: [%[1]s], token-command: [sh, -c, "echo the vault is closed >&2; exit 3"]}
- {name: nowhere, discovery-srv: "a b"}
`, server.Endpoint(), dir))
	term := Start(t, Options{Cols: 120, Rows: 20, Args: []string{"--config", file}})
	term.AwaitText("[by-file]")
	term.AwaitText("locked/")
	term.Press("X", "j", "enter")
	term.AwaitText("[by-command]")
	term.AwaitText("locked/")
	term.Press("X", "j", "enter")
	term.AwaitText("cannot switch to broken: token-command sh failed: exit status 3: the vault is closed")
	term.Press("X")
	term.AwaitMatch(`nowhere +SRV records of a b`)
	term.Press("G", "enter")
	term.AwaitText("cannot switch to nowhere: DNS has no SRV records _etcd-client-ssl._tcp.a b")
	term.AwaitText("[by-command]")
	never(t, term, strings.Split(token, ".")[2])
	quit(t, term)
}

// never says that a secret was on no screen.
func never(t *testing.T, term *Term, secret string) {
	t.Helper()
	if bytes.Contains(term.Output(), []byte(secret)) {
		t.Errorf("the terminal was sent %q", secret)
	}
}
