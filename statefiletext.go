package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/etcdscope/etcdscope/model"
)

// stateText is a file as a person may read and change it. Keys are spelled as
// model.Escape does, so they are text.
type stateText struct {
	Cluster   string   `json:"cluster"` // for a person only
	Queries   []string `json:"queries"` // the newest first
	Texts     []string `json:"texts"`
	Bookmarks []string `json:"bookmarks"`
}

// encodeState writes what is remembered of a cluster.
func encodeState(cluster string, r model.Remembered) ([]byte, error) {
	text := stateText{Cluster: cluster, Queries: listed(r.Queries), Texts: listed(r.Texts), Bookmarks: []string{}}
	for _, path := range r.Bookmarks {
		text.Bookmarks = append(text.Bookmarks, model.Escape(path))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(text)
	return b.Bytes(), err
}

// listed is a list that JSON doesn't write as null.
func listed(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// decodeState reads what encodeState has written, and a person may have changed.
// An empty file has nothing.
func decodeState(data []byte) (r model.Remembered, err error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return r, nil
	}
	if !utf8.Valid(data) {
		return r, errors.New("it isn't text")
	}
	var text stateText
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields() // what isn't understood would be lost by writing
	if err := d.Decode(&text); err != nil {
		return r, fmt.Errorf("line %d: %w", lineOf(data, err, d.InputOffset()), err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return r, fmt.Errorf("line %d: there is something after its end", lineAt(data, d.InputOffset()))
	}
	return text.remembered()
}

// remembered brings in order what a person may have changed.
func (text stateText) remembered() (r model.Remembered, err error) {
	for _, query := range slices.Backward(newest(text.Queries)) {
		r, _ = r.With(model.Note{Kind: model.NoteQuery, Text: query})
	}
	for _, query := range slices.Backward(newest(text.Texts)) {
		r, _ = r.With(model.Note{Kind: model.NoteText, Text: query})
	}
	for i, spelled := range text.Bookmarks {
		path, err := model.Unescape(spelled)
		if err != nil {
			return r, fmt.Errorf("bookmark %d: %w", i+1, err)
		}
		r.Bookmarks = append(r.Bookmarks, path)
	}
	slices.Sort(r.Bookmarks)
	r.Bookmarks = slices.Compact(r.Bookmarks)
	if n := len(r.Bookmarks); n > model.RememberedBookmarks {
		return r, fmt.Errorf("it has %d bookmarks, %d is the most there can be", n, model.RememberedBookmarks)
	}
	return r, nil
}

// newest are as many of the queries as are remembered.
func newest(all []string) (some []string) {
	for _, query := range all {
		if strings.TrimSpace(query) != "" {
			some = append(some, query)
		}
		if len(some) == model.RememberedQueries {
			break
		}
	}
	return some
}

// lineOf is the line that an error of the decoder is about.
func lineOf(data []byte, err error, read int64) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		read = syntax.Offset
	case errors.As(err, &kind):
		read = kind.Offset
	}
	return lineAt(data, read)
}

func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(0, int(offset)), len(data))], []byte("\n"))
}
