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
	maxLooked   = 2 << 20  // as many of what isn't shown yet: more than etcd takes
)

// Between is written between a layer and what it is around.
const Between = " › "

// subject is a value with all its views.
type subject struct {
	key    string
	raw    []byte
	now    time.Time
	secret bool   // by its key
	chosen view   // the one that fits best
	offers string // the name of the one that unpacks what that shows

	once sync.Once
	all  []view
}

func newSubject(key string, raw []byte, now time.Time, secret bool) *subject {
	s := &subject{key: key, raw: raw, now: now, secret: secret}
	s.chosen, s.offers = s.outermost().best(secret)
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

// best is the view that fits best, and the name of the best one of a text in
// base64, of which it must be known whether it is secret. Of each layer it asks
// only as many decoders as are needed to know that.
func (l layer) best(secret bool) (v view, offers string) {
	f := l.choose()
	secret = secret || f.secret
	if f.unpack != nil {
		return l.inside(f).best(secret)
	}
	secret = secret || l.isSecret([]form{f})
	for _, within := range base64s(input{l.key, l.raw, l.now}) {
		if l.depth == maxLayers {
			break
		}
		within := l.looked().inside(within)
		inner, _ := within.best(secret)
		secret = inner.secret
		if f.kind == KindText && inner.form.canBeRead() {
			offers = inner.name
		}
	}
	return l.view(f, secret), cmp.Or(f.offers, offers)
}

// looked is the layer with less room: it is only to be known what it is.
func (l layer) looked() layer {
	l.room = min(l.room, maxLooked)
	return l
}

// isSecret says whether a layer is secret that has these forms.
func (l layer) isSecret(forms []form) bool {
	secret, known := false, false
	for _, f := range forms {
		secret, known = secret || f.secret, known || f.known
	}
	return secret || !known && saysSecret(l.raw)
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
	secret = secret || l.isSecret(forms)
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

// hides says whether nothing of a view is shown while it is masked. Of a value
// that is secret by its key anything may be, not only what its kind says.
func (s *subject) hides(v view) bool { return v.form.masked == nil || s.secret && !v.form.safe }

// document makes a view. bare shows it though it is secret.
func (s *subject) document(v view, bare bool, safe func(string) string) *Document {
	show, kind, about := v.form.show, v.form.kind, s.chosen.form.about
	if v.secret && !bare {
		show = v.form.masked
		if s.hides(v) {
			show, kind = mask(s.raw), KindMasked
			if s.secret && s.chosen.form.name != "" {
				about = s.chosen.name // what it says that it is may be the secret
			}
		}
	}
	made := show()
	return &Document{
		Kind: kind, About: cmp.Or(made.about, about), Facts: slices.Concat(made.facts, v.facts),
		body: made.body, safe: safe, subject: s, view: v, bare: bare,
	}
}
