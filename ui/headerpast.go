package ui

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// backLong and backShort say how to leave an old revision.
const (
	backLong  = "T returns to live"
	backShort = "T live"
)

// turn takes the header to another revision of the same cluster, until the
// source has said how things are there.
func (h *header) turn(rev int64) {
	h.rev, h.closed = rev, ""
	s := &h.status
	s.Revision, s.Load, s.Flood = rev, model.Load{}, model.Flood{}
	switch s.Link {
	case model.LinkLive, model.LinkLagging, model.LinkResyncing, model.LinkPast:
		if s.Link, s.Cause = model.LinkResyncing, ""; rev > 0 {
			s.Link = model.LinkPast
		}
	}
}

// old is the old revision that is shown, 0 for the present.
func (h *header) old() int64 {
	if h.rev == 0 && h.status.Link == model.LinkPast {
		return h.status.Revision
	}
	return h.rev
}

// past says that this is an old revision, how old, and how to come back: in as
// many words as there is room for. It stays whatever else goes.
func (h *header) past(width int, now time.Time) piece {
	k := h.look
	name := k.glyphs.Past + " revision " + model.Count(h.old())
	age := name
	if !h.asOf.IsZero() {
		age += " — " + wait(now.Sub(h.asOf)) + " ago"
	}
	trouble := part{}
	if style, text := h.state(now); h.status.Link != model.LinkPast || h.closed != "" {
		trouble = part{style, " " + text}
	} else if h.status.Cause != "" {
		trouble = part{k.Plain.Warn, " " + k.glyphs.Warning + " can't be read"}
		if model.Width(name+" · "+backShort+trouble.text) > width-4 { // the footer says it
			trouble.text = " " + k.glyphs.Warning
		}
	}
	room := width - 4 - model.Width(trouble.text)
	text := name
	for _, longer := range []string{name + " · " + backShort, name + " · " + backLong, age + " · " + backLong} {
		if model.Width(longer) <= room {
			text = longer
		}
	}
	p := piece{parts: []part{{k.Banner, " " + text + " "}, trouble}}
	p.flex = min(p.width(), model.Width(text)+2+sentence, max(1, width-2))
	return p
}

// tinted has what is calm in the colour of the past.
func (k *look) tinted(all []piece) []piece {
	for _, p := range all {
		for i, part := range p.parts {
			switch part.style {
			case k.Plain.Text, k.Plain.Muted, k.Plain.Accent, k.Plain.OK:
				p.parts[i].style = k.Plain.Past
			}
		}
	}
	return all
}

// pastFor is for how long the header says the same age; 0 for good.
func (h *header) pastFor(now time.Time) time.Duration {
	if h.rev == 0 || h.asOf.IsZero() {
		return 0
	}
	return model.UntilOlder(now.Sub(h.asOf))
}
