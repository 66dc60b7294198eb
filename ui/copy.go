package ui

import (
	"bytes"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
)

// copyMenu is the overlay that lists what can be copied, a letter each.
type copyMenu struct {
	look     *look
	bindings keymap.Map
	etcdctl  []string // the flags by which it reaches the same
	noReveal bool
	current  func() (taken, bool)
	copy     func(copying) tea.Cmd
	refuse   func(why string)
	hints    string
	box      frame

	taken taken
}

// copying is one thing to copy.
type copying struct {
	action keymap.Action
	what   string        // its name
	sight  string        // what is to be seen of it; display text
	why    string        // it can't be copied; "" if it can
	text   func() []byte // called from a command
	masked bool
	but    string // what to know of the copy, after its name
}

// shut lets go of the value.
func (c *copyMenu) shut() { c.taken = taken{} }

func (c *copyMenu) place() keymap.Place { return keymap.InCopy }

func (c *copyMenu) do(a keymap.Action) tea.Cmd {
	for _, item := range c.items() {
		switch {
		case item.action != a:
		case item.why != "":
			c.refuse("cannot copy the " + item.what + ": " + item.why)
		default:
			return c.copy(item)
		}
	}
	return nil
}

func (c *copyMenu) items() []copying {
	k, t := c.look, c.taken
	key := copying{action: keymap.CopyKey, what: "key", sight: k.key(t.path), text: func() []byte { return []byte(t.path) }}
	if strings.ContainsFunc(t.path, unicode.IsControl) {
		key.but = " with control characters, byte for byte"
	}
	if t.prefix {
		key.what = "prefix"
		if t.path == "" {
			key.why = "it is empty: it stands for the whole keyspace"
		}
		return []copying{key, c.command()}
	}
	return []copying{key, c.value(), c.raw(), c.line(), c.command(), c.lease()}
}

func (c *copyMenu) value() copying {
	t := c.taken
	item := copying{
		action: keymap.CopyShown, what: "value as shown", masked: t.masked(), but: t.inTheClear(),
		text: func() []byte { return bytes.TrimSuffix(t.shown(), []byte("\n")) },
	}
	if t.doc == nil {
		item.why = notRead
		return item
	}
	item.sight = c.look.viewName(t.doc)
	if item.masked {
		item.sight += ", its secrets masked"
	}
	return item
}

func (c *copyMenu) raw() copying {
	t := c.taken
	item := copying{action: keymap.CopyRaw, what: "value byte for byte", why: t.kept(c.noReveal), but: t.inTheClear(), text: func() []byte { return t.raw }}
	if item.sight = model.Bytes(len(t.raw)); item.why == "" && len(t.raw) == 0 {
		item.why = "it is empty"
	}
	return item
}

func (c *copyMenu) line() copying {
	t := c.taken
	item := copying{action: keymap.CopyPath, what: "path of the line", sight: t.line, text: func() []byte { return []byte(t.line) }}
	if t.line == "" {
		item.why = "only lines of YAML and JSON have one"
	}
	return item
}

func (c *copyMenu) command() copying {
	command, ok := etcdctlGet(c.etcdctl, c.taken.path, c.taken.prefix, c.taken.rev)
	item := copying{action: keymap.CopyCommand, what: "etcdctl command", sight: c.look.safe(command), text: func() []byte { return []byte(command) }}
	if !ok {
		item.why = "the key has a NUL byte, which no command can be given"
	}
	return item
}

func (c *copyMenu) lease() copying {
	id := leaseID(c.taken.lease)
	item := copying{action: keymap.CopyLease, what: "lease ID", sight: id, text: func() []byte { return []byte(id) }}
	if c.taken.lease == 0 {
		item.why = "it has no lease"
	}
	return item
}

// fit makes room, and takes in a value that came after the menu was opened.
func (c *copyMenu) fit(box frame, _ time.Time) {
	if now, ok := c.current(); ok && c.taken.doc == nil && now.path == c.taken.path {
		c.taken = now
	}
	c.box = box
	c.box.focused, c.box.foot = true, c.hints
}

// copyColumn is the width of the names of what can be copied.
const copyColumn = len("value byte for byte")

func (c *copyMenu) view(time.Time) []string {
	k := c.look
	width, height := c.box.inner()
	c.box.title = []part{{k.Plain.Accent, "copy"}}
	var body []string
	for _, item := range c.items() {
		l := k.line(width)
		l.skip(k.Plain.Text, 1)
		name, sight, style := k.Plain.Text, item.sight, k.Plain.Muted
		if item.why != "" {
			name, sight, style = k.Plain.Faint, item.why, k.Plain.Faint
		}
		l.put(k.Plain.Accent, c.letter(item.action))
		l.skip(name, 2)
		l.put(name, item.what)
		l.skip(name, copyColumn-len(item.what)+2)
		l.put(style, k.middle(sight, l.room-1))
		body = append(body, l.end(k.Plain.Text))
	}
	return c.box.draw(k, k.lines(width, height, body))
}

func (c *copyMenu) letter(a keymap.Action) string {
	for _, b := range c.bindings.Bindings() {
		if b.Action == a && b.In&keymap.InCopy != 0 {
			return keymap.Label(b.Keys()[:1], c.look.ascii)
		}
	}
	return " "
}

// copiedMsg says what became of a copy.
type copiedMsg struct {
	copying
	size int
	by   string
	err  error
}

// openCopy opens the menu for what the cursor is on.
func (m *Model) openCopy() {
	t, ok := m.value.taken()
	if !ok {
		m.tell(noRow)
		return
	}
	m.copyMenu.taken, m.copyMenu.etcdctl = t, m.etcdctl
	m.over = &m.copyMenu
}

const noRow = "the cursor is on no key"

// copy copies what was chosen from the menu.
func (m *Model) copy(c copying) tea.Cmd {
	m.closeOverlay()
	ctx, outlet := m.program, m.outlet
	return func() tea.Msg {
		text := c.text()
		by, err := outlet.Copy(ctx, text)
		return copiedMsg{copying: c, size: len(text), by: by, err: err}
	}
}

// copied says what was copied, and how. That secrets are masked in it comes
// before what there may be no room for.
func (m *Model) copied(msg copiedMsg) {
	switch {
	case msg.err != nil:
		m.footer.tell(m.look.Plain.Bad, "cannot copy the "+msg.what+": "+m.look.safe(msg.err.Error()))
	case msg.masked && m.noReveal:
		m.tell("copied as shown, secrets masked: " + model.Bytes(msg.size) + " by " + msg.by)
	case msg.masked:
		m.tell("copied as shown, secrets masked (x reveals): " + model.Bytes(msg.size) + " by " + msg.by)
	default:
		m.tell("copied the " + msg.what + msg.but + ": " + model.Bytes(msg.size) + " by " + msg.by)
	}
}
