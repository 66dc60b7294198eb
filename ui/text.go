package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// texts draws paragraphs: the first in its style, the others muted.
func (k *look) texts(width int, first themes.Style, texts ...string) []string {
	said := make([]part, len(texts))
	for i, text := range texts {
		said[i] = part{k.Plain.Muted, text}
	}
	said[0].style = first
	return k.paragraphs(width, said)
}

// paragraphs draws display text with a margin, wrapped at words, an empty line
// between two.
func (k *look) paragraphs(width int, said []part) []string {
	var out []string
	for i, p := range said {
		if i > 0 {
			out = append(out, blank(width))
		}
		for _, text := range wrapWords(p.text, width-2) {
			l := k.line(width)
			l.skip(p.style, 1)
			l.put(p.style, text)
			out = append(out, l.end(k.Plain.Text))
		}
	}
	return out
}

// wrapWords breaks display text at spaces, and inside words only if one is
// longer than a line.
func wrapWords(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case model.Width(line)+1+model.Width(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		if model.Width(line) > width {
			parts := strings.Split(ansi.Hardwrap(line, max(1, width), false), "\n")
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
		}
	}
	return append(lines, line)
}
