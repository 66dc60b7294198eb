package value

import (
	"bytes"
	"encoding/json"
	"errors"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/etcdscope/etcdscope/model"
)

// envelope is what the API server writes before a protobuf object.
const envelope = "k8s\x00"

// inKubernetes names what is in one.
const inKubernetes = "kubernetes"

// managedFields is the view that shows them; kubectl hides them, and most of
// a small object would be of them.
const managedFields = "yaml with managedFields"

// plainData is the view of a Secret with its data as text, as k9s has it.
const plainData = "yaml decoded"

// kubernetes knows the API server's protobuf objects: those of kinds that are
// known as YAML, others by the numbers of their fields.
func kubernetes(in input) []form {
	raw, found := bytes.CutPrefix(in.raw, []byte(envelope))
	if !found {
		return nil
	}
	var wrapped runtime.Unknown
	if err := wrapped.Unmarshal(raw); err != nil || wrapped.APIVersion == "" || wrapped.Kind == "" {
		secret := bytes.Contains(raw[:min(len(raw), 256)], []byte("Secret"))
		return []form{{kind: KindProtobuf, name: inKubernetes + Between + "protobuf", about: "a broken kubernetes object", secret: secret, show: func() shown {
			return shown{body: protoFields(raw)}
		}}}
	}
	about := wrapped.APIVersion + " " + wrapped.Kind
	fields := form{
		kind: KindProtobuf, name: inKubernetes + Between + "protobuf", about: about, secret: isSecretKind(wrapped.Kind) || wrapped.Kind == "List", // of objects in whatever form
		show: func() shown {
			return shown{facts: factsOf(bareMeta(wrapped.Raw)), body: protoFields(wrapped.Raw)}
		},
	}
	if o := typed(&wrapped); o != nil {
		fields.secret, fields.known = o.secret, true
		return append(o.forms(inKubernetes), fields)
	}
	return []form{fields}
}

// object is a Kubernetes object of any provenance.
type object struct {
	kind    string
	about   string                 // its version and kind
	managed bool                   // it has managedFields
	secret  bool                   // it is a Secret, or has one in it
	safe    bool                   // it is nothing else
	json    func() ([]byte, error) // what it is
	facts   func() []Fact
	index   *objectIndex // if it is known already: that of the first view
}

// typed is an object of a kind that is known; nil if it isn't, or isn't what
// it says it is.
func typed(wrapped *runtime.Unknown) *object {
	gvk := schema.FromAPIVersionAndKind(wrapped.APIVersion, wrapped.Kind)
	if wrapped.ContentEncoding != "" || !kinds().Recognizes(gvk) || nests(wrapped.Raw, maxNesting) {
		return nil
	}
	known, err := kinds().New(gvk)
	if err != nil {
		return nil
	}
	message, ok := known.(interface{ Unmarshal([]byte) error })
	if !ok || message.Unmarshal(wrapped.Raw) != nil {
		return nil
	}
	known.GetObjectKind().SetGroupVersionKind(gvk)
	m, err := meta.Accessor(known)
	o := &object{
		managed: err == nil && len(m.GetManagedFields()) > 0,
		kind:    gvk.Kind, about: wrapped.APIVersion + " " + gvk.Kind,
		json:  func() ([]byte, error) { return json.Marshal(known) },
		facts: func() []Fact { return append(factsOf(known), newerFields(known, wrapped.Raw)...) },
		safe:  wrapped.APIVersion == "v1" && isSecretKind(gvk.Kind),
	}
	o.secret = isSecretKind(gvk.Kind) || gvk.Kind == "List" || saysSecret(wrapped.Raw) && o.hasSecret()
	return o
}

// hasSecret says whether there is one in an object of another kind.
func (o *object) hasSecret() bool {
	raw, err := o.json()
	return err != nil || isSecretJSON(raw)
}

// newerFields says that an object has more than is known of its kind.
func newerFields(known runtime.Object, raw []byte) []Fact {
	sized, ok := known.(interface{ Size() int })
	if !ok || sized.Size() >= len(raw) {
		return nil
	}
	return []Fact{{Name: "not all is shown:", Value: "fields that only a newer Kubernetes knows are in the protobuf view", Bad: true}}
}

