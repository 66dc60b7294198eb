package teatest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// TestValuesPage is the journey that docs/values.md tells of.
func TestValuesPage(t *testing.T) {
	server := StartServer(t)
	w := newWorkload(t, server)
	w.roll("2.3.9", 2)
	w.roll("2.4.0", 2)
	w.roll("2.4.1", 3)
	server.Put("/registry/secrets/payments/db", w.secret())
	server.Put("app/report", packed(t, `{"orders":1733,"failed":12,"by":{"card":9,"invoice":3}}`))
	page := openPage(t, "values.md")

	term := Start(t, Options{Cols: 110, Rows: 36, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("registry/")
	term.Type(":" + checkout)
	term.Press("enter")
	term.AwaitText("RELEASE")
	page.shows(term, "deployment")

	term.Press("tab", "j", "j", "enter")
	term.AwaitText("metadata: ⋯")
	term.Type("/label")
	term.Press("enter", "n")
	term.AwaitText("2 of 2")
	page.shows(term, "find")
	term.Press("esc")

	term.Type(":/registry/secrets/payments/db")
	term.Press("enter")
	term.AwaitText("masked, x reveals")
	page.shows(term, "secret")

	term.Type(":app/report")
	term.Press("enter")
	term.AwaitText("H4sI")
	term.Press("v")
	term.AwaitText(`"orders": 1733`)
	page.shows(term, "layers")

	term.Resize(110, 20)
	term.Type(":" + checkout)
	term.Press("enter")
	term.AwaitText("Deployment")
	term.Press("H")
	term.AwaitText("created at revision")
	page.shows(term, "history")
	term.Press("j", "enter")
	term.AwaitText("version 2 of 3")
	page.shows(term, "version")
	term.Press("esc")
	term.AwaitText("the newest version again")

	term.Press("d")
	term.AwaitText("diff mod")
	page.shows(term, "diff")
	term.Press("v", "z")
	term.AwaitText("side by side")
	page.shows(term, "sides")
	term.Press("z", "d")
	term.AwaitText("kind: Deployment")

	w.roll("2.4.1", 5)
	term.AwaitText("replicas: 5")
	page.shows(term, "live")

	server.Delete(checkout)
	term.AwaitText("deleted")
	term.Press("t")
	term.AwaitText("oldest 1")
	page.shows(term, "travel")
	term.Press("enter")
	term.AwaitText("T returns to live")
	term.AwaitText("kind: Deployment")
	page.shows(term, "past")
	term.Press("T")
	term.AwaitText("● live")

	term.Type(":/registry/secrets/payments/db")
	term.Press("enter")
	term.AwaitText("masked, x reveals")
	term.Resize(110, 12)
	term.Press("y")
	term.AwaitText("its secrets masked")
	page.shows(term, "copy")
	term.Press("esc")
	term.AwaitText("masked, x reveals")
	quit(t, term)
}

const checkout = "/registry/deployments/payments/checkout"

// workload is a deployment that is rolled out on the server again and again.
type workload struct {
	t       *testing.T
	server  *Server
	created time.Time
	rolled  int
}

func newWorkload(t *testing.T, server *Server) *workload {
	return &workload{t: t, server: server, created: time.Now().Add(-41*24*time.Hour - time.Hour)}
}

// roll writes the deployment with another image, each time a day nearer to now.
func (w *workload) roll(version string, replicas int32) {
	w.t.Helper()
	w.rolled++
	at := time.Now().Add(-time.Duration(10-w.rolled)*24*time.Hour - time.Hour)
	w.server.Put(checkout, w.stored("apps/v1", "Deployment", &appsv1.Deployment{
		ObjectMeta: w.meta("checkout", int64(w.rolled), metav1.ManagedFieldsEntry{
			Manager: "argocd-controller", Operation: metav1.ManagedFieldsOperationApply, APIVersion: "apps/v1",
			Time: new(metav1.NewTime(at)), FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:replicas":{}}}`),
		}),
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "checkout"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "checkout"}},
				Spec: corev1.PodSpec{
					ServiceAccountName: "checkout",
					Containers: []corev1.Container{{
						Name: "checkout", Image: "checkout:" + version,
						Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: corev1.ProtocolTCP}},
						Env:   []corev1.EnvVar{{Name: "LOG_LEVEL", Value: "info"}, {Name: "RELEASE", Value: version}},
					}},
				},
			},
		},
	}))
}

func (w *workload) secret() string {
	return w.stored("v1", "Secret", &corev1.Secret{
		ObjectMeta: w.meta("db", 0), Type: corev1.SecretTypeOpaque,
		Data: map[string][]byte{"username": []byte("checkout"), "password": []byte("correct horse battery staple")},
	})
}

func (w *workload) meta(name string, generation int64, managed ...metav1.ManagedFieldsEntry) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: name, Namespace: "payments", UID: "5c0f6a1e-7d0b-4c9e-9b39-2f6f0f6d1a77", Generation: generation,
		CreationTimestamp: metav1.NewTime(w.created), ManagedFields: managed,
	}
}

// stored is an object as kube-apiserver writes it.
func (w *workload) stored(apiVersion, kind string, object interface{ Marshal() ([]byte, error) }) string {
	w.t.Helper()
	raw, err := object.Marshal()
	if err != nil {
		w.t.Fatal(err)
	}
	envelope := runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: apiVersion, Kind: kind}, Raw: raw}
	body, err := envelope.Marshal()
	if err != nil {
		w.t.Fatal(err)
	}
	return "k8s\x00" + string(body)
}

// packed is a text as programs put it where only text may be: gzip in base64.
func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
