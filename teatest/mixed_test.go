package teatest

import (
	"testing"

	"github.com/etcdscope/etcdscope/source/demo"
)

// A rolling upgrade from 3.6 to 3.7 in its middle: whichever member a listing
// meets, it gives the same. Nothing of it is an error on the screen.
func TestServersUpgradedWhileWeLook(t *testing.T) {
	old, upgraded := realServer(t, "etcd-v3.6"), realServer(t, "etcd-v3.7")
	c := startCluster(t, old, old, old)
	w := writer(t, c.endpoints())
	if err := demo.Fill(t.Context(), w, demo.Registry(3_000)); err != nil {
		t.Fatal(err)
	}
	term := Start(t, Options{Cols: 120, Rows: 30, Args: []string{"--endpoints", c.endpoints()}})
	term.AwaitText("paged Range  3,000 keys")
	for i := range c.members {
		c.members[i].stop()
		c.start(i, upgraded)
		<-c.members[i].ready
		key := "/registry/a" + string(rune('0'+i))
		putAnyhow(t, w, key, "while one was away")
		term.AwaitMatch(key[len("/registry/"):] + ` +● +\ds`)
	}
	term.AwaitText("● live")
	term.AwaitText("etcd 3.7.")
	quit(t, term)

	// One that was left behind.
	c.members[0].stop()
	mixed := startCluster(t, old, old, old)
	w = writer(t, mixed.endpoints())
	if err := demo.Fill(t.Context(), w, demo.Registry(3_000)); err != nil {
		t.Fatal(err)
	}
	mixed.members[1].stop()
	mixed.start(1, upgraded)
	<-mixed.members[1].ready
	term = Start(t, Options{Cols: 120, Rows: 30, Args: []string{"--endpoints", mixed.endpoints(), "--read-rate", "0"}})
	term.AwaitText("3,000 keys")
	term.AwaitText("● live")
	for range 6 { // levels, each by whichever member
		term.Press("j", "right")
		term.AwaitGone("failed")
	}
	putAnyhow(t, w, "/registry/zz", "the end")
	term.AwaitText("3,001 keys")
	quit(t, term)
}
