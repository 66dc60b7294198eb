package value

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"flag"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is when every value of the goldens was read.
var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

func ptr[T any](v T) *T { return &v }

// One value for each decoder, made by the libraries that make them in the
// wild.
func TestGoldens(t *testing.T) {
	for name, raw := range goldenValues(t) {
		t.Run(name, func(t *testing.T) {
			d := Options{Now: now}.Decode("/some/key", raw)
			got := described(d)
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("it is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func described(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, masked: %v\nviews: %s\n", d.About, d.Masked(), strings.Join(d.Views(), " | "))
	for _, f := range d.Facts {
		fmt.Fprintf(&b, "fact: %s = %s", f.Name, f.Value)
		if !f.Time.IsZero() {
			b.WriteString(" @ " + f.Time.UTC().Format(time.RFC3339))
		}
		if f.Bad {
			b.WriteString(" (bad)")
		}
		b.WriteByte('\n')
	}
	return b.String() + "\n" + joined(d) + "\n"
}

func goldenValues(t testing.TB) map[string][]byte {
	crd := []byte(`{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"a","creationTimestamp":"2026-01-01T00:00:00Z",
		"managedFields":[{"manager":"kubectl-client-side-apply","operation":"Update","apiVersion":"example.com/v1","time":"2026-02-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{}}]},
		"spec":{"size":3,"ratio":0.5,"on":"yes","list":[{"a":1,"b":[]},{"a":2}],"text":"two\nlines\n"}}`)
	zs, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	yamlValue := []byte("# a comment\nname: value # why\nlist:\n  - a: 1\n    b: \"two: \\\"quoted\\\"\"\n  - 'x'\nblock: |\n  some: text\n   more\nlast: ~\n")
	values := map[string][]byte{
		"pod": stored(t, pod()), "lease": stored(t, lease()), "event": stored(t, event()), "events_event": stored(t, newEvent()),
		"secret": stored(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Data: map[string][]byte{"pw": []byte("hunter2")}}),
		"crd": stored(t, &apiextensionsv1.CustomResourceDefinition{
			ObjectMeta: metav1.ObjectMeta{Name: "widgets.example.com"},
			Spec:       apiextensionsv1.CustomResourceDefinitionSpec{Group: "example.com", Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "widgets", Kind: "Widget"}, Scope: "Namespaced"},
		}),
		"apiservice": stored(t, &apiregistrationv1.APIService{
			ObjectMeta: metav1.ObjectMeta{Name: "v1.example.com"},
			Spec:       apiregistrationv1.APIServiceSpec{Group: "example.com", Version: "v1", GroupPriorityMinimum: 100, CABundle: []byte("ca")},
		}),
		"unknown_kind":               unknown(t, "example.com/v9", "Gadget", pod()),
		"newer_fields":               append([]byte(envelope), wrappedTwice(t)...),
		"custom_resource":            crd,
		"custom_resource_big_number": []byte(`{"apiVersion":"a/v1","kind":"B","n":123456789012345678901234567890}`),
		"secret_in_json":             []byte(`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"pw":"aHVudGVyMg==","odd":7},"stringData":"what"}`),
		"encrypted_aescbc":           []byte("k8s:enc:aescbc:v1:key1:\x00\x01\xff\xfe more"),
		"encrypted_kms":              []byte("k8s:enc:kms:v2:my-plugin:\x0a\x02\xff"),
		"gzip":                       packed(t, []byte("hello\n")),
		"gzip_json":                  packed(t, []byte(`{"a":[1]}`)),
		"gzip_broken":                packed(t, numbered(200))[:150],
		"zstd_kubernetes":            zs.EncodeAll(stored(t, lease()), nil),
		"base64":                     []byte(base64.StdEncoding.EncodeToString(packed(t, []byte(`{"a":[1]}`))) + "\n"),
		"yaml":                       yamlValue,
		"yaml_documents":             []byte("a: 1\n---\nkind: Secret\ndata: {}\n"),
		"protobuf":                   protobufValue(),
		"unix_time":                  []byte("1767225600"),
		"rfc3339":                    []byte("2026-01-01T00:00:00.5+02:00\n"),
		"jwt":                        []byte(jwt(`{"alg":"RS256","kid":"k"}`, `{"iss":"https://issuer","sub":"system:serviceaccount:a:b","exp":1767225600,"iat":1767222000,"aud":["x"]}`)),
	}
	for name, raw := range pemValues(t) {
		values[name] = raw
	}
	return values
}

func numbered(n int) (b []byte) {
	for i := range n {
		b = fmt.Appendf(b, "line %d\n", i*i)
	}
	return b
}

func pod() *corev1.Pod {
	p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: "ledger-0", Namespace: "payments", CreationTimestamp: ago(41 * 24 * time.Hour), Labels: map[string]string{"app": "ledger"},
		OwnerReferences: []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "StatefulSet", Name: "ledger"}},
		ManagedFields: []metav1.ManagedFieldsEntry{
			{Manager: "kubelet", Operation: "Update", Time: ptr(ago(time.Minute)), Subresource: "status"},
			{Manager: "kube-controller-manager", Operation: "Update", Time: ptr(ago(time.Hour))},
		},
	}}
	p.Spec.Containers = []corev1.Container{{Name: "app", Image: "ledger:1", Args: []string{"--a", "yes", "0755"}, Env: []corev1.EnvVar{{Name: "A", Value: "two\nlines"}}}}
	p.Spec.Containers[0].Resources.Limits = corev1.ResourceList{"memory": resource.MustParse("64Mi")}
	return p
}

