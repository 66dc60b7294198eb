package model

import (
	"testing"
	"time"
)

func TestLookIsWhatARowWouldShow(t *testing.T) {
	tree := NewTree("", "/")
	run := NewKeys(0, 0)
	for i, k := range []string{"a", "a/", "a/b", "c"} {
		run.Add([]byte(k), Meta{ModRev: int64(10 + i)})
	}
	tree.Apply(Batch{At: t0, Listed: []Listed{{Span: PrefixSpan(""), Rev: 20, Keys: run}}})
	at := t0.Add(5 * time.Second)
	tree.Apply(Batch{At: at, Changes: []Change{
		{Key: "a/b", Meta: Meta{ModRev: 21}, Kind: Changed},
		{Key: "c", Meta: Meta{ModRev: 22}, Kind: Deleted},
	}})
	for key, want := range map[string]Row{
		"a":   {Path: "a", Name: "a", Key: true, Meta: Meta{ModRev: 10}},
		"a/":  {Path: "a/", Name: "a/", Key: true, Meta: Meta{ModRev: 11}, Mark: Changed, MarkedAt: at},
		"a/b": {Path: "a/b", Name: "a/b", Key: true, Meta: Meta{ModRev: 21}, Mark: Changed, MarkedAt: at},
	} {
		if got, ok := tree.Look(key); !ok || got != want {
			t.Errorf("Look(%q) = %+v %v, want %+v", key, got, ok, want)
		}
	}
	if got, ok := tree.Look("c"); !ok || got.Mark != Deleted || !got.MarkedAt.Equal(at) {
		t.Errorf("of a key just deleted it says %+v %v", got, ok)
	}
	tree.Expire(at.Add(Moment))
	for _, key := range []string{"c", "d", "a/b/c", "c/", "a/b/", ""} {
		if got, ok := tree.Look(key); ok {
			t.Errorf("Look(%q) = %+v", key, got)
		}
	}
}
