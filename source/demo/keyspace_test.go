package demo

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
)

// everything is Keyspace(1), made once: under the race detector it takes
// seconds.
var everything = sync.OnceValue(func() []Item { return slices.Collect(Keyspace(1)) })

func TestKeyspaceIsLargeAndFitsEtcd(t *testing.T) {
	seen := make(map[string]bool)
	total := 0
	for _, item := range everything() {
		if item.Key == "" || len(item.Key)+len(item.Value) > 1500<<10 {
			t.Errorf("%q with %d bytes doesn't fit a request", item.Key, len(item.Value))
		}
		if seen[item.Key] {
			t.Errorf("%q comes twice", item.Key)
		}
		seen[item.Key] = true
		total += len(item.Value)
	}
	if len(seen) < 20_000 {
		t.Errorf("%d keys, want 20,000 at least", len(seen))
	}
	if total < 20<<20 || total > 60<<20 {
		t.Errorf("%d bytes of values, want some ten MB", total)
	}
}

func TestKeyspaceIsTheSameForTheSameSeed(t *testing.T) {
	i := 0
	for item := range Keyspace(1) {
		want := everything()[i]
		if item.Key != want.Key || !bytes.Equal(item.Value, want.Value) || item.Lease != want.Lease {
			t.Fatalf("item %d is %q now and %q before", i, item.Key, want.Key)
		}
		i++
	}
	if i != len(everything()) {
		t.Errorf("%d items now and %d before", i, len(everything()))
	}
	for item := range Keyspace(2) {
		if !slices.ContainsFunc(everything(), func(other Item) bool { return item.Key == other.Key }) {
			return
		}
	}
	t.Error("another seed gives no other keys")
}

// What a person meets first must be there first.
func TestKeyspaceOpensWithTheWholePicture(t *testing.T) {
	want := []string{
		"/registry/pods/payments/checkout-7d9f4c-x2x9z", "/registry/namespaces/orders", "/registry/namespaces/default",
		"/registry/deployments/payments/checkout", "/registry/services/specs/payments/checkout",
		"/registry/cert-manager.io/certificates/payments/checkout", "/registry/minions/worker-eu-west-1a-01",
		"/registry/leases/kube-node-lease/worker-eu-west-1a-01", "config/payments", "config/payments/db", "config/payments/db/host",
		"feature-flags/payments/checkout-new-flow", "service/patroni/payments-db/leader", "compact_rev_key",
		"config//legacy//smtp//host", "emoji/🚀/launch", "設定/決済/タイムアウト", "locks/payouts-batch/694d8c3a5f0e1b22",
		"/skydns/internal/example/payments/checkout", "blobs/all-bytes",
	}
	opening := make(map[string]bool)
	roots := make(map[string]bool)
	n := 0
	for _, item := range everything() {
		root, _, _ := strings.Cut(strings.TrimPrefix(item.Key, "/"), "/")
		if n++; n <= 1500 {
			opening[item.Key], roots[root] = true, true
		} else if !roots[root] && root != "reports" {
			t.Errorf("the top level prefix of %q comes late", item.Key)
			roots[root] = true
		}
	}
	for _, key := range want {
		if !opening[key] {
			t.Errorf("%q is not among the first", key)
		}
	}
}

func TestKeyspaceHasEveryKindOfKeyAndValue(t *testing.T) {
	items := make(map[string]Item)
	for _, item := range everything() {
		items[item.Key] = item
	}
	isPrefix := func(key string) bool {
		for other := range items {
			if strings.HasPrefix(other, key+"/") {
				return true
			}
		}
		return false
	}
	for kind, is := range map[string]func(Item) bool{
		"no leading slash":       func(i Item) bool { return strings.HasPrefix(i.Key, "config/") },
		"double slash":           func(i Item) bool { return strings.Contains(i.Key, "//") },
		"trailing slash":         func(i Item) bool { return strings.HasSuffix(i.Key, "/") },
		"key that is a prefix":   func(i Item) bool { return i.Key == "config/payments" && isPrefix(i.Key) },
		"and below it another":   func(i Item) bool { return i.Key == "config/payments/db" && isPrefix(i.Key) },
		"escape sequence":        func(i Item) bool { return strings.Contains(i.Key, "\x1b[2J") },
		"operating system cmd":   func(i Item) bool { return strings.Contains(i.Key, "\x1b]52;") },
		"C1 control":             func(i Item) bool { return strings.ContainsRune(i.Key, '\u009b') },
		"right-to-left override": func(i Item) bool { return strings.ContainsRune(i.Key, '\u202e') },
		"line feed":              func(i Item) bool { return strings.Contains(i.Key, "\n") },
		"null byte":              func(i Item) bool { return strings.Contains(i.Key, "\x00") },
		"not UTF-8":              func(i Item) bool { return !utf8.ValidString(i.Key) },
		"CJK":                    func(i Item) bool { return strings.Contains(i.Key, "決済") },
		"emoji":                  func(i Item) bool { return strings.Contains(i.Key, "🚀") },
		"one kilobyte of key":    func(i Item) bool { return len(i.Key) >= 1024 },
		"empty value":            func(i Item) bool { return len(i.Value) == 0 },
		"binary value":           func(i Item) bool { return strings.HasPrefix(i.Key, "vault/") && !utf8.Valid(i.Value) },
		"big text":               func(i Item) bool { return len(i.Value) >= 1<<20 && json.Valid(i.Value) },
		"big binary":             func(i Item) bool { return len(i.Value) >= 1<<20 && !utf8.Valid(i.Value) },
		"renewed lease":          func(i Item) bool { return i.Lease.Renewed },
		"lease that runs out":    func(i Item) bool { return i.Lease.TTL > 0 && !i.Lease.Renewed },
		"Kubernetes protobuf":    func(i Item) bool { return bytes.HasPrefix(i.Value, []byte("k8s\x00")) },
	} {
		if !containsItem(items, is) {
			t.Errorf("no %s", kind)
		}
	}
}

