package ui

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/themes"
)

// journey is the prompt for a revision to look at, with what is possible and
// what may be meant.
type journey struct {
	look   *look
	accept func(rev int64) tea.Cmd
	hints  string
	now    time.Time

	line   prompt
	reach  model.Reach
	cause  string // why the oldest revision isn't known; display text
	stops  []stop
	chosen int // of the stops, -1 for what was typed
}

// stop is a revision that may be meant, 0 for the present, and what it is.
type stop struct {
	rev int64
	why string // display text
}

// oldestMsg says which revision is the oldest that can be read.
type oldestMsg struct {
	shown  int
	oldest int64
	err    error
}

// journeyDense is up to how many lines none is left blank.
const journeyDense = 8

// journeyAgo are the times that are offered, if the revisions of then are known.
var journeyAgo = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 24 * time.Hour}

// open starts with nothing typed, at the row that the tree's cursor is on, in or
// beside a prefix.
func (j *journey) open(t travels, status model.Status, row model.Row, isRow bool, prefix string) {
	j.line.typed.set("")
	j.cause = ""
	j.reach = model.Reach{Shown: t.rev, Seen: t.seen}
	j.heard(status)
	j.stops, j.chosen = nil, -1
	if t.rev > 0 {
		j.offer(0, "the present")
	}
	if key := keyOf(row); isRow && key != "" {
		j.around(key, row)
	}
	for _, c := range t.goneFrom(prefix) {
		j.offer(c.Meta.ModRev-1, "before "+j.look.key(c.Key)+" was deleted")
	}
}

// heard takes in how new the newest revision is.
func (j *journey) heard(status model.Status) {
	if j.reach.Newest = status.Newest; j.reach.Shown == 0 {
		j.reach.Newest = max(status.Newest, status.Revision)
	}
}

// around offers the revisions at which the key changed. Where it was deleted,
// it is most likely to be looked at as it was before.
func (j *journey) around(key string, row model.Row) {
	name := j.look.key(key)
	if row.Mark == model.Deleted && !row.Prefix {
		j.chosen = len(j.stops)
		j.offer(row.ModRev-1, "before "+name+" was deleted")
		return
	}
	j.offer(row.ModRev, "the last change of "+name)
	if row.CreateRev != row.ModRev {
		j.offer(row.ModRev-1, "before the last change of "+name)
		j.offer(row.CreateRev, "the creation of "+name)
	}
	j.offer(row.CreateRev-1, "before the creation of "+name)
}

// offer adds a stop, unless nothing can be there or one is.
func (j *journey) offer(rev int64, why string) {
	r := j.reach
	there := slices.ContainsFunc(j.stops, func(s stop) bool { return s.rev == rev })
	if rev < 0 || there || rev != 0 && (rev == r.Shown || rev < r.Oldest || r.Newest > 0 && rev > r.Newest) || rev == 0 && r.Shown == 0 {
		return
	}
	j.stops = append(j.stops, stop{rev, why})
}

// oldest takes in which revisions can be read: those that can't be aren't
// offered any more, and those that are known by their time are.
func (j *journey) oldest(msg oldestMsg) {
	var chosen stop
	if j.chosen >= 0 {
		chosen = j.stops[j.chosen]
	}
	if j.reach.Oldest = msg.oldest; msg.err != nil {
		j.cause, j.reach.Oldest = j.look.safe(msg.err.Error()), 0
	}
	all := j.stops
	j.stops = nil
	for _, s := range all {
		j.offer(s.rev, s.why)
	}
	for _, d := range journeyAgo {
		if rev, ok := j.reach.Seen.At(j.now.Add(-d)); ok {
			j.offer(rev, wait(d)+" ago")
		}
	}
	if msg.err == nil {
		j.offer(msg.oldest, "the oldest that can be read")
	}
	if j.chosen >= 0 {
		j.chosen = slices.Index(j.stops, chosen)
	}
}

func (j *journey) place() keymap.Place { return keymap.InTravel }

func (j *journey) insert(text string) {
	j.chosen = -1
	j.line.typed.insert(text)
}

func (j *journey) cursor() int { return j.line.cursor() }

