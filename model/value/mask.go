package value

import (
	"path"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// masking is what stands for a secret. It doesn't tell its length, which is
// said in bytes beside it.
const masking = "••••••"

// SecretKeys are the patterns of keys whose values are masked, if no others
// are given. A * is any text, slashes too, and ? one character; case doesn't
// matter.
func SecretKeys() []string {
	return []string{
		"*password*", "*passwd*", "*passphrase*", "*credential*",
		"*private?key*", "*privatekey*", "*api?key*", "*apikey*", "*client?secret*", "*secret?key*",
		"*/secrets/*", // Kubernetes' own, even where they can't be read as such
	}
}

func (o Options) isSecret(key string) bool {
	patterns := o.Secret
	if patterns == nil {
		patterns = SecretKeys()
	}
	// path.Match stops at slashes: another byte takes their place.
	flat := strings.NewReplacer("/", "\x00")
	key = flat.Replace(strings.ToLower(key))
	for _, p := range patterns {
		if ok, err := path.Match(flat.Replace(strings.ToLower(p)), key); ok && err == nil {
			return true
		}
	}
	return false
}

// mask shows nothing of a value but its size.
func mask(raw []byte) func() shown {
	return func() shown {
		return shown{body: maskedText(len(raw))}
	}
}

// maskedText is the one line of a value that is masked as a whole.
type maskedText int

func (maskedText) len() int { return 1 }

func (maskedText) continued(int) bool { return false }

func (m maskedText) line(_ int, safe func(string) string) []Span {
	return []Span{{Text: safe(masking), Token: Literal}, {Text: " (" + model.Bytes(int(m)) + ", masked)", Token: Muted}}
}

// maskedField stands for one secret text in a view.
func maskedField(size int) string { return masking + " (" + model.Bytes(size) + ")" }
