package value

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// masking is what stands for a secret. It doesn't tell its length, which is
// said in bytes beside it.
const masking = "••••••"

// SecretKeys are the patterns of keys whose values are always masked. A * is
// any text, slashes too, ? one character and [a-f] one of some; case doesn't
// matter.
func SecretKeys() []string {
	return []string{
		"*password*", "*passwd*", "*passphrase*", "*credential*",
		"*private?key*", "*privatekey*", "*api?key*", "*apikey*", "*client?secret*", "*secret?key*",
		"*/secrets/*", // Kubernetes' own, even where they can't be read as such
	}
}

func (o Options) isSecret(key string) bool {
	key = flat(key)
	matches := func(p string) bool {
		ok, err := path.Match(flat(p), key)
		return ok && err == nil
	}
	return slices.ContainsFunc(SecretKeys(), matches) || slices.ContainsFunc(o.Secret, matches)
}

// flat is a key or pattern as it is compared. path.Match stops at slashes:
// another byte takes their place.
func flat(s string) string { return strings.ReplaceAll(strings.ToLower(s), "/", "\x00") }

// CheckPattern says what is wrong with a pattern of keys.
func CheckPattern(pattern string) error {
	if pattern == "" {
		return errors.New("an empty pattern is of no key: give one, or none")
	}
	if _, err := path.Match(flat(pattern), ""); err != nil {
		return fmt.Errorf(`%s is not a pattern: close each [ with ], and write \\[ for the character itself`, model.Safe(pattern))
	}
	return nil
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

// maskedFacts are facts without those that are secret themselves: an event's
// message may be a manifest.
func maskedFacts(facts []Fact) []Fact {
	masked := slices.Clone(facts)
	for i, f := range masked {
		if isSecretText([]byte(f.Value)) {
			masked[i].Value = maskedField(len(f.Value))
		}
	}
	return masked
}

// maskedField stands for one secret text in a view.
func maskedField(size int) string { return masking + " (" + model.Bytes(size) + ")" }