func (j *journey) fit(box frame, now time.Time) {
	j.now, j.reach.Now = now, now
	box.focused, box.foot = true, j.hints
	j.line.box = box
}

func (j *journey) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Accept:
		if rev, err := j.target(); err == nil { // else it says what is wrong
			return j.accept(rev)
		}
	case keymap.Complete:
		j.take()
	case keymap.NextCandidate:
		j.choose(1)
	case keymap.PrevCandidate:
		j.choose(-1)
	default:
		if j.line.typed.do(a, "") {
			j.chosen = -1
		}
	}
	return nil
}

// target is the revision to go to, 0 for the present.
func (j *journey) target() (rev int64, err error) {
	if j.chosen >= 0 {
		return j.stops[j.chosen].rev, nil
	}
	return j.reach.Find(j.line.typed.String())
}

// choose moves among the stops, and past them to what was typed.
func (j *journey) choose(by int) {
	j.chosen = round(j.chosen, by, len(j.stops))
}

// take puts the chosen stop into the line, so that it can be changed; without
// one it chooses the first.
func (j *journey) take() {
	if j.chosen < 0 {
		j.choose(1)
		return
	}
	j.line.typed.set(model.Count(j.stops[j.chosen].rev))
	j.chosen = -1
}

func (j *journey) view(time.Time) []string {
	k := j.look
	width, height := j.line.box.inner()
	style, said := j.meaning()
	body := k.texts(width, style, said)
	body = append(body, k.texts(width, k.Plain.Muted, k.clip(j.bounds(), width-2))...)
	if height > journeyDense {
		body = append(body, blank(width))
	}
	room := max(1, height-len(body))
	for i, from := 0, inView(0, max(0, j.chosen), room, len(j.stops)); i < min(room, len(j.stops)); i++ {
		body = append(body, j.stop(width, from+i))
	}
	return j.line.draw(body)
}

// meaning says where enter leads.
func (j *journey) meaning() (style themes.Style, text string) {
	k := j.look
	rev, err := j.target()
	switch {
	case err != nil:
		return k.Plain.Bad, k.safe(err.Error())
	case j.chosen < 0 && j.line.typed.String() == "" && j.reach.Shown == 0:
		return k.Plain.Faint, "Type a revision (18,300,002), so many before (-100), or how long ago (5m)."
	case rev == 0:
		return k.Plain.Text, "enter goes to the present"
	}
	return k.Plain.Past, join("enter looks at revision "+model.Count(rev), " — ", j.ago(rev))
}

// ago says how long ago a revision was the newest, "" if that isn't known.
func (j *journey) ago(rev int64) string {
	at, ok := j.reach.Seen.When(rev)
	if !ok {
		return ""
	}
	return wait(j.now.Sub(at)) + " ago"
}

// bounds says which revisions there are.
func (j *journey) bounds() string {
	r := j.reach
	newest, oldest := "newest "+model.Count(r.Newest), "oldest "+model.Count(r.Oldest)
	if r.Newest == 0 {
		newest = "newest not known"
	}
	switch {
	case j.cause != "":
		oldest = "oldest not known: " + j.cause
	case r.Oldest == 0:
		oldest = "oldest" + j.look.ellipsis()
	case r.Oldest > 1:
		oldest += ", before that it is compacted"
	}
	return newest + " · " + oldest
}

func (j *journey) stop(width, i int) string {
	k, s := j.look, j.stops[i]
	ink, pointer := k.choice(i == j.chosen)
	name := model.Count(s.rev)
	if s.rev == 0 {
		name = "live"
	}
	l := k.line(width)
	l.put(ink.Accent, pointer)
	column := max(len("live"), len(model.Count(cmp.Or(j.reach.Newest, s.rev))))
	l.skip(ink.Text, column-len(name))
	l.put(ink.Text, name)
	l.skip(ink.Text, 2)
	why := s.why
	if ago := j.ago(s.rev); s.rev > 0 && ago != "" && ago != why {
		why = fmt.Sprintf("%s, %s", why, ago)
	}
	l.put(ink.Muted, k.middle(why, l.room-1))
	return l.end(ink.Text)
}
