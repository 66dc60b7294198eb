package demo

import (
	"fmt"
	"iter"
	"strings"
)

// Registry yields n Kubernetes-shaped keys of 60 bytes with values of 100
// bytes each, unique and in no order: the cheap stand-in for a big cluster
// that measurements use. The first keys of a larger registry are those of a
// smaller one.
func Registry(n int) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		shelves := registryShelves()
		for i := range n {
			if !yield(registryItem(shelves, uint64(i))) {
				return
			}
		}
	}
}

const (
	registryKey        = 60
	registryValue      = 100
	registryNamespaces = 120
	registryWorkloads  = 40
)

// shelf is a resource with its share of a cluster's keys, in percent.
type shelf struct {
	dir   string
	share int
}

// registryShelves has the shares of a busy cluster, where what pods leave
// behind (events, old replica sets, endpoints) outnumbers the pods.
func registryShelves() []shelf {
	return []shelf{
		{"/registry/pods/", 28},
		{"/registry/events/", 24},
		{"/registry/replicasets/", 11},
		{"/registry/configmaps/", 8},
		{"/registry/secrets/", 8},
		{"/registry/endpointslices/", 5},
		{"/registry/services/specs/", 4},
		{"/registry/deployments/", 4},
		{"/registry/serviceaccounts/", 3},
		{"/registry/leases/", 2},
		{"/registry/rolebindings/", 2},
		{"/registry/jobs/", 1},
	}
}

func registryItem(shelves []shelf, i uint64) Item {
	h := mix(i)
	s := pickShelf(shelves, int(h%100))
	// The smaller of two draws: few namespaces are large, many are small.
	namespace := min(h>>8%registryNamespaces, h>>20%registryNamespaces)
	head := fmt.Sprintf("%sns-%03d/app-%02d-", s.dir, namespace, h>>32%registryWorkloads)
	// The rest of the name is the number itself, which makes the key unique,
	// after as much of a hash as its length asks for.
	tail := "-" + safeEncode(i, 7)
	key := head + strings.Repeat(safeEncode(h, 10), 4)[:registryKey-len(head)-len(tail)] + tail
	value := fmt.Sprintf("%0*x", registryValue, h)
	return Item{Key: key, Value: []byte(value)}
}

func pickShelf(shelves []shelf, percent int) shelf {
	for _, s := range shelves {
		if percent -= s.share; percent < 0 {
			return s
		}
	}
	panic("the shares of the shelves don't add up to 100")
}

// mix is SplitMix64's finalizer: a bijection that scatters neighbours.
func mix(i uint64) uint64 {
	i += 0x9e3779b97f4a7c15
	i = (i ^ i>>30) * 0xbf58476d1ce4e5b9
	i = (i ^ i>>27) * 0x94d049bb133111eb
	return i ^ i>>31
}

// safeAlphabet is what Kubernetes makes generated names from: no vowels and
// nothing that looks like one (k8s.io/apimachinery/pkg/util/rand).
const safeAlphabet = "bcdfghjklmnpqrstvwxz2456789"

// safeEncode writes the lowest digits of n in the alphabet of generated names.
func safeEncode(n uint64, digits int) string {
	out := make([]byte, digits)
	for i := range out {
		out[digits-1-i] = safeAlphabet[n%uint64(len(safeAlphabet))]
		n /= uint64(len(safeAlphabet))
	}
	return string(out)
}