func containsItem(items map[string]Item, is func(Item) bool) bool {
	for _, item := range items {
		if is(item) {
			return true
		}
	}
	return false
}

// Kubernetes' own serializer must read the objects and write the same bytes.
func TestRegistryObjectsAreWhatKubernetesStores(t *testing.T) {
	codec := kubernetes(t)
	kinds := make(map[string]int)
	for _, item := range everything() {
		if !bytes.HasPrefix(item.Value, []byte("k8s\x00")) {
			continue
		}
		decoded, gvk, err := codec.Decode(item.Value, nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", item.Key, err)
		}
		kinds[gvk.Kind]++
		decoded.GetObjectKind().SetGroupVersionKind(*gvk)
		var again bytes.Buffer
		if err := codec.Encode(decoded, &again); err != nil {
			t.Fatalf("%s: %v", item.Key, err)
		}
		if !bytes.Equal(again.Bytes(), item.Value) {
			t.Fatalf("%s is not stored as Kubernetes would", item.Key)
		}
		named := decoded.(metav1.Object)
		path := "/" + named.GetName()
		if named.GetNamespace() != "" {
			path = "/" + named.GetNamespace() + path
		}
		if !strings.HasPrefix(item.Key, "/registry/") || !strings.HasSuffix(item.Key, path) {
			t.Errorf("%s holds %s", item.Key, path)
		}
		if pod, ok := decoded.(*corev1.Pod); ok {
			checkPod(t, pod, len(item.Value))
		}
	}
	if len(kinds) != 28 || kinds["Pod"] < 1000 || kinds["Event"] < 5000 {
		t.Errorf("%d kinds, of all %v; want 28", len(kinds), kinds)
	}
}

func checkPod(t *testing.T, pod *corev1.Pod, size int) {
	t.Helper()
	if size < 2<<10 || size > 6<<10 {
		t.Errorf("pod %s has %d bytes, want 2 to 6 KiB", pod.Name, size)
	}
	owner := metav1.GetControllerOf(pod)
	if owner == nil || !strings.HasPrefix(pod.Name, owner.Name+"-") {
		t.Errorf("pod %s is owned by %v", pod.Name, owner)
	}
	if pod.Spec.NodeName == "" || len(pod.Status.ContainerStatuses) != len(pod.Spec.Containers) {
		t.Errorf("pod %s on node %q has %d container statuses", pod.Name, pod.Spec.NodeName, len(pod.Status.ContainerStatuses))
	}
}

func TestCustomResourcesAreJSON(t *testing.T) {
	kinds := make(map[string]bool)
	for _, item := range everything() {
		if !strings.HasPrefix(item.Key, "/registry/") || bytes.HasPrefix(item.Value, []byte("k8s\x00")) {
			continue
		}
		var object struct {
			APIVersion, Kind string
			Metadata         struct{ Name string }
		}
		if err := json.Unmarshal(item.Value, &object); err != nil {
			t.Fatalf("%s: %v", item.Key, err)
		}
		if object.APIVersion == "" || !strings.HasSuffix(item.Key, "/"+object.Metadata.Name) {
			t.Errorf("%s holds %+v", item.Key, object)
		}
		kinds[object.Kind] = true
	}
	if len(kinds) != 6 {
		t.Errorf("kinds %v, want 6", kinds)
	}
}

func TestSecretsHoldWhatTheirTypesSay(t *testing.T) {
	codec := kubernetes(t)
	pairs, releases := 0, 0
	for _, item := range everything() {
		if !strings.HasPrefix(item.Key, "/registry/secrets/") {
			continue
		}
		decoded, _, err := codec.Decode(item.Value, nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", item.Key, err)
		}
		switch secret := decoded.(*corev1.Secret); secret.Type {
		case corev1.SecretTypeTLS:
			if _, err := tls.X509KeyPair(secret.Data[corev1.TLSCertKey], secret.Data[corev1.TLSPrivateKeyKey]); err != nil {
				t.Fatalf("%s: %v", item.Key, err)
			}
			pairs++
		case "helm.sh/release.v1":
			if err := checkRelease(secret.Data["release"]); err != nil {
				t.Fatalf("%s: %v", item.Key, err)
			}
			releases++
		}
	}
	if pairs == 0 || releases == 0 {
		t.Errorf("%d key pairs and %d releases", pairs, releases)
	}
}

func checkRelease(encoded []byte) error {
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(encoded)))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, &map[string]any{})
}

func kubernetes(t *testing.T) *protobuf.Serializer {
	t.Helper()
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		corev1.AddToScheme, appsv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme, coordinationv1.AddToScheme,
		discoveryv1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme, storagev1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	return protobuf.NewSerializer(scheme, scheme)
}
