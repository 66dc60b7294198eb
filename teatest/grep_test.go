package teatest

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// An image name is found inside of Kubernetes' protobuf, wherever the cursor is,
// and the value is opened where it is.
func TestAnImageIsFoundInTheDemosPods(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 50}} {
		term := Start(t, Options{Args: []string{"--demo"}, Cols: size[0], Rows: size[1]})
		term.AwaitText("registry/")
		term.Type(":/registry/pods/payments/")
		term.Press("enter")
		term.AwaitText("3ds-proxy")
		term.Type("//image: registry.example.com/payments/checkout:v1")
		term.AwaitText("under /registry/pods/payments/ are known")
		term.AwaitText("4.0 MiB/s")
		term.Press("enter")
		term.AwaitText("done under /registry/pods/payments/")
		term.AwaitMatch(`hits? · [\d,]+ of [\d,]+ keys`)
		term.AwaitText("image: registry.example.com/payments/checkout:v1")
		term.Press("enter")
		term.AwaitMatch(`/registry/pods/payments/checkout-`)
		term.AwaitMatch(`image: registry.example.com/payments/checkout:v1`)
		term.AwaitText("n next")
		term.Press("esc")
		term.AwaitText("esc hits")
		term.Press("esc")
		term.AwaitText("done under /registry/pods/payments/")
		term.Press("esc")
		term.AwaitGone("done under")
		quit(t, term)
	}
}

// The same on a server that is read by pages, and at an old revision; a Secret
// is only found by what is displayed of it.
func TestValuesAreSearchedOnServersWithoutStreamsAndAtOldRevisions(t *testing.T) {
	server := StartServer(t, WithoutRangeStream())
	w := newWorkload(t, server)
	server.Put("/registry/secrets/payments/db", w.secret())
	w.roll("2.3.9", 2)
	server.Put("after", "that")
	w.roll("2.4.0", 2)
	server.Put("/registry/pods/payments/checkout-1", w.stored("v1", "Pod", &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "checkout-1", CreationTimestamp: metav1.NewTime(time.Now())},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "checkout:2.4.0"}}},
	}))
	term := Start(t, Options{Cols: 110, Rows: 30, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("registry/")
	grep := func(text string) {
		term.Type("//" + text)
		term.Press("ctrl+o", "enter")
		term.AwaitText("done everywhere")
	}
	grep("image: checkout:2.")
	term.AwaitText("2 hits · 4 of 4 keys")
	term.AwaitText("image: checkout:2.4.0")
	term.Press("esc")
	grep("kind: secret")
	term.AwaitText("1 hit · 4 of 4 keys")
	term.Press("q")
	term.Type("t3")
	term.Press("enter")
	term.AwaitText("T returns to live")
	grep("image: checkout:2.")
	term.AwaitText("1 hit · 2 of 2 keys")
	term.AwaitText("image: checkout:2.3.9")
	term.Press("enter")
	term.AwaitText("1 of 1")
	term.Press("esc", "T")
	term.AwaitText("● live")
	quit(t, term)
}
