package find

import (
	"cmp"
	"slices"
)

// group is what one of several terms does for: "pods | jobs". Most have one.
type group []term

// parseGroups reads terms with spaces between them. A lone | makes the next one
// an alternative to the one before, as in fzf; without one before it is text.
func parseGroups(text string) (groups []group, err error) {
	after := false // a bar
	for _, word := range words(text) {
		if word == "|" && len(groups) > 0 && !after {
			after = true
			continue
		}
		t, err := parseTerm(word)
		switch {
		case err != nil:
			return nil, err
		case t.text == "":
		case after:
			last := &groups[len(groups)-1]
			*last = append(*last, t)
			after = false
		default:
			groups = append(groups, group{t})
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.kind(), b.kind()) })
	return groups, nil
}

// kind is that of the dearest term.
func (g group) kind() (k kind) {
	for _, t := range g {
		k = max(k, t.kind)
	}
	return k
}

// match looks for the terms in a key, each with its memory, and gives what the
// best one scores of those that match.
func (g group) match(key []byte, memories []memory) (best int, ok bool) {
	for i := range g {
		if score, found := g[i].match(key, &memories[i]); found && (!ok || score > best) {
			best, ok = score, true
		}
	}
	return best, ok
}

// places appends where the characters are that the terms find.
func (g group) places(to []int, key string, memories []memory) []int {
	for i, t := range g {
		if _, ok := t.match([]byte(key), &memories[i]); !ok || t.not {
			continue
		}
		if t.kind == loose {
			to = t.loose.places(to, memories[i].trail)
		} else {
			to = memories[i].found.places(to, key)
		}
	}
	return to
}

// implies says that every key that matches g matches other.
func (g group) implies(other group) bool {
	return !slices.ContainsFunc(g, func(a term) bool {
		return !slices.ContainsFunc(other, a.implies)
	})
}
