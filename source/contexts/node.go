package contexts

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/etcdscope/etcdscope/model/value"
)

// A setter takes the value of a field.
type setter func(field string, n *yaml.Node) error

// mapping reads the fields of n, which is what, and returns the line of each.
func (p parser) mapping(n *yaml.Node, what string, fields map[string]setter) (at map[string]int, err error) {
	n = followed(n)
	if n.Kind != yaml.MappingNode {
		return nil, p.errorf(n.Line, "%s must be fields like name: value: write each on a line of its own", what)
	}
	at = map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], followed(n.Content[i+1])
		name := key.Value
		set, known := fields[name]
		first, twice := at[name]
		switch {
		case !known || key.Kind != yaml.ScalarNode:
			return nil, p.unknown(key, what, slices.Sorted(maps.Keys(fields)))
		case twice:
			return nil, p.errorf(key.Line, "%s is already on line %d: leave out one of them", name, first)
		case isNull(value):
			return nil, p.errorf(key.Line, "%s has no value: give it one or leave it out", name)
		}
		at[name] = key.Line
		if err := set(name, value); err != nil {
			return nil, err
		}
	}
	return at, nil
}

func (p parser) unknown(key *yaml.Node, what string, known []string) error {
	if key.Kind != yaml.ScalarNode {
		return p.errorf(key.Line, "the name of a field must be plain text: put what has brackets in quotes")
	}
	if meant := nearest(key.Value, known); meant != "" {
		return p.errorf(key.Line, "%s has no field %s: did you mean %s", what, key.Value, meant)
	}
	return p.errorf(key.Line, "%s has no field %s: the fields are %s", what, key.Value, strings.Join(known, ", "))
}

func (p parser) text(to *string) setter {
	return func(field string, n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
			return p.errorf(n.Line, "%s must be text: put it in quotes", field)
		}
		*to = n.Value
		return nil
	}
}

// path is for the name of a file.
func (p parser) pathOf(to *string) setter {
	return func(field string, n *yaml.Node) error {
		if err := p.text(to)(field, n); err != nil {
			return err
		}
		if *to == "" {
			return p.errorf(n.Line, "%s is empty: name a file or leave it out", field)
		}
		*to = p.path(*to)
		return nil
	}
}

func (p parser) texts(to *[]string) setter {
	return func(field string, n *yaml.Node) error {
		if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
			return p.errorf(n.Line, "%s must be a list: write it as [a, b]", field)
		}
		for _, item := range n.Content {
			var text string
			if err := p.text(&text)("each of "+field, followed(item)); err != nil {
				return err
			}
			*to = append(*to, text)
		}
		return nil
	}
}

// patterns is for patterns of keys.
func (p parser) patterns(to *[]string) setter {
	return func(field string, n *yaml.Node) error {
		if err := p.texts(to)(field, n); err != nil {
			return err
		}
		for i, pattern := range *to {
			if err := value.CheckPattern(pattern); err != nil {
				return p.errorf(followed(n.Content[i]).Line, "%s: %w", field, err)
			}
		}
		return nil
	}
}

func (p parser) truth(to *bool) setter {
	return func(field string, n *yaml.Node) error {
		value, err := strconv.ParseBool(strings.ToLower(n.Value))
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || err != nil {
			return p.errorf(n.Line, "%s must be true or false: write one of them, without quotes", field)
		}
		*to = value
		return nil
	}
}

func (p parser) number(to **int, least int) setter {
	return func(field string, n *yaml.Node) error {
		value, err := strconv.ParseInt(n.Value, 0, strconv.IntSize)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil {
			return p.errorf(n.Line, "%s must be a number: write digits, without quotes", field)
		}
		if value < int64(least) {
			return p.errorf(n.Line, "%s is less than %d: raise it or leave it out", field, least)
		}
		*to = new(int)
		**to = int(value)
		return nil
	}
}

// oneOf is for a word of a few.
func (p parser) oneOf(to *string, words []string) setter {
	return func(field string, n *yaml.Node) error {
		if err := p.text(to)(field, n); err != nil {
			return err
		}
		if !slices.Contains(words, *to) {
			return p.errorf(n.Line, "there is no %s %s: use one of %s", field, *to, strings.Join(words, ", "))
		}
		return nil
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// followed is what an alias stands for.
func followed(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
