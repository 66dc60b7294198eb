package model

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// sight is made of "key:mod" in order.
func sight(member, keys string) Sight {
	s := Sight{Member: member, Rev: 10, Keys: NewKeys(0, 0)}
	for kv := range strings.FieldsSeq(keys) {
		name, mod, _ := strings.Cut(kv, ":")
		var rev int64
		_, _ = fmt.Sscan(mod, &rev)
		s.Keys.Add([]byte(name), Meta{ModRev: rev})
	}
	return s
}

func TestCompare(t *testing.T) {
	until := func(s Sight, end string) Sight { s.End = end; return s }
	at := func(s Sight, rev int64) Sight { s.Rev = rev; return s }
	value := func(s Sight, v string) Sight { s.Sum = sha256.Sum256([]byte(v)); return s }
	silent := Sight{Member: "c", Cause: "no answer in time"}
	for name, test := range map[string]struct {
		sights []Sight
		want   string
	}{
		"the same":          {[]Sight{sight("a", "k:1 l:2"), sight("b", "k:1 l:2")}, "2 keys at 10"},
		"nothing":           {[]Sight{sight("a", ""), sight("b", "")}, "0 keys at 10"},
		"nobody":            {nil, "0 keys at 0"},
		"one is missing":    {[]Sight{sight("a", "k:1 l:2"), sight("b", "l:2")}, "2 keys at 10; k [1 0]"},
		"the other misses":  {[]Sight{sight("a", "l:2"), sight("b", "k:1 l:2 m:3")}, "3 keys at 10; k [0 1]; m [0 3]"},
		"another revision":  {[]Sight{sight("a", "k:1 l:2"), sight("b", "k:1 l:3")}, "2 keys at 10; l [2 3]"},
		"one is silent":     {[]Sight{sight("a", "k:1"), silent, sight("b", "k:2")}, "1 keys at 10; k [1 0 2]"},
		"the first, too":    {[]Sight{silent, sight("a", "k:1"), sight("b", "k:1")}, "1 keys at 10"},
		"each at its own":   {[]Sight{sight("a", "k:1"), at(sight("b", "k:1"), 9)}, "1 keys at 0"},
		"read to different": {[]Sight{until(sight("a", "k:1 l:2"), "l\x00"), sight("b", "k:1 l:2 m:3")}, "2 keys at 10"},
		"the shorter wins":  {[]Sight{until(sight("a", "k:1 l:2"), "l\x00"), until(sight("b", "k:1"), "k\x00")}, "1 keys at 10"},
		"other values":      {[]Sight{value(sight("a", "k:1"), "x"), value(sight("b", "k:1"), "y")}, "1 keys at 10; k [1 1] values"},
		"values, revisions": {[]Sight{value(sight("a", "k:1"), "x"), value(sight("b", "k:2"), "y")}, "1 keys at 10; k [1 2]"},
	} {
		c := Compare("k", true, test.sights)
		got := fmt.Sprintf("%d keys at %d", c.Keys, c.Rev)
		for _, d := range c.Differences {
			var mods []int64
			for _, m := range d.Of {
				mods = append(mods, m.ModRev)
			}
			got += fmt.Sprintf("; %s %v", d.Key, mods)
			if d.Sums {
				got += " values"
			}
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestCompareTellsOnlySoManyDifferences(t *testing.T) {
	many := NewKeys(0, 0)
	for i := range 1_000 {
		many.Add(fmt.Appendf(nil, "%04d", i), Meta{ModRev: 1})
	}
	c := Compare("", true, []Sight{{Keys: many}, {Keys: NewKeys(0, 0)}})
	if c.Keys != 1_000 || len(c.Differences) != differencesShown || c.More != 1_000-differencesShown {
		t.Errorf("%d keys, %d differences and %d more", c.Keys, len(c.Differences), c.More)
	}
}
