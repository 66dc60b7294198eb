package ui

import (
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// factWidth is how short the words of one fact may get before others are left
// out.
const factWidth = 24

// about says what the value is, how big, in which view it is shown, and
// whether something is missing in that.
func (p *valuePane) about() []piece {
	k, doc, viewing := p.look, p.page.doc, p.reading.viewing
	all := []piece{{rank: 0, parts: []part{
		{k.Plain.Text, k.safe(doc.About)}, {k.Plain.Faint, " · "}, {k.Plain.Muted, model.Bytes(len(p.entry.Value))},
	}}}
	if viewing.name != "" || strings.Contains(doc.View(), value.Between) {
		all = append(all, say(3, k.Plain.Muted, strings.ReplaceAll(doc.View(), value.Between, k.between())))
	}
	switch {
	case doc.Masked() && viewing.noReveal:
		all = append(all, say(1, k.Plain.Warn, "masked"))
	case doc.Masked():
		all = append(all, say(1, k.Plain.Warn, "masked, x reveals"))
	case doc.Secret():
		all = append(all, say(1, k.Plain.Warn, "revealed, x masks"))
	}
	return all
}

// between stands between the layers of a view.
func (k *look) between() string {
	if k.ascii {
		return " > "
	}
	return value.Between
}

// facts is what the value says of itself, in one line; "" if nothing.
func (p *valuePane) facts(width int, now time.Time) string {
	k := p.look
	var all []piece
	for i, f := range p.page.doc.Facts {
		text := k.safe(f.Value)
		if !f.Time.IsZero() {
			text = strings.TrimSpace(text + " " + moment(f.Time, now))
		}
		style, rank := k.Plain.Muted, 1+i
		if f.Bad {
			style, rank = k.Plain.Bad, 0
		}
		said := piece{rank: rank, parts: []part{{k.Plain.Faint, k.safe(f.Name) + " "}, {style, text}}}
		if i == p.longest() {
			said.flex = factWidth
		}
		all = append(all, said)
	}
	return k.fit(width, all, nil)
}

// longest is the fact that gives way to the others.
func (p *valuePane) longest() (longest int) {
	for i, f := range p.page.doc.Facts {
		if len(f.Value) > len(p.page.doc.Facts[longest].Value) {
			longest = i
		}
	}
	return longest
}

// moment writes how long ago, or in how long, something is.
func moment(t, now time.Time) string {
	if d := t.Sub(now); d > time.Second {
		return "in " + model.Age(d)
	}
	return model.Age(now.Sub(t)) + " ago"
}

// older is for how long the facts look as they do now; 0 if for good.
func (p *valuePane) older(now time.Time) (d time.Duration) {
	if p.metaHeight(p.boxHeight()) < metaFacts {
		return 0
	}
	for _, f := range p.page.doc.Facts {
		if !f.Time.IsZero() {
			d = sooner(d, model.UntilOlder(max(now.Sub(f.Time), f.Time.Sub(now))))
		}
	}
	return d
}

func (p *valuePane) boxHeight() int {
	_, height := p.box.inner()
	return height
}
