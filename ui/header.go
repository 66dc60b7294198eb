package ui

import (
	"cmp"
	"fmt"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// spinPace is how long one frame of the spinner stays.
const spinPace = 120 * time.Millisecond

// header is the top line: where am I, is it healthy, which revision.
type header struct {
	look    *look
	status  model.Status
	members []model.Member
	closed  string // why there will be no more news
	since   time.Time
	rev     int64     // the old one that is shown, 0 for the present
	asOf    time.Time // when it was the newest; zero if unknown

	context, tone string // the cluster's name, "" for none, and its colour
}

func (h *header) view(width int, now time.Time) string {
	k, s := h.look, h.status
	left := []piece{say(4, k.Plain.Accent, "etcdscope")}
	endpoint := 1
	if h.context != "" { // which says where this is, too, and stays longer
		left = append(left, piece{rank: 1, parts: []part{k.tagged(h.context, h.tone)}})
		endpoint = 2
	}
	if s.Pinned != "" {
		endpoint = 3
	}
	if s.Endpoint != "" {
		left = append(left, say(endpoint, k.Plain.Text, k.middle(k.safe(s.Endpoint), max(width/3, 24))))
	}
	if s.Pinned != "" {
		left = append(left, say(1, k.Plain.Accent, "pinned "+k.clip(k.safe(memberAt(h.members, s.Pinned)), 24)))
	}
	if s.Version != "" {
		left = append(left, say(6, k.Plain.Muted, "etcd "+k.clip(k.safe(s.Version), 24)))
	}
	// Who is alone, with the others silent, finds out late that it leads nobody.
	all := model.HealthOf(h.members)
	if s.Leader != "" && (all.Members == 0 || all.Healthy > 0) {
		left = append(left, say(7, k.Plain.Muted, "leader "+k.clip(k.safe(s.Leader), 24)))
	}
	left = append(left, h.health(width, all)...)
	var right []piece
	if h.old() > 0 {
		right = append(right, h.past(width, now), say(3, k.Plain.Muted, "read-only"))
		return k.fit(width, k.tinted(left), k.tinted(right))
	}
	if s.Revision > 0 {
		right = append(right, say(2, k.Plain.Muted, "rev "+model.Count(s.Revision)))
	}
	style, text := h.state(now)
	least := sentence
	switch s.Link {
	case model.LinkNoLeader: // it is worth more than all the rest
		least = model.Width(text)
	case model.LinkLive: // short enough; what is shortened may be an alarm
		least = 0
	}
	right = append(right, piece{flex: least, parts: []part{{style, text}}},
		say(3, k.Plain.Muted, "read-only"))
	return k.fit(width, left, right)
}

// state is the link's one look: a glyph, a word, and on trouble the cause.
func (h *header) state(now time.Time) (themes.Style, string) {
	k, g, s := h.look, h.look.glyphs, h.status
	if h.closed != "" {
		return k.Plain.Bad, g.Deleted + " closed: " + k.safe(h.closed)
	}
	cause := ""
	if s.Cause != "" {
		cause = k.safe(s.Cause)
	}
	switch s.Link {
	case model.LinkLive:
		return k.Plain.OK, g.Mark + " live"
	case model.LinkLagging:
		return k.Plain.Warn, g.Lagging + " lagging " + cmp.Or(cause, wait(now.Sub(s.Since)))
	case model.LinkReconnecting:
		return k.Plain.Warn, join(fmt.Sprintf("%s reconnecting (%d)", g.Warning, max(1, s.Attempt)), " ", cause)
	case model.LinkResyncing:
		return k.Plain.Warn, join(g.Lagging+" resyncing", ": ", cause)
	case model.LinkNoLeader:
		return h.stale(now)
	case model.LinkDenied:
		return k.Plain.Bad, join(g.Deleted+" denied", ": ", cause)
	}
	return k.Plain.Warn, join(h.spinner(now)+" connecting"+k.ellipsis(), " ", cause)
}

func (h *header) spinner(now time.Time) string {
	frames := h.look.glyphs.Spinner
	turn := max(0, now.Sub(h.since)/spinPace)
	return frames[int(turn)%len(frames)]
}

// next is how long the line looks as it does now; 0 if for good.
func (h *header) next(now time.Time) time.Duration {
	switch {
	case h.closed != "":
	case h.status.Link == model.LinkConnecting:
		return spinPace
	case h.status.Link == model.LinkLagging || h.status.Link == model.LinkNoLeader:
		return time.Second
	}
	return h.pastFor(now)
}

func join(a, separator, b string) string {
	if b == "" {
		return a
	}
	return a + separator + b
}
