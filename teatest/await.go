package teatest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Await waits until cond holds for what the screen shows. It is asked again
// after everything that was painted, and fails the test when that takes too
// long or the program has ended.
func (t *Term) Await(cond func(screen string) bool, what string) {
	t.t.Helper()
	t.must(t.awaitScreen(cond, what))
}

// AwaitText waits until the screen shows text.
func (t *Term) AwaitText(text string) {
	t.t.Helper()
	t.must(t.awaitText(text))
}

// AwaitMatch waits until something on the screen matches the regular expression,
// and returns the match and its groups. ^ and $ match at every line.
func (t *Term) AwaitMatch(expression string) []string {
	t.t.Helper()
	match, err := t.awaitMatch(expression)
	t.must(err)
	return match
}

// AwaitGone waits until the screen doesn't show text. Await it first: what was
// never there is gone at once.
func (t *Term) AwaitGone(text string) {
	t.t.Helper()
	t.must(t.awaitGone(text))
}

func (t *Term) awaitText(text string) error {
	return t.awaitScreen(func(screen string) bool { return strings.Contains(screen, text) }, fmt.Sprintf("%q", text))
}

func (t *Term) awaitGone(text string) error {
	return t.awaitScreen(func(screen string) bool { return !strings.Contains(screen, text) }, fmt.Sprintf("%q to be gone", text))
}

func (t *Term) awaitMatch(expression string) (match []string, err error) {
	re, err := byLine(expression)
	if err != nil {
		return nil, err
	}
	err = t.awaitScreen(func(screen string) bool {
		match = re.FindStringSubmatch(screen)
		return match != nil
	}, fmt.Sprintf("a match of %q", expression))
	return match, err
}

// byLine compiles an expression for the screen, where ^ and $ mean lines.
func byLine(expression string) (*regexp.Regexp, error) {
	return regexp.Compile("(?m)" + expression)
}

func (t *Term) awaitScreen(cond func(screen string) bool, what string) error {
	return t.await(func() bool { return cond(t.Screen()) }, what)
}

// await waits until cond holds.
func (t *Term) await(cond func() bool, what string) error {
	deadline := time.NewTimer(t.patience)
	defer deadline.Stop()
	for {
		// Both before looking: what changes from here on is looked at again, and
		// a program's last words count.
		ended, changed := closed(t.drained), t.nextChange()
		if cond() {
			return nil
		}
		if ended {
			status, err := t.wait()
			return errors.Join(err, fmt.Errorf("the program ended with status %d while the test waited for %s; %s", status, what, t.picture()))
		}
		select {
		case <-changed:
		case <-t.drained:
		case <-deadline.C:
			return fmt.Errorf("waited %s in vain for %s; %s", t.patience, what, t.picture())
		}
	}
}

// within waits for done to be closed.
func (t *Term) within(done <-chan struct{}) error {
	deadline := time.NewTimer(t.patience)
	defer deadline.Stop()
	select {
	case <-done:
		return nil
	case <-deadline.C:
		return fmt.Errorf("not within %s", t.patience)
	}
}

// patience is how long a test waits for what should come. It only bounds how
// late a failure is told, so it is generous to slow machines.
func patience() time.Duration {
	if raceEnabled {
		return time.Minute
	}
	return 30 * time.Second
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// picture is the screen as an error message shows it.
func (t *Term) picture() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "the screen (%d×%d):\n", t.screen.vt.Width(), t.screen.vt.Height())
	for line := range strings.Lines(t.screen.text()) {
		b.WriteString("  │")
		b.WriteString(line)
	}
	return b.String()
}
