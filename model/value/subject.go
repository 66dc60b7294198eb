package value

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

const (
	maxLayers   = 5        // around a view
	maxUnpacked = 16 << 20 // bytes that all layers of a value give
)

// Between is written between a layer and what it is around.
const Between = " › "

// subject is a value with all its views.
type subject struct {
	key    string
	raw    []byte
	now    time.Time
	secret bool // by its key
	chosen view // the one that fits best

	once sync.Once
	all  []view
}

func newSubject(key string, raw []byte, now time.Time, secret bool) *subject {
	s := &subject{key: key, raw: raw, now: now, secret: secret}
	s.chosen = s.first()
	return s
}

// view is one way to look at a value.
type view struct {
	form   form
	name   string
	facts  []Fact // of the layers around it
	secret bool
}

// layer is a value, or what is inside of one.
type layer struct {
	key    string
	raw    []byte
	now    time.Time
	depth  int
	room   int    // bytes that may still be unpacked
	prefix string // the names of the layers around it
	facts  []Fact
}

func (s *subject) outermost() layer {
	return layer{key: s.key, raw: s.raw, now: s.now, room: maxUnpacked}
}

// first is the view that fits best. Of each layer it asks only as many
// decoders as are needed to know that.
func (s *subject) first() view {
	secret := s.secret
	for l := s.outermost(); ; {
		f := l.choose()
		secret = secret || f.secret
		if f.unpack == nil {
			return l.view(f, secret)
		}
		l = l.inside(f)
	}
}

// views are all, the chosen one first.
func (s *subject) views() []view {
	s.once.Do(func() {
		s.all = []view{s.chosen}
		s.collect(s.outermost(), s.chosen.secret)
	})
	return s.all
}

func (s *subject) collect(l layer, secret bool) {
	forms := l.forms()
	secret = secret || slices.ContainsFunc(forms, func(f form) bool { return f.secret })
	for _, f := range forms {
		if f.unpack != nil {
			s.collect(l.inside(f), secret)
		} else if v := l.view(f, secret); !slices.ContainsFunc(s.all, func(known view) bool { return known.name == v.name }) {
			s.all = append(s.all, v)
		}
	}
}

// choose is the first form that is chosen by itself; anything can be dumped.
func (l layer) choose() form {
	for _, decoder := range decoders {
		for _, f := range decoder(input{l.key, l.raw, l.now}) {
			if !f.offered && (f.unpack == nil || l.depth < maxLayers) {
				return f
			}
		}
	}
	panic("unreachable: dumps knows every value")
}

func (l layer) forms() (all []form) {
	for _, decoder := range decoders {
		for _, f := range decoder(input{l.key, l.raw, l.now}) {
			if f.unpack == nil || l.depth < maxLayers {
				all = append(all, f)
			}
		}
	}
	return all
}

func (l layer) inside(f form) layer {
	in := f.unpack(l.room)
	return layer{
		raw: in.raw, now: l.now, depth: l.depth + 1, room: l.room - len(in.raw),
		prefix: l.prefix + f.title() + Between, facts: slices.Concat(l.facts, in.facts),
	}
}

func (l layer) view(f form, secret bool) view {
	return view{form: f, name: l.prefix + f.title(), facts: l.facts, secret: secret}
}

// document makes a view. bare shows it though it is secret.
func (s *subject) document(v view, bare bool, safe func(string) string) *Document {
	show, kind := v.form.show, v.form.kind
	if v.secret && !bare {
		show = v.form.masked
		if show == nil {
			show, kind = mask(s.raw), KindMasked
		}
	}
	made := show()
	return &Document{
		Kind: kind, About: cmp.Or(made.about, s.chosen.form.about), Facts: slices.Concat(made.facts, v.facts),
		body: made.body, safe: safe, subject: s, view: v, bare: bare,
	}
}
