package teatest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page is a page of docs/ with screens in it. Each is a code block after a line
// <!-- screen NAME -->, and as the program draws it: a test fails where it isn't,
// and writes it anew with -update. Numbers may differ, and the blanks and rules
// beside them: ports, revisions, ages and times do.
type page struct {
	t     *testing.T
	path  string
	text  string
	shown map[string]bool
}

var (
	pageScreen  = regexp.MustCompile("(?s)<!-- screen ([a-z-]+) -->\n```text\n(.*?)```\n")
	pageNumbers = regexp.MustCompile(`[0-9][0-9,.]*`)
	pageRate    = regexp.MustCompile(`0( [kM])?/s`)
	pageBlanks  = regexp.MustCompile(`[ ─━]+`)
)

func openPage(t *testing.T, name string) *page {
	t.Helper()
	path := filepath.Join("..", "docs", name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t: t, path: path, text: string(text), shown: map[string]bool{}}
	t.Cleanup(p.close)
	return p
}

// shows says that the screen of that name is as the terminal's.
func (p *page) shows(term *Term, name string) {
	p.t.Helper()
	p.shown[name] = true
	for _, at := range pageScreen.FindAllStringSubmatchIndex(p.text, -1) {
		if p.text[at[2]:at[3]] != name {
			continue
		}
		if *update {
			p.text = p.text[:at[4]] + trimmed(term.Screen()) + p.text[at[5]:]
			return
		}
		want := p.text[at[4]:at[5]]
		err := term.awaitScreen(func(screen string) bool { return comparable(trimmed(screen)) == comparable(want) }, name)
		if err != nil {
			p.t.Fatalf("%s: the screen %s is another one (written anew by -update):\n%s", p.path, name,
				difference(comparable(want), comparable(trimmed(term.Screen()))))
		}
		return
	}
	p.t.Errorf("%s has no screen %s", p.path, name)
}

// trimmed is a screen without the blanks at the ends of its lines.
func trimmed(screen string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(screen, "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// comparable is what must be the same each time.
func comparable(screen string) string {
	screen = pageNumbers.ReplaceAllString(screen, "0")
	return pageBlanks.ReplaceAllString(pageRate.ReplaceAllString(screen, "0/s"), " ")
}

func (p *page) close() {
	for _, found := range pageScreen.FindAllStringSubmatch(p.text, -1) {
		if !p.shown[found[1]] {
			p.t.Errorf("%s: nothing has shown the screen %s", p.path, found[1])
		}
	}
	if *update && !p.t.Failed() {
		if err := os.WriteFile(p.path, []byte(p.text), 0o644); err != nil {
			p.t.Error(err)
		}
	}
}
