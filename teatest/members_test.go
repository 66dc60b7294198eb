package teatest

import (
	"context"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"github.com/etcdscope/etcdscope/source/cluster"
)

// onCluster works with a client of the cluster.
func onCluster(t *testing.T, c *cluster.Cluster, work func(context.Context, *clientv3.Client) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience())
	defer cancel()
	client, err := clientv3.New(clientv3.Config{Endpoints: c.Endpoints(), Logger: zap.NewNop()})
	if err == nil {
		err = work(ctx, client)
		_ = client.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func putOn(t *testing.T, c *cluster.Cluster, key, value string) {
	t.Helper()
	onCluster(t, c, func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Put(ctx, key, value)
		return err
	})
}

func startOn(t *testing.T, c *cluster.Cluster, args ...string) *Term {
	t.Helper()
	args = append([]string{"--endpoints", strings.Join(c.Endpoints(), ",")}, args...)
	term := Start(t, Options{Cols: 140, Rows: 24, Args: args})
	term.AwaitText("3/3 healthy")
	term.AwaitText("● live")
	return term
}

// The leader goes, and the majority with it: what is known stays, values are
// still read, and all of it says how old it may be. Then it is back by itself.
func TestLeaderIsLostAndComesBack(t *testing.T) {
	c := cluster.Start(t, 3)
	putOn(t, c, "app/one", "a value of old")
	term := startOn(t, c)
	c.Members[0].Kill()
	c.Members[1].Kill()
	term.AwaitMatch(`⚠ STALE — no leader, reading member etcd-3, applied \d+, up to \d+ s behind`)
	term.AwaitMatch(`app/`)
	term.Type(":app/one")
	term.Press("enter")
	term.AwaitText("a value of old")
	term.Press("s")
	term.AwaitMatch(`⚠ etcd-3 .* no leader`)
	term.AwaitMatch(`✕ etcd-1 .* connection refused`)
	c.Members[0].Start()
	c.Members[1].Start()
	term.AwaitText("● live")
	term.AwaitMatch(`● etcd-1 .* healthy`)
	term.AwaitText("3/3 healthy")
	term.Press("esc")
	putOn(t, c, "app/two", "v")
	term.AwaitMatch(`two +● `)
	quit(t, term)
}

// A member that hangs is left out; pinned, it is said that it doesn't answer.
func TestStatusPinAndCompare(t *testing.T) {
	c := cluster.Start(t, 3)
	putOn(t, c, "app/one", "v")
	term := startOn(t, c)
	term.Press("s")
	term.AwaitMatch(`▌● etcd-1 .* healthy`)
	term.Press("c")
	term.AwaitMatch(`app/, 1 key without values: same on all 3 members at rev \d+`)
	term.Press("j", "enter")
	term.AwaitText("pinned etcd-2")
	term.AwaitText("reading      etcd-2 alone: pinned, enter on it unpins")
	term.Press("esc")
	term.AwaitText("● live")
	putOn(t, c, "app/two", "v")
	term.AwaitMatch(`    two `) // listed, or as news
	c.Members[1].Freeze()
	term.AwaitText("2/3 healthy")
	term.AwaitMatch(`reconnecting \(\d+\) no answer in time`)
	term.Press("s")
	term.AwaitMatch(`✕ etcd-2 .* no answer in time`)
	term.Press("enter")
	term.AwaitText("● live")
	term.AwaitMatch(`reading      etcd-1, etcd-3`)
	c.Members[1].Thaw()
	term.AwaitText("3/3 healthy")
	term.Press("esc")
	quit(t, term)
}

func TestAlarmsAreSaid(t *testing.T) {
	c := cluster.Start(t, 3)
	putOn(t, c, "app/one", "v")
	term := startOn(t, c)
	var id uint64
	onCluster(t, c, func(ctx context.Context, client *clientv3.Client) error {
		list, err := client.MemberList(ctx)
		if err != nil {
			return err
		}
		for _, m := range list.Members {
			if m.Name == "etcd-2" {
				id = m.ID
			}
		}
		_, err = pb.NewMaintenanceClient(client.ActiveConnection()).Alarm(ctx, &pb.AlarmRequest{Action: pb.AlarmRequest_ACTIVATE, Alarm: pb.AlarmType_NOSPACE, MemberID: id})
		return err
	})
	term.AwaitText("⚠ NOSPACE on etcd-2: writes are refused")
	term.AwaitText("● live")
	term.Press("s")
	term.AwaitMatch(`⚠ etcd-2 .* NOSPACE`)
	onCluster(t, c, func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.AlarmDisarm(ctx, &clientv3.AlarmMember{MemberID: id, Alarm: pb.AlarmType_NOSPACE})
		return err
	})
	term.AwaitGone("NOSPACE")
	term.Press("esc")
	quit(t, term)
}

// Without a quorum, linearizable reads are refused, and that is what is said.
func TestLinearizableWithoutAQuorum(t *testing.T) {
	c := cluster.Start(t, 3)
	putOn(t, c, "app/one", "v")
	term := startOn(t, c, "--consistency", "l")
	c.Members[1].Kill()
	c.Members[2].Kill()
	term.AwaitText("✕ no quorum: linearizable reads are refused; --consistency s reads what a member has")
	term.Type(":app/one")
	term.Press("enter")
	term.AwaitMatch(`cannot .*no quorum`)
	c.Members[1].Start()
	term.AwaitText("● live")
	quit(t, term)
}
