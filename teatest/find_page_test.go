package teatest

import (
	"fmt"
	"path"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestFindPage is the journey that docs/find.md tells of.
func TestFindPage(t *testing.T) {
	server := StartServer(t)
	w := newWorkload(t, server)
	server.Fill("/registry/events/default/", 1_200)
	for _, place := range []string{"payments/checkout-7d9f4c-x2x9z", "payments/checkout-7d9f4c-zk81p", "payments/checkout-canary-0", "payments/ledger-0", "default/web-0"} {
		server.Put("/registry/pods/"+place, w.pod(place))
	}
	server.Put("/registry/services/specs/payments/checkout", "{}")
	server.Put("/registry/secrets/payments/db", w.secret())
	page := openPage(t, "find.md")

	term := Start(t, Options{Cols: 104, Rows: 16, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("events/")
	term.AwaitText("1,207 listed")
	term.Type("/pay chk !canary")
	term.AwaitText("3 of 1,207 keys")
	page.shows(term, "find")
	term.Press("tab")
	term.AwaitText("esc whole tree")
	term.AwaitText("json")
	page.shows(term, "filter")
	term.Press("esc")
	term.AwaitGone("whole tree")

	term.Type("/re:check")
	term.AwaitText("4 of 1,207 keys")
	term.Type("(out")
	term.AwaitText("is not closed")
	page.shows(term, "wrong")
	term.Press("esc")

	term.Type(":/registry/pods/")
	term.Press("enter")
	term.AwaitText("▾ pods/")
	term.Type(":grep image: checkout")
	term.Press("enter")
	term.AwaitText("done under")
	page.shows(term, "values")
	term.Press("j", "enter")
	term.AwaitText("1 of 1")
	term.Press("m")
	term.AwaitText("bookmarked")
	term.Type(":/registry/secrets/payments/db")
	term.Press("enter")
	term.AwaitText("masked, x reveals")
	term.Press("m", "b")
	term.AwaitText("d remove")
	page.shows(term, "bookmarks")
	term.Press("esc")
	quit(t, term)

	term = Start(t, Options{Cols: 104, Rows: 12, Args: []string{"--endpoints", server.Endpoint(), "--max-keys", "1"}})
	term.AwaitText("key budget spent")
	term.Type("/ledger")
	term.AwaitText("find ▸ ledger ")
	term.AwaitText("1 of ≥")
	term.AwaitText("ctrl+r loads the rest")
	page.shows(term, "unloaded")
	term.Press("ctrl+r")
	term.AwaitText("1,207 keys")
	term.Press("esc")
	quit(t, term)
}

// pod is one of two containers.
func (w *workload) pod(name string) string {
	return w.stored("v1", "Pod", &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name, CreationTimestamp: metav1.NewTime(w.created.Add(time.Hour))},
		Spec: corev1.PodSpec{Containers: []corev1.Container{
			{Name: "main", Image: fmt.Sprintf("%.8s:2.4.1", path.Base(name))},
			{Name: "proxy", Image: "envoyproxy/envoy:v1.31"},
		}},
	})
}
