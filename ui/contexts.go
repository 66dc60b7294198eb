package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// Contexts are the clusters that the screen can turn to.
type Contexts struct {
	Items   []ContextItem
	Current int // of Items, the one that is shown; -1 for none

	// What is said where there are no items.
	Problem string // why they can't be read, "" if there just are none
	File    string // where they would be written down
	Example string // what such a file looks like

	// Open connects to an item. It may block, and is called from a command. The
	// options are for that cluster: those of the program in them don't count.
	// What it has begun lasts longer than ctx, until Options.Close is called.
	Open func(ctx context.Context, item int) (Options, error)
}

// ContextItem is one cluster by name.
type ContextItem struct {
	Name      string
	Tone      string // one of themes.Tones, "" for none
	Endpoints []string
	Prefix    string
}

// pickerWide is the room from which on an item has its prefix beside its
// endpoint.
const pickerWide = 36

// picker is the overlay that lists the clusters to turn to.
type picker struct {
	Contexts
	look  *look
	turn  func(item int) tea.Cmd // to one of them
	hints string
	box   frame
	list
	problem string // of the last attempt to turn to one; display text
}

// open starts on the cluster that is shown.
func (p *picker) open() { p.chosen = max(0, p.Current) }

func (p *picker) place() keymap.Place { return keymap.InContexts }

func (p *picker) fit(box frame, _ time.Time) {
	p.box = box
	p.box.focused, p.box.foot = true, p.hints
	p.move(0)
}

func (p *picker) do(a keymap.Action) tea.Cmd {
	if a == keymap.Accept {
		if p.chosen >= len(p.Items) {
			return nil // there are none, and it says what to do
		}
		return p.turn(p.chosen)
	}
	_, height := p.box.inner()
	p.move(stride(a, height, len(p.Items)))
	return nil
}

func (p *picker) move(by int) {
	_, height := p.box.inner()
	n := len(p.Items)
	p.list.move(by, n)
	p.list.fit(height, n)
}

func (p *picker) view(time.Time) []string {
	k := p.look
	width, height := p.box.inner()
	p.box.title = []part{{k.Plain.Accent, "contexts"}}
	p.box.scroll = scroll{offset: p.offset, shown: height, of: len(p.Items)}
	return p.box.draw(k, k.lines(width, height, p.body(width, height)))
}

func (p *picker) body(width, height int) (body []string) {
	k := p.look
	if len(p.Items) == 0 {
		return p.nothing(width)
	}
	names := p.nameWidth(width)
	for i := p.offset; i < min(p.offset+height, len(p.Items)); i++ {
		body = append(body, p.row(width, names, i))
	}
	if p.problem == "" {
		return body
	}
	return append(append(body, blank(width)), k.texts(width, k.Plain.Bad, p.problem)...)
}

// nothing says why there is nothing to choose from, and what to do about it.
func (p *picker) nothing(width int) []string {
	k := p.look
	if p.Problem != "" {
		return k.texts(width, k.Plain.Bad, k.safe(p.Problem))
	}
	text := "There are no contexts yet: give clusters names in " + k.safe(p.File) + " and start etcdscope again."
	if p.File == "" {
		text = "There are no contexts yet: give clusters names in a file and start etcdscope with --config FILE."
	}
	body := append(k.texts(width, k.Plain.Text, text), blank(width))
	for text := range strings.SplitSeq(p.Example, "\n") {
		l := k.line(width)
		l.skip(k.Plain.Muted, 2)
		l.put(k.Plain.Muted, text)
		body = append(body, l.end(k.Plain.Text))
	}
	return body
}

// nameWidth is the width of the column of names.
func (p *picker) nameWidth(width int) (widest int) {
	for _, item := range p.Items {
		widest = max(widest, model.Width(p.look.safe(item.Name)))
	}
	return min(widest, max(8, width/3))
}

// row is an item: its name in its colour, where it is, where it starts.
func (p *picker) row(width, names, i int) string {
	k, item := p.look, p.Items[i]
	mark := " "
	ink, pointer := k.choice(i == p.chosen)
	if i == p.Current {
		mark = k.glyphs.Mark
	}
	l := k.line(width)
	l.put(ink.Accent, pointer)
	l.put(ink.OK, mark+" ")
	name := k.middle(k.safe(item.Name), names)
	l.put(ink.Tone(item.Tone), name)
	l.skip(ink.Text, names-model.Width(name)+2)
	prefix := ""
	if l.room >= pickerWide {
		prefix = k.middle(p.prefix(item), l.room/3)
	}
	where := k.middle(p.where(item), l.room-model.Width(prefix)-3)
	l.put(ink.Muted, where)
	l.skip(ink.Text, l.room-model.Width(prefix)-1)
	l.put(ink.Muted, prefix)
	return l.end(ink.Text)
}

func (p *picker) prefix(item ContextItem) string {
	if item.Prefix == "" {
		return "all keys"
	}
	return p.look.key(item.Prefix)
}

func (p *picker) where(item ContextItem) string {
	if len(item.Endpoints) == 0 {
		return ""
	}
	where := p.look.safe(item.Endpoints[0])
	if n := len(item.Endpoints) - 1; n > 0 {
		where += fmt.Sprintf(" and %d more", n)
	}
	return where
}

// tagged is a name as the header has it: in brackets, so that without colour,
// too, it is not taken for anything else.
func (k *look) tagged(name, tone string) part {
	style := k.Plain.Text
	if slices.Contains(themes.Tones(), tone) {
		style = k.Plain.Tone(tone)
	}
	return part{style, "[" + k.clip(k.safe(name), 24) + "]"}
}
