package teatest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// snapshot waits until the screen is as in the golden file of that name, or
// writes the file.
func (s *Script) snapshot(name string) error {
	if name == "" || strings.ContainsAny(name, `/\ `) {
		return fmt.Errorf("a snapshot needs a name for its file, not %q", name)
	}
	path := filepath.Join(s.dir, name+".golden")
	if s.update {
		return os.WriteFile(path, []byte(s.masked(s.term.Screen())+"\n"), 0o644)
	}
	golden, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w (write it with -update)", err)
	}
	if err != nil {
		return err
	}
	want := strings.TrimSuffix(string(golden), "\n")
	if err := s.term.awaitScreen(func(screen string) bool { return s.masked(screen) == want }, path); err != nil {
		return fmt.Errorf("%w\nagainst %s:\n%s", err, path, difference(want, s.masked(s.term.Screen())))
	}
	return nil
}

func (s *Script) mask(expression string) error {
	re, err := byLine(expression)
	if err == nil {
		s.masks = append(s.masks, re)
	}
	return err
}

// masked is the screen with asterisks for what is different each time. A mask
// keeps its width, so that what it stands in still shows its layout.
func (s *Script) masked(screen string) string {
	for _, re := range s.masks {
		screen = re.ReplaceAllStringFunc(screen, func(match string) string {
			return strings.Repeat("*", utf8.RuneCountInString(match))
		})
	}
	return screen
}

// difference lists the lines that differ, as wanted (-) and as they are (+).
func difference(want, got string) string {
	wanted, gotten := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(wanted), len(gotten)) {
		w, g := at(wanted, i), at(gotten, i)
		if w != g {
			fmt.Fprintf(&b, "%3d -%s\n    +%s\n", i+1, w, g)
		}
	}
	return b.String()
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
