package contexts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parser reads one file. It goes through the nodes by hand: a decoder would
// not say on which line a field is unknown, twice there, or of another type.
type parser struct{ file, home string }

// Parse reads the text of a configuration file. Files that it names are
// relative to where it is; "~/" is home. Every error is one line and begins
// with the file's name and the line.
func Parse(name, home string, data []byte) (File, error) {
	p := parser{file: name, home: home}
	f := File{Name: name}
	root, err := p.document(data)
	if err != nil || root == nil {
		return f, err
	}
	inline := false
	at, err := p.mapping(root, "this file", map[string]setter{
		"default-context":       p.text(&f.Default),
		"allow-inline-password": p.truth(&inline),
		"contexts":              p.contexts(&f.Contexts),
	})
	if err != nil {
		return File{}, err
	}
	if err := p.checkNames(f.Contexts); err != nil {
		return File{}, err
	}
	for _, c := range f.Contexts {
		if c.Password.inline != "" && !inline {
			return File{}, p.errorf(c.Password.line, "context %s has its password here, for all to see who see this file: "+
				"use password-command or password-file, or set allow-inline-password: true", c.Name)
		}
	}
	if _, ok := f.Find(f.Default); !ok && f.Default != "" {
		return File{}, p.errorf(at["default-context"], "default-context is %s but %s", f.Default, f.lacks())
	}
	return f, nil
}

// Missing is the error of a name that is none of the file's contexts.
func (f File) Missing(name string) error {
	return fmt.Errorf("there is no context %s: %s: %s", name, f.Name, f.lacks())
}

func (f File) lacks() string {
	if len(f.Contexts) == 0 {
		return "there are no contexts: list them under contexts:"
	}
	return "the contexts are " + strings.Join(f.Names(), ", ") + ": use one of them"
}

func (p parser) checkNames(all []Context) error {
	lines := map[string]int{}
	for _, c := range all {
		if first, twice := lines[c.Name]; twice {
			return p.errorf(c.line, "a second context %s, the first is on line %d: give each a name of its own", c.Name, first)
		}
		lines[c.Name] = c.line
	}
	return nil
}

// document is the one document of the file, nil if the file is empty.
func (p parser) document(data []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, p.syntax(err, data)
	}
	switch err := d.Decode(&more); {
	case err == nil:
		return nil, p.errorf(more.Line, "a second document begins: leave out the line ---")
	case !errors.Is(err, io.EOF):
		return nil, p.syntax(err, data)
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		return nil, nil
	}
	return doc.Content[0], nil
}

var (
	errorLine   = regexp.MustCompile(`line (\d+): `)
	errorAnchor = regexp.MustCompile(`anchor '(.*)'`)
)

// syntax makes our error of the library's. That of an alias without an anchor
// has no line, and has what follows the asterisk in it: it could be a
// password that begins with one.
func (p parser) syntax(err error, data []byte) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if found := errorAnchor.FindStringSubmatch(text); found != nil {
		before, _, _ := bytes.Cut(data, []byte("*"+found[1]))
		return p.errorf(1+bytes.Count(before, []byte("\n")), "this begins with * or &, which YAML takes for a reference: put it in quotes")
	}
	line := 1
	if found := errorLine.FindStringSubmatchIndex(text); found != nil {
		line, _ = strconv.Atoi(text[found[2]:found[3]])
		text = text[found[1]:]
	}
	text, _, _ = strings.Cut(text, "\n")
	return p.errorf(line, "this is not YAML: %s: correct the line or the one before it", text)
}

func (p parser) errorf(line int, format string, args ...any) error {
	return errorAt(p.file, line, format, args...)
}

func errorAt(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", file, line, fmt.Errorf(format, args...))
}

// path is a file that the configuration names.
func (p parser) path(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok && p.home != "" {
		return filepath.Join(p.home, rest)
	}
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(p.file), name)
}
