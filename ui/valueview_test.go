package ui

import (
	"bytes"
	"encoding/base64"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"

	"github.com/etcdscope/etcdscope/model"
)

// inKubernetes is an object as the API server writes it.
func inKubernetes(t *testing.T, o runtime.Object) string {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	kinds, _, err := scheme.ObjectKinds(o)
	if err != nil {
		t.Fatal(err)
	}
	o.GetObjectKind().SetGroupVersionKind(kinds[0])
	if err := protobuf.NewSerializer(scheme, scheme).Encode(o, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func secret(t *testing.T) string {
	return inKubernetes(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "db", Namespace: "payments", CreationTimestamp: metav1.NewTime(t0.Add(-41 * 24 * time.Hour))},
		Data:       map[string][]byte{"pw": []byte("hunter2")},
	})
}

func TestAnObjectSaysWhatItIsAndWhoWroteIt(t *testing.T) {
	written := metav1.NewTime(t0.Add(-5 * time.Minute))
	s := onLedger(t, inKubernetes(t, &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: "ledger-0", Namespace: "payments", CreationTimestamp: metav1.NewTime(t0.Add(-41 * 24 * time.Hour)),
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kubelet", Operation: "Update", Time: &written, Subresource: "status"}},
	}}))
	s.press("z", "tab")
	s.wants("v1 Pod · ", "kubernetes › yaml", "age 41d", "written 5m ago by kubelet Update (status)", "name: ledger-0")
	if len(s.timers) != 1 {
		t.Errorf("an object that ages wakes the screen by %v", s.timers)
	}
}

func TestViewsGoRoundAndStayForTheKeyOnly(t *testing.T) {
	s := onLedger(t, `{"a":[1,2]}`)
	s.wants("json · 11 B")
	s.press("v")
	s.wants("json · 11 B  text", `{"a":[1,2]}`)
	s.press("v")
	s.wants("  hex", "7b 22 61")
	s.feed.entries[ledger] = entry(`{"b":[1,2]}`, 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.wants("  hex", "7b 22 62")
	s.press("v")
	s.wants("json · ", `"b": [`)
	s.press("v")
	s.feed.entries["/registry/pods/payments/ledger-1"] = entry(`{"c":[1,2]}`, 300)
	s.news(change(model.Created, "/registry/pods/payments/ledger-1", 300))
	s.m.goTo("/registry/pods/payments/ledger-1")
	s.send(nil)
	s.pass(time.Second)
	s.wants(`"c": [`)
}

func TestASecretIsMaskedUntilItIsRevealed(t *testing.T) {
	s := onLedger(t, secret(t))
	hidden := []string{"hunter2", "aHVudGVyMg", "hunter", "68 75 6e 74"}
	s.wants("v1 Secret", "masked, x reveals", "pw: •••••• (7 B)")
	for range 4 {
		s.lacks(hidden...)
		s.press("v")
	}
	s.wants("kubernetes › yaml")
	s.press("x")
	s.wants("pw: aHVudGVyMg==", "revealed, x masks")
	s.press("x")
	s.wants("pw: •••••• (7 B)")
	s.press("x", "v", "v")
	s.wants("hunter2")
	// The next version of it is another value.
	s.feed.entries[ledger] = entry(secret(t), 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.lacks(hidden...)
	s.wants(", masked)")
	s.press("x")
	s.wants("hunter2")
	s.m.goTo("/registry/pods/payments/")
	s.send(nil)
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.wants("pw: •••••• (7 B)")
}

func TestRevealingKeepsTheCursor(t *testing.T) {
	s := onLedger(t, secret(t))
	s.press("tab", "j", "j")
	s.wants("╰ .data.pw ─")
	s.press("x")
	s.wants("pw: aHVudGVyMg==", "╰ .data.pw ─")
	s.press("x")
	s.wants("pw: •••••• (7 B)", "╰ .data.pw ─")
}

func TestSecretsStayMaskedForSharedScreens(t *testing.T) {
	s := newScreen(t, 120, 40, Options{NoReveal: true})
	s.feed.entries[ledger] = entry(secret(t), 109)
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.wants("pw: •••••• (7 B)")
	s.lacks("x reveals")
	for range 4 {
		s.press("x")
		s.wants("secrets stay masked: the program was started with --no-reveal")
		s.lacks("hunter2", "aHVudGVyMg")
		s.press("v")
	}
}

func TestAViewThatComesLateIsMadeAnew(t *testing.T) {
	s := onLedger(t, "before")
	cmd, _ := s.m.value.nextView()
	msg := cmd()
	s.feed.entries[ledger] = entry("second", 200)
	s.news(change(model.Changed, ledger, 200))
	s.pass(time.Second)
	s.send(msg)
	s.wants("second", "73 65 63 6f")
	s.lacks("before", "62 65")
	one, _ := s.m.value.nextView() // two presses before the first has its view
	two, _ := s.m.value.nextView()
	s.send(one())
	s.send(two())
	s.wants("73 65 63 6f")
}

func TestMaskedInASCII(t *testing.T) {
	s := newScreen(t, 120, 40, Options{ASCII: true})
	s.feed.entries[ledger] = entry(secret(t), 109)
	s.news(cluster())
	s.m.goTo(ledger)
	s.send(nil)
	s.pass(time.Second)
	s.wants("pw: ****** (7 B)", "kubernetes > yaml")
}

// Nobody would guess that a wall of base64 can be read.
func TestAViewThatSaysMoreIsNamed(t *testing.T) {
	s := onLedger(t, base64.StdEncoding.EncodeToString([]byte(`{"a":"some words that can be read"}`)))
	s.wants("text · 48 B  v: base64 › json")
	s.press("v")
	s.wants(`"a": "some words`, "  base64 › json")
	s.lacks("v: base64")
	s = onLedger(t, secret(t))
	s.lacks("yaml decoded")
	s.press("x")
	s.wants(" B  v: yaml decoded  revealed, x masks")
	s.press("v")
	s.wants("pw: hunter2")
	s.lacks("v: ")
}

// Update makes no other view of a big value.
func TestAViewThatIsChosenDuringAReadIsMadeOffUpdate(t *testing.T) {
	s := onLedger(t, secret(t))
	s.press("x")
	s.wants("aHVudGVyMg==")
	cmd := s.m.value.again()
	msg := cmd()
	s.press("x")
	s.lacks("aHVudGVyMg==")
	_, anew := s.m.Update(msg)
	s.lacks("aHVudGVyMg==")
	if s.m.value.reading.cancel == nil {
		t.Error("it was taken as it was asked for")
	}
	again := anew()
	if again, ok := again.(readMsg); !ok || !again.doc.Masked() {
		t.Errorf("%T", again)
	}
	s.send(again)
	if s.m.value.reading.cancel != nil {
		t.Error("it wasn't taken")
	}
	s.lacks("aHVudGVyMg==")
}
