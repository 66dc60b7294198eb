package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// comparison says whether the members agree; nil if nobody asked.
func (p *statusPane) comparison(width int) []string {
	k, c := p.look, p.comparing
	switch {
	case c.cancel != nil:
		return k.facts(width, []part{{k.Plain.Muted, "comparing " + p.path(c.path) + " on every member " + k.glyphs.Arriving}})
	case c.cause != "":
		return k.facts(width, []part{{k.Plain.Bad, "cannot compare " + p.path(c.path) + ": " + c.cause}})
	case c.result == nil:
		return nil
	}
	return k.facts(width, p.verdict(*c.result))
}

func (p *statusPane) path(path string) string {
	if path == "" {
		return "the keyspace"
	}
	return p.look.middle(p.look.key(path), 40)
}

// verdict is the comparison in words: what was compared, what differs, who could
// not be asked.
func (p *statusPane) verdict(c model.Comparison) []part {
	k := p.look
	what := p.path(c.Path)
	if c.Prefix {
		what += ", " + model.Count(int64(c.Keys)) + " " + plural(c.Keys, "key", "keys") + " without values"
		if c.End != "" {
			what += " from its beginning, not the rest"
		}
	}
	at := ", each at its own revision"
	if c.Rev > 0 {
		at = " at rev " + model.Count(c.Rev)
	}
	n, all := len(c.Differences)+c.More, len(c.Sights)
	var said []part
	switch read := c.Read(); {
	case read == 0:
		said = append(said, part{k.Plain.Bad, "cannot compare " + p.path(c.Path) + ": no member answers"})
	case read == 1:
		said = append(said, part{k.Plain.Warn, p.path(c.Path) + ": only one member answers"})
	case n == 0 && c.Keys == 0 && read < all:
		said = append(said, part{k.Plain.Warn, fmt.Sprintf("%s %s: not there on %d of %d members%s", k.glyphs.Warning, what, read, all, at)})
	case n == 0 && c.Keys == 0:
		said = append(said, part{k.Plain.OK, fmt.Sprintf("%s %s: not there on any of %d members%s", k.glyphs.Mark, what, read, at)})
	case n == 0 && read < all:
		said = append(said, part{k.Plain.Warn, fmt.Sprintf("%s %s: same on %d of %d members%s", k.glyphs.Warning, what, read, all, at)})
	case n == 0:
		said = append(said, part{k.Plain.OK, fmt.Sprintf("%s %s: same on all %d members%s", k.glyphs.Mark, what, read, at)})
	default:
		said = append(said, part{k.Plain.Bad, fmt.Sprintf("%s %s: %s %s on %d members%s", k.glyphs.Deleted, what,
			model.Count(int64(n)), plural(n, "differs", "differ"), read, at)})
	}
	for _, s := range c.Sights {
		if s.Cause != "" {
			said = append(said, part{k.Plain.Warn, k.safe(s.Member) + ": not compared: " + k.safe(s.Cause)})
		}
	}
	for _, d := range c.Differences {
		said = append(said, part{k.Plain.Bad, p.difference(c, d)})
	}
	if c.More > 0 {
		said = append(said, part{k.Plain.Muted, "and " + model.Count(int64(c.More)) + " more"})
	}
	return said
}

// difference is one key: what each member has of it, those that have the same in
// one word.
func (p *statusPane) difference(c model.Comparison, d model.Difference) string {
	k := p.look
	var words []string
	who := map[string][]string{}
	for i, s := range c.Sights {
		if s.Cause != "" {
			continue
		}
		has := "missing"
		if m := d.Of[i]; m != (model.Meta{}) {
			has = fmt.Sprintf("mod %d version %d", m.ModRev, m.Version)
			if !c.Prefix {
				has += fmt.Sprintf(", %s, sha256 %x", model.Bytes(s.Size), s.Sum[:4])
			}
		}
		if !slices.Contains(words, has) {
			words = append(words, has)
		}
		who[has] = append(who[has], k.safe(s.Member))
	}
	for i, has := range words {
		words[i] = has + " on " + strings.Join(who[has], ", ")
	}
	text := strings.Join(words, "; ")
	if !c.Prefix {
		return text
	}
	return k.middle(k.key(strings.TrimPrefix(d.Key, c.Path)), 40) + ": " + text
}
