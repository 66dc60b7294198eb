package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// body is the table, then what there is no column for: of the member under the
// cursor, of the cluster, and of what was compared.
func (p *statusPane) body(width int, now time.Time) []string {
	k := p.look
	if len(p.members) == 0 {
		return k.texts(width, k.Plain.Faint, "looking at the members"+k.ellipsis())
	}
	lines := append(p.table(width, now), blank(width))
	if said := p.comparison(width); said != nil { // which is what was asked for
		return append(append(lines, p.summary(width, p.status)...), append([]string{blank(width)}, said...)...)
	}
	lines = append(lines, p.details(width)...)
	return append(append(lines, blank(width)), p.summary(width, p.status)...)
}

// details are what the member under the cursor says beside what the table has
// room for.
func (p *statusPane) details(width int) []string {
	k := p.look
	m, _ := p.member()
	name := k.safe(m.Title())
	at := "at " + k.safe(m.Endpoint)
	if m.Version != "" {
		at += " · etcd " + k.safe(m.Version)
	}
	if m.Storage != "" {
		at += ", storage " + k.safe(m.Storage)
	}
	texts := []part{{k.Plain.Text, name + "  " + at}}
	if m.HeardAt.IsZero() {
		return k.facts(width, texts)
	}
	lacks := ""
	if n := m.Index - min(m.Index, m.Applied); n > 0 {
		lacks = fmt.Sprintf(", %s to be applied", model.Count(int64(n)))
	}
	texts = append(texts, part{k.Plain.Muted, fmt.Sprintf("raft index %s, applied %s%s", model.Count(int64(m.Index)), model.Count(int64(m.Applied)), lacks)})
	texts = append(texts, part{k.Plain.Muted, "db " + space(m)})
	for _, kind := range m.Alarms {
		if do := remedies[kind]; do != "" {
			texts = append(texts, part{k.Plain.Bad, kind + ": " + do})
		}
	}
	return k.facts(width, texts)
}

// remedies are what ends an alarm.
var remedies = map[string]string{
	"NOSPACE": "compact and defragment, or raise the quota; then etcdctl alarm disarm",
	"CORRUPT": "compare (c) with the others; replace the member; then etcdctl alarm disarm",
}

// space is how big the database is, and how big it may get.
func space(m model.Member) string {
	text := fmt.Sprintf("%s, %s in use", model.Bytes(int(m.Size)), model.Bytes(int(m.InUse)))
	if m.Quota > 0 {
		text += fmt.Sprintf(", %d %% of the quota of %s", 100*m.Size/m.Quota, model.Bytes(int(m.Quota)))
	}
	return text
}

// summary says what holds for the whole screen: who is read, and how.
func (p *statusPane) summary(width int, status model.Status) []string {
	k := p.look
	var read []string
	for _, m := range p.members {
		if m.Read {
			read = append(read, k.safe(m.Title()))
		}
	}
	reading := strings.Join(read, ", ")
	switch {
	case status.Pinned != "":
		reading = k.safe(memberAt(p.members, status.Pinned)) + " alone: pinned, enter on it unpins"
	case reading == "":
		reading = "none answers"
	}
	consistency := "serializable: what the member that answers has"
	if status.Linearizable {
		consistency = "linearizable: with a quorum, or not at all"
	}
	texts := []part{{k.Plain.Muted, "reading      " + reading}, {k.Plain.Muted, "consistency  " + consistency}}
	if m := p.newest(); m.Cluster != 0 {
		texts = append(texts, part{k.Plain.Muted, fmt.Sprintf("cluster      %x, raft term %d", m.Cluster, m.Term)})
	}
	return k.facts(width, texts)
}

// newest is the member of the newest term, whose word about the cluster counts.
func (p *statusPane) newest() model.Member {
	return slices.MaxFunc(p.members, func(a, b model.Member) int { return int(a.Term) - int(b.Term) })
}

// memberAt is the name of the member at an endpoint.
func memberAt(members []model.Member, endpoint string) string {
	for _, m := range members {
		if m.Endpoint == endpoint {
			return m.Title()
		}
	}
	return endpoint
}

// facts are lines with a margin, each cut where the room ends.
func (k *look) facts(width int, texts []part) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		l := k.line(width)
		l.skip(k.Plain.Text, 1)
		l.put(text.style, k.clip(text.text, l.room))
		out[i] = l.end(k.Plain.Text)
	}
	return out
}
