package ui

import (
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
)

// factWidth is how short the words of one fact may get before others are left
// out.
const factWidth = 30

// about says what the value is, how big, in which view it is shown, which
// other one says more, and whether something is missing in it.
func (p *valuePane) about() []piece {
	k, doc, viewing := p.look, p.page.doc, p.reading.viewing
	all := []piece{{rank: 0, parts: []part{
		{k.Plain.Text, k.safe(doc.About)}, {k.Plain.Faint, " · "}, {k.Plain.Muted, model.Bytes(len(p.entry.Value))},
	}}}
	if viewing.name != "" || strings.Contains(doc.View(), value.Between) {
		rank := 4
		if viewing.name != "" {
			rank = 1 // who has chosen it must see what it is
		}
		all = append(all, say(rank, k.Plain.Muted, k.viewName(doc)))
	}
	if name := doc.Offers(); name != "" {
		if layers := strings.LastIndex(doc.View(), value.Between); layers >= 0 {
			name = strings.TrimPrefix(name, doc.View()[:layers]+value.Between)
		}
		all = append(all, say(3, k.Plain.Faint, "v: "+k.layers(name)))
	}
	return append(all, p.secrecy()...)
}

// secrecy says whether something isn't shown because it is secret.
func (p *valuePane) secrecy() []piece {
	k, doc := p.look, p.page.doc
	switch {
	case doc.Masked() && p.sight().noReveal:
		return []piece{say(2, k.Plain.Warn, "masked")}
	case doc.Masked():
		return []piece{say(2, k.Plain.Warn, "masked, x reveals")}
	case doc.Secret():
		return []piece{say(2, k.Plain.Warn, "revealed, x masks")}
	}
	return nil
}

// between stands between the layers of a view.
func (k *look) between() string {
	if k.ascii {
		return " > "
	}
	return value.Between
}

func (k *look) viewName(doc *value.Document) string { return k.layers(doc.View()) }

// layers writes the name of a view.
func (k *look) layers(name string) string {
	return strings.ReplaceAll(name, value.Between, k.between())
}

// facts is what the value says of itself, in one line. The longest of those
// that there is room for gives way to the others.
func (p *valuePane) facts(width int, now time.Time) string {
	k := p.look
	var all []piece
	for i, f := range p.page.doc.Facts {
		all = append(all, k.fact(f, i, now))
	}
	for {
		longest := 0
		for i := range all {
			all[i].flex = 0
			if all[i].width() > all[longest].width() {
				longest = i
			}
		}
		all[longest].flex = factWidth
		if len(all) == 1 || need(all, nil) <= width-2 {
			return k.fit(width, all, nil)
		}
		all, _ = dropOne(all, nil)
	}
}

// fact is one of them; what is wrong stays longest.
func (k *look) fact(f value.Fact, i int, now time.Time) piece {
	text, style, rank := k.safe(f.Value), k.Plain.Muted, 1+i
	if f.Bad {
		style, rank = k.Plain.Bad, 0
	}
	name := k.safe(f.Name)
	switch {
	case f.Name == value.Age:
		text = model.Age(now.Sub(f.Time))
	case f.Name == value.WrittenBy && !f.Time.IsZero(): // when is known before who, where there is no room
		name, text = "written", moment(f.Time, now)+" by "+text
	case !f.Time.IsZero():
		text = strings.TrimSpace(text + " " + moment(f.Time, now))
	}
	return piece{rank: rank, parts: []part{{k.Plain.Faint, name + " "}, {style, text}}}
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
