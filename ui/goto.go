package ui

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// gotoCandidates is how many known paths are looked at for a completion.
const gotoCandidates = 200

// goTo is the prompt for a key or prefix to go to, with what is known to
// start with what was typed.
type goTo struct {
	look      *look
	tree      *model.Tree
	separator string
	accept    func(path string)
	grep      func(text string) tea.Cmd
	hints     string

	line       prompt
	candidates []string
	chosen     int    // among candidates, -1 for none
	wrong      string // with what was typed; display text
}

// open starts with nothing typed.
func (g *goTo) open() {
	g.line.typed.set("")
	g.complete()
}

// insert types text.
func (g *goTo) insert(text string) {
	ok := g.line.typed.insert(text)
	g.complete()
	if !ok {
		g.wrong = tooLong()
	}
}

// changed looks for candidates anew after the tree has changed, unless one is
// being chosen.
func (g *goTo) changed() {
	if g.chosen < 0 && g.wrong == "" {
		g.complete()
	}
}

func (g *goTo) place() keymap.Place { return keymap.InGoTo }

func (g *goTo) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Accept:
		if text, ok := g.asked(); ok {
			return g.grep(text)
		}
		if path, ok := g.target(); ok { // else it says what is wrong
			g.accept(path)
		}
	case keymap.Complete:
		g.take()
	case keymap.NextCandidate:
		g.choose(1)
	case keymap.PrevCandidate:
		g.choose(-1)
	default:
		if g.line.typed.do(a, g.separator) {
			g.complete()
		}
	}
	return nil
}

// target is the path to go to; ok is false if what was typed is no path.
func (g *goTo) target() (path string, ok bool) {
	if g.chosen >= 0 {
		return g.candidates[g.chosen], true
	}
	path, err := model.Unescape(g.line.typed.String())
	return path, err == nil
}

// complete finds the candidates anew.
func (g *goTo) complete() {
	g.chosen, g.candidates, g.wrong = -1, nil, ""
	if _, ok := g.asked(); ok {
		return
	}
	path, err := model.Unescape(g.line.typed.String())
	if err != nil {
		g.wrong = err.Error()
		return
	}
	if scope := g.tree.Scope(); len(path) < len(scope) && strings.HasPrefix(scope, path) {
		g.candidates = []string{scope}
		return
	}
	g.candidates = g.tree.Complete(path, gotoCandidates)
}

// choose moves among the candidates, and past them to what was typed.
func (g *goTo) choose(by int) {
	g.chosen = round(g.chosen, by, len(g.candidates))
}

// take puts the chosen candidate into the line, or the only one, or as much as
// all candidates have in common; if that is nothing new, it chooses the first.
func (g *goTo) take() {
	path, ok := g.target()
	switch common := commonPrefix(g.candidates); {
	case g.mayAsk():
		g.line.typed.set(grepCommand)
		g.complete()
	case !ok || len(g.candidates) == 0:
	case g.chosen >= 0:
		g.line.typed.set(model.Escape(path))
		g.complete()
	case len(g.candidates) == 1 || len(common) > len(path) && strings.HasPrefix(common, path):
		g.line.typed.set(model.Escape(common))
		g.complete()
	default:
		g.choose(1)
	}
}

// commonPrefix is what all texts start with, in whole characters.
func commonPrefix(all []string) string {
	if len(all) == 0 {
		return ""
	}
	common := all[0]
	for _, s := range all[1:] {
		common = common[:model.CommonPrefix(common, s)]
	}
	if len(all) == 1 {
		return common
	}
	for common != "" {
		if r, size := utf8.DecodeLastRuneInString(common); r != utf8.RuneError || size != 1 {
			break
		}
		common = common[:len(common)-1]
	}
	return common
}

func (g *goTo) fit(box frame, _ time.Time) {
	g.line.box = box
	g.line.box.focused, g.line.box.foot = true, g.hints
}

func (g *goTo) cursor() int { return g.line.cursor() }

func (g *goTo) view(time.Time) []string {
	return g.line.draw(g.list(g.line.box.inner()))
}

// list draws the candidates, the chosen one in view.
func (g *goTo) list(width, height int) (body []string) {
	k := g.look
	_, grep := g.asked()
	switch {
	case grep:
		return k.texts(width, k.Plain.Faint, "Enter looks for it in values, under the prefix that the cursor is on.")
	case g.wrong != "":
		return k.texts(width, k.Plain.Bad, g.wrong)
	case len(g.candidates) == 0:
		body = k.texts(width, k.Plain.Faint, "Nothing that is known so far resembles this; enter asks etcd.")
		if g.mayAsk() {
			body = append(body, k.texts(width, k.Plain.Faint, grepCommand+"TEXT looks for a text in values.")...)
		}
		return body
	}
	from := max(0, min(g.chosen-height+1, len(g.candidates)-height))
	for i := from; i < min(from+height, len(g.candidates)); i++ {
		body = append(body, g.candidate(width, i))
	}
	return body
}

func (g *goTo) candidate(width, i int) string {
	k := g.look
	ink, pointer := k.choice(i == g.chosen)
	l := k.line(width)
	l.put(ink.Accent, pointer)
	l.put(ink.Text, k.middle(g.spell(g.candidates[i]), width-2))
	return l.end(ink.Text)
}

// spell writes a path as it would be typed.
func (g *goTo) spell(path string) string {
	text := model.Escape(path)
	if g.look.ascii {
		return model.SafeASCII(text)
	}
	return text
}

// hintGap is between the hints of a line.
const hintGap = " · "

// hintLine writes hints for the lower border of an overlay.
func hintLine(hints []keymap.Binding, ascii bool) string {
	words := make([]string, len(hints))
	for i, b := range hints {
		words[i] = keymap.Label(b.Keys()[:1], ascii) + " " + b.Hint
	}
	return strings.Join(words, hintGap)
}
