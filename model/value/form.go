package value

import (
	"slices"
	"time"
)

// form is a way to read a value: a view of it, or a layer around another one.
// Finding a form costs little, the rest is done by its functions.
type form struct {
	kind    Kind
	name    string // of the view or layer; "": the kind's
	about   string // what the value is, in a phrase
	offered bool   // it isn't chosen by itself
	offers  string // the name of another view that says more
	secret  bool   // the value is to be masked
	known   bool   // whether it is secret is known for sure, and not to be guessed
	safe    bool   // masked shows nothing that a key can say is secret

	show   func() shown
	masked func() shown // without what is secret; nil: nothing of it can be shown

	unpack func(room int) unpacked // nil: it is no layer
}

// shown is what is to be seen of a value.
type shown struct {
	about string // "": the form's
	facts []Fact
	body  body
}

// unpacked is the inside of a layer.
type unpacked struct {
	raw   []byte
	facts []Fact
}

// input is what a decoder looks at.
type input struct {
	key string // "" inside of a layer
	raw []byte
	now time.Time
}

// decoders are asked in this order, and the first that knows the value shows
// it: the special before the general, since JSON is text too. What a decoder
// returns are all its views of a value.
var decoders = []func(input) []form{
	empties,
	encrypted,
	kubernetes,
	gzipped,
	zstandard,
	certificates,
	tokens,
	customResources,
	jsons,
	base64s,
	numbers,
	yamls,
	texts,
	protobufs,
	dumps,
}

func (f form) title() string {
	if f.name != "" {
		return f.name
	}
	return string(f.kind)
}

// canBeRead says whether a person sees more in it than in what it was made of.
func (f form) canBeRead() bool {
	return slices.Contains([]Kind{KindText, KindJSON, KindYAML, KindPEM, KindJWT, KindEncrypted}, f.kind)
}

func empties(in input) []form {
	if len(in.raw) > 0 {
		return nil
	}
	return []form{{kind: KindEmpty, about: "empty value", show: func() shown { return shown{body: &plainText{}} }}}
}