func lease() *coordinationv1.Lease {
	return &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: "kube-scheduler", Namespace: "kube-system"},
		Spec:       coordinationv1.LeaseSpec{HolderIdentity: ptr("host_1"), RenewTime: ptr(metav1.NewMicroTime(now.Add(-3 * time.Second)))},
	}
}

func event() *corev1.Event {
	return &corev1.Event{
		ObjectMeta: metav1.ObjectMeta{Name: "ledger-0.17"}, Type: "Warning", Reason: "BackOff", Message: "Back-off restarting", Count: 7,
		LastTimestamp: ago(time.Minute),
	}
}

func newEvent() *eventsv1.Event {
	return &eventsv1.Event{
		ObjectMeta: metav1.ObjectMeta{Name: "ledger-0.18"}, Type: "Normal", Reason: "Pulled", Note: "Image pulled",
		EventTime: metav1.NewMicroTime(now.Add(-time.Hour)), Series: &eventsv1.EventSeries{Count: 3, LastObservedTime: metav1.NewMicroTime(now.Add(-time.Minute))},
	}
}

// unknown is an object of a kind that isn't in any library.
func unknown(t testing.TB, apiVersion, kind string, o interface{ Marshal() ([]byte, error) }) []byte {
	t.Helper()
	raw, err := o.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := (&runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: apiVersion, Kind: kind}, Raw: raw, ContentType: runtime.ContentTypeProtobuf}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(envelope), wrapped...)
}

// wrappedTwice is a lease with a field that our library doesn't have yet.
func wrappedTwice(t testing.TB) []byte {
	raw, err := lease().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	raw = append(raw, 0xfa, 0x07, 3, 'n', 'e', 'w') // field 127
	wrapped, err := (&runtime.Unknown{TypeMeta: runtime.TypeMeta{APIVersion: "coordination.k8s.io/v1", Kind: "Lease"}, Raw: raw}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func protobufValue() []byte {
	b := []byte{1<<3 | wireBytes, 5, 'h', 'e', 'l', 'l', 'o', 2<<3 | wireVarint, 0xac, 0x02, 3<<3 | wireBytes, 4, 1 << 3, 1, 2 << 3, 2, 4<<3 | wireBytes, 2, 0xff, 0x00}
	b = binary.LittleEndian.AppendUint64(append(b, 5<<3|wireFixed64), 0x3ff8000000000000)
	return binary.LittleEndian.AppendUint32(append(b, 6<<3|wireFixed32), 7)
}

func jwt(header, claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(header)) + "." + part([]byte(claims)) + "." + part([]byte("the signature"))
}

func pemValues(t testing.TB) map[string][]byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	cert := func(c *x509.Certificate) []byte {
		raw, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	}
	named := func(name string, from, to time.Duration) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(0x1234), Subject: pkix.Name{CommonName: name, Organization: []string{"system:masters"}},
			NotBefore: now.Add(from), NotAfter: now.Add(to), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		}
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	good, old := cert(named("good", -day, day)), cert(named("old", -9*day, -day))
	return map[string][]byte{
		"certificate":          good,
		"certificate_expired":  old,
		"certificate_not_yet":  cert(named("early", day, 2*day)),
		"certificates":         append(append([]byte{}, good...), old...),
		"private_key":          pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
		"certificate_with_key": append(append([]byte{}, good...), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})...),
		"certificate_broken":   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("not one")}),
		"rsa_public":           pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&rsaKey.PublicKey)[:64]}),
	}
}
