package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model"
	"github.com/etcdscope/etcdscope/model/value"
	"github.com/etcdscope/etcdscope/themes"
)

// saver is the prompt for the name of a file to save a value to.
type saver struct {
	look      *look
	separator string
	noReveal  bool
	save      func(saving) tea.Cmd
	hints     string

	line  prompt
	taken taken
	shown bool   // as it is shown, not byte for byte
	begun bool   // a file is being written
	count int    // of the times that it was opened
	there string // what was typed for a file that exists
	said  part   // of the last attempt, or of what was typed
}

// saving is a file to be written.
type saving struct {
	count   int
	name    string
	typed   string
	replace bool
	masked  bool
	data    func() []byte // called from a command
}

// open asks for a name, with one that is like the key's.
func (s *saver) open(t taken) {
	s.count++
	s.taken, s.begun = t, false
	s.shown = t.kept(s.noReveal) != "" // nothing else can be saved
	s.line.typed.set(s.usual())
	s.changed()
}

// changed forgets what was said of another name.
func (s *saver) changed() { s.there, s.said = "", part{} }

func (s *saver) insert(text string) {
	s.changed()
	if !s.line.typed.insert(text) {
		s.say(s.look.Plain.Bad, tooLong())
	}
}

func (s *saver) cursor() int { return s.line.cursor() }

// shut lets go of the value.
func (s *saver) shut() { s.taken = taken{} }

func (s *saver) place() keymap.Place { return keymap.InSave }

func (s *saver) do(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Accept:
		return s.accept()
	case keymap.Form:
		s.turn()
	default:
		if s.line.typed.do(a, "/") {
			s.changed()
		}
	}
	return nil
}

// turn changes between the bytes and what is shown of them.
func (s *saver) turn() {
	if s.taken.kept(s.noReveal) != "" {
		return // it says why
	}
	usual := s.line.typed.String() == s.usual()
	s.shown = !s.shown
	s.changed()
	if usual {
		s.line.typed.set(s.usual())
	}
}

func (s *saver) accept() tea.Cmd {
	typed, t := s.line.typed.String(), s.taken
	name, err := model.Unescape(typed)
	switch {
	case s.begun:
		return nil
	case err != nil:
		s.say(s.look.Plain.Bad, err.Error())
		return nil
	case name == "":
		s.say(s.look.Plain.Bad, "Type the name of a file.")
		return nil
	}
	s.begun = true
	data := func() []byte { return t.raw }
	if s.shown {
		data = t.shown
	}
	return s.save(saving{count: s.count, name: name, typed: typed, replace: typed == s.there, masked: t.masked(), data: data})
}

func (s *saver) say(style themes.Style, text string) { s.said = part{style, text} }

// usual is a name for the file: the last segment of the key and, of what is
// shown, the ending that says what it is.
func (s *saver) usual() string {
	key := s.taken.path
	if s.separator != "" {
		key = strings.TrimSuffix(key, s.separator)
		key = key[strings.LastIndex(key, s.separator)+len(s.separator):]
	}
	name := fileName(key)
	if !s.shown {
		return name
	}
	switch s.taken.doc.Kind {
	case value.KindYAML, value.KindJSON, value.KindPEM:
		return name + "." + string(s.taken.doc.Kind)
	}
	return name + ".txt"
}

// fileNameMost leaves room for an ending: file systems take 255 bytes.
const fileNameMost = 200

// fileName is a key as a name that no file system and no shell takes for
// anything else.
func fileName(key string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-+=@,", r) {
			return r
		}
		return '_'
	}, key)
	name = strings.TrimLeft(name, ".-")
	if name == "" {
		return "value"
	}
	return strings.ToValidUTF8(name[:min(len(name), fileNameMost)], "")
}

func (s *saver) fit(box frame, _ time.Time) {
	s.line.box = box
	s.line.box.focused, s.line.box.foot = true, s.hints
}

func (s *saver) view(time.Time) []string {
	k := s.look
	width, _ := s.line.box.inner()
	what := "The value byte for byte, " + model.Bytes(len(s.taken.raw)) + "."
	if s.shown {
		what = "The value as shown: " + k.viewName(s.taken.doc) + "."
	}
	said := []part{{k.Plain.Text, what}}
	if why := s.taken.kept(s.noReveal); why != "" {
		said = append(said, part{k.Plain.Warn, "Only as shown: " + why + "."})
	}
	if s.said.text != "" {
		said = append(said, s.said)
	}
	return s.line.draw(k.paragraphs(width, said))
}

// savedMsg says what became of a file.
type savedMsg struct {
	saving
	path string
	size int
	err  error
}

// openSave asks where to save the value that the cursor is on.
func (m *Model) openSave() {
	if t, ok := m.takenValue(); ok {
		m.saver.separator = m.separator
		m.saver.open(t)
		m.over = &m.saver
	}
}

func (m *Model) save(s saving) tea.Cmd {
	outlet := m.outlet
	return func() tea.Msg {
		data := s.data()
		path, err := outlet.Save(s.name, data, s.replace)
		return savedMsg{saving: s, path: path, size: len(data), err: err}
	}
}

// saved says what became of a file, where it was asked for if that is still
// open: what was typed isn't lost.
func (m *Model) saved(msg savedMsg) {
	k, asks := m.look, m.over == &m.saver && msg.count == m.saver.count
	var style themes.Style
	var text string
	switch {
	case msg.err == nil:
		text = fmt.Sprintf("saved %s to %s (0600)", model.Bytes(msg.size), k.safe(msg.path))
		if msg.masked {
			text = fmt.Sprintf("saved %s (0600), secrets masked, to %s", model.Bytes(msg.size), k.safe(msg.path))
		}
		if asks {
			m.closeOverlay()
		}
		m.tell(text)
		return
	case errors.Is(msg.err, fs.ErrExist):
		style, text = k.Plain.Warn, k.safe(msg.path)+" exists: enter again replaces it, esc keeps it."
	default:
		style, text = k.Plain.Bad, k.safe(msg.err.Error())
	}
	if !asks {
		m.footer.tell(style, "nothing was saved: "+text)
		return
	}
	m.saver.begun = false
	m.saver.said = part{style, text}
	if errors.Is(msg.err, fs.ErrExist) && m.saver.line.typed.String() == msg.typed {
		m.saver.there = msg.typed
	}
}
