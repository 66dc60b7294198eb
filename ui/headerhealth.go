package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// stale says what is read where there is no leader, and how old it may be.
//
// Without a leader nothing is written on this side, so what is read may be as
// old as the loss of the leader and no older, or lacks what another member is
// known to have.
func (h *header) stale(now time.Time) (themes.Style, string) {
	k, g, s := h.look, h.look.glyphs, h.status
	if s.Linearizable {
		return k.Plain.Bad, g.Deleted + " no quorum: linearizable reads are refused; --consistency s reads what a member has"
	}
	said := []string{cmp.Or(k.safe(s.Cause), "no leader")}
	if s.Reading != "" {
		said = append(said, "reading member "+k.clip(k.safe(s.Reading), 24))
	}
	if s.Applied > 0 {
		said = append(said, "applied "+model.Count(int64(s.Applied)))
	}
	behind := "up to " + wait(now.Sub(s.Since)) + " behind"
	if s.Behind > 0 {
		behind = fmt.Sprintf("%s %s behind %s", model.Count(s.Behind), plural(int(s.Behind), "revision", "revisions"), k.clip(k.safe(s.Ahead), 24))
	}
	return k.Plain.Warn, g.Warning + " STALE — " + strings.Join(append(said, behind), ", ")
}

// besideAlarm is what a line keeps free of an alarm: the link that is live.
const besideAlarm = 10

// health is how the members are: how many are well, and what alarms there are.
// A lone member that is well needs no word.
func (h *header) health(width int, all model.Health) (pieces []piece) {
	k := h.look
	text := fmt.Sprintf("%d/%d healthy", all.Healthy, all.Members)
	switch {
	case all.Members == 0:
	case all.Trouble:
		pieces = append(pieces, say(3, k.Plain.Warn, text))
	case all.Healthy < all.Members:
		pieces = append(pieces, say(5, k.Plain.Muted, fmt.Sprintf("%d/%d reached", all.Healthy, all.Members)))
	case all.Members > 1:
		pieces = append(pieces, say(5, k.Plain.OK, text))
	}
	if alarm := h.alarm(); alarm != "" {
		p := say(1, k.Plain.Bad, k.glyphs.Warning+" "+alarm)
		if h.status.Link == model.LinkLive { // which leaves room
			p.flex = max(1, width-besideAlarm)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// alarm says what alarms there are, on whom, and what that means.
func (h *header) alarm() string {
	k := h.look
	var kinds []string
	on := map[string][]string{}
	for _, m := range h.members {
		for _, kind := range m.Alarms {
			if !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
			on[kind] = append(on[kind], k.clip(k.safe(m.Title()), 24))
		}
	}
	for i, kind := range kinds {
		kinds[i] = k.clip(k.safe(kind), 24) + " on " + strings.Join(on[kind], ", ")
		switch kind {
		case "NOSPACE":
			kinds[i] += ": writes are refused"
		case "CORRUPT":
			kinds[i] += ": its data may be wrong"
		}
	}
	return strings.Join(kinds, "; ")
}