// customResources knows objects that are stored as JSON.
func customResources(in input) []form {
	o := jsonObject(in.raw)
	if o == nil {
		return nil
	}
	return o.forms("json")
}

func jsonObject(raw []byte) *object {
	start := skipSpace(raw, 0)
	if start == len(raw) || raw[start] != '{' || !bytes.Contains(raw, []byte(`"apiVersion"`)) || !bytes.Contains(raw, []byte(`"kind"`)) || !json.Valid(raw) {
		return nil
	}
	x := indexObject(raw, true, sectionLines)
	apiVersion, kind := x.word("apiVersion"), x.word("kind")
	if apiVersion == "" || kind == "" || x.loses {
		return nil
	}
	return &object{
		managed: bytes.Contains(raw, []byte(`"managedFields"`)),
		kind:    kind, about: apiVersion + " " + kind,
		json:   func() ([]byte, error) { return raw, nil },
		facts:  func() []Fact { return jsonFacts(x, apiVersion, kind) },
		index:  x,
		secret: isSecretJSON(raw),
		safe:   masksAll(raw, apiVersion, kind),
	}
}

// jsonFacts are those of an object that is stored as JSON, as custom resources
// are. Servers can be told to do so with each kind.
func jsonFacts(x *objectIndex, apiVersion, kind string) []Fact {
	if kind == "Lease" || kind == "Event" {
		if known := jsonTyped(x.raw, apiVersion, kind); known != nil {
			return factsOf(known)
		}
	}
	m, err := jsonContent(x.own("metadata"))
	if err != nil {
		return nil
	}
	return factsOf(&unstructured.Unstructured{Object: map[string]any{"metadata": m}})
}

// jsonTyped is the object, if its kind is known.
func jsonTyped(raw []byte, apiVersion, kind string) runtime.Object {
	known, err := kinds().New(schema.FromAPIVersionAndKind(apiVersion, kind))
	if err != nil || json.Unmarshal(raw, known) != nil {
		return nil
	}
	return known
}

// variant is what an object's YAML leaves out or writes otherwise.
type variant struct {
	name   string
	full   bool // with managedFields
	plain  bool // a Secret's data as text
	masked bool
}

// forms are an object's views: as kubectl shows it, and in its variants.
func (o *object) forms(stored string) (all []form) {
	variants := []variant{{name: "yaml"}}
	if o.kind == secretKind {
		variants = append(variants, variant{name: plainData, plain: true})
	}
	if o.managed {
		variants = append(variants, variant{name: managedFields, full: true})
	}
	for i, v := range variants {
		f := form{kind: KindYAML, name: stored + Between + v.name, about: o.about, offered: i > 0, secret: o.secret, known: true, safe: o.safe}
		if i == 0 && o.kind == secretKind {
			f.offers = stored + Between + plainData
		}
		f.show = func() shown { return o.show(v) }
		if f.secret {
			masked := v
			masked.masked = true
			f.masked = func() shown { return o.show(masked) }
		}
		all = append(all, f)
	}
	return all
}

func (o *object) show(v variant) shown {
	raw, err := o.json()
	if err == nil && (v.masked || v.plain) {
		raw, err = rewritten(raw, v)
	}
	if err == nil {
		x := o.index
		if x == nil || v.full || v.masked || v.plain {
			x = indexObject(raw, !v.full, sectionLines)
		}
		if x.blanks <= maxUnpacked {
			return shown{facts: o.shownFacts(v), body: newObjectText(x)}
		}
		err = errors.New("its indentation alone would be more than " + model.Bytes(maxUnpacked))
	}
	return shown{facts: o.shownFacts(v), body: newPlainText([]byte("It cannot be written as YAML: " + err.Error() + " — look at it in another view."))}
}

// shownFacts are its facts, without those that have a secret in them.
func (o *object) shownFacts(v variant) []Fact {
	facts := o.facts()
	if v.masked {
		return maskedFacts(facts)
	}
	return facts
}

// rewritten is a Secret, or a list of some, with its data masked or as text.
// What isn't to be seen isn't there any more when lines are made.
func rewritten(raw []byte, v variant) ([]byte, error) {
	fields, err := jsonContent(raw)
	if err != nil {
		return nil, err
	}
	if v.masked {
		maskSecrets(fields, false)
	} else {
		readData(fields)
	}
	return json.Marshal(fields)
}
