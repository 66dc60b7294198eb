package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// table is a line for each member, under a line of titles.
func (p *statusPane) table(width int, now time.Time) []string {
	k := p.look
	const margin = 1 // the pointer's
	columns := fitting(p.columns(now), width-2*margin)
	lines := []string{k.heading(width, margin, columns)}
	at := p.at()
	for i := p.offset; i < min(p.offset+p.rows(), len(p.members)); i++ {
		lines = append(lines, p.row(width, i, i == at, columns))
	}
	return lines
}

func (p *statusPane) row(width, i int, chosen bool, columns []column) string {
	k := p.look
	_, pointer := k.choice(chosen)
	l := k.line(width)
	l.put(k.Plain.Accent, pointer)
	l.cells(k.Plain.Text, columns, func(c column) part { return c.cells[i] })
	return l.end(k.Plain.Text)
}

// columns are what a member says of itself, the most telling ones of the least
// rank.
func (p *statusPane) columns(now time.Time) []column {
	k := p.look
	newest := model.Newest(p.members)
	all := []column{
		{title: "member", rank: 0},
		{title: "role", rank: 2, least: 8},
		{title: "endpoint", rank: 8},
		{title: "version", rank: 7, least: 7},
		{title: "revision", rank: 3, right: true, least: 10},
		{title: "applied", rank: 6, right: true, least: 10},
		{title: "db", rank: 4, right: true, least: 9},
		{title: "round trip", rank: 5, right: true},
		{title: "state", rank: 0},
	}
	for _, m := range p.members {
		style, sign, state := k.memberState(m, newest, now)
		heard := func(text string) string {
			if m.HeardAt.IsZero() {
				return "—"
			}
			return text
		}
		ink := k.Plain.Text
		if !m.State.Answers() {
			ink = k.Plain.Faint // as it was
		}
		role := m.Role.String()
		if !m.State.Answers() {
			role = model.RoleUnknown.String() // another may be the leader by now
		}
		for i, cell := range []part{
			{style, sign + " " + k.middle(k.safe(m.Title()), 24)},
			{ink, role},
			{k.Plain.Muted, k.middle(k.safe(m.Endpoint), 32)},
			{k.Plain.Muted, k.clip(k.safe(m.Version), 12)},
			{ink, heard(model.Count(m.Revision))},
			{ink, heard(model.Count(int64(m.Applied)))},
			{ink, heard(model.Bytes(int(m.Size)))},
			{ink, heard(roundTrip(m.Took))},
			{style, state},
		} {
			all[i].cells = append(all[i].cells, cell)
		}
	}
	return all
}

// memberState is a member's one look: a glyph and what is to be said of it, the
// worst first.
func (k *look) memberState(m, newest model.Member, now time.Time) (style themes.Style, sign, state string) {
	g := k.glyphs
	cause := k.clip(k.safe(m.Cause), 40)
	switch {
	case len(m.Alarms) > 0:
		return k.Plain.Bad, g.Warning, k.safe(strings.Join(m.Alarms, ", "))
	case m.State == model.MemberHealthy && newest.Revision-m.Revision > 0 && newest.Cluster == m.Cluster:
		n := newest.Revision - m.Revision
		return k.Plain.OK, g.Mark, fmt.Sprintf("healthy, %s behind", model.Count(n))
	case m.State == model.MemberHealthy:
		return k.Plain.OK, g.Mark, "healthy"
	case m.State == model.MemberNoLeader:
		return k.Plain.Warn, g.Warning, "no leader"
	case m.State == model.MemberSilent, m.State == model.MemberAway:
		if !m.HeardAt.IsZero() {
			cause = join(cause, ", ", "last heard "+wait(now.Sub(m.HeardAt))+" ago")
		}
		return k.Plain.Bad, g.Deleted, cause
	case m.State == model.MemberUnreached:
		return k.Plain.Muted, g.Both, join("not reached from here", ": ", cause)
	}
	return k.Plain.Muted, g.Both, join("not known yet", ": ", cause)
}

// roundTrip writes a short time: 0.4 ms, 12 ms, 1.4 s.
func roundTrip(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", max(0.1, float64(d)/float64(time.Millisecond)))
	}
	return duration(d)
}
