package teatest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// reference is how a line refers to a variable.
var reference = regexp.MustCompile(`\$\{(\w+)\}`)

// Script is one script while it runs.
type Script struct {
	testing.TB

	dir       string // of the script, where its golden files are
	update    bool
	options   Options // of the next start
	variables map[string]string
	masks     []*regexp.Regexp
	term      *Term // nil before the first start
}

// Set gives the variable name a value, for ${name} in lines after this one.
func (s *Script) Set(name, value string) {
	s.variables[name] = value
}

// Term is the terminal of the last start, nil before the first.
func (s *Script) Term() *Term {
	return s.term
}

// commands are those that every script has. They take the rest of the line.
func (s *Script) commands() map[string]func(rest string) error {
	commands := map[string]func(string) error{
		"size":   s.size,
		"legacy": bare(func() error { s.options.Legacy = true; return nil }),
		"env":    func(rest string) error { s.options.Env = append(slices.Clip(s.options.Env), rest); return nil },
		"start":  inWords(s.start),
		"mask":   s.mask,
	}
	maps.Copy(commands, map[string]func(string) error{
		"press":    s.onTerm(inWords(func(keys []string) error { return s.term.press(keys...) })),
		"type":     s.onTerm(inText(func(text string) error { s.term.Type(text); return nil })),
		"paste":    s.onTerm(inText(func(text string) error { s.term.Paste(text); return nil })),
		"await":    s.onTerm(inText(func(text string) error { return s.term.awaitText(text) })),
		"await~":   s.onTerm(func(re string) error { _, err := s.term.awaitMatch(re); return err }),
		"gone":     s.onTerm(inText(func(text string) error { return s.term.awaitGone(text) })),
		"never":    s.onTerm(inText(s.never)),
		"resize":   s.onTerm(s.resize),
		"snapshot": s.onTerm(s.snapshot),
		"signal":   s.onTerm(s.signal),
		"hangup":   s.onTerm(bare(func() error { return s.term.hangup() })),
		"stopped":  s.onTerm(bare(func() error { return s.term.awaitStopped() })),
		"continue": s.onTerm(bare(func() error { return s.term.resume() })),
		"exit":     s.onTerm(s.exit),
		"restored": s.onTerm(bare(func() error { return s.term.restored() })),
	})
	return commands
}

func (s *Script) do(l line) error {
	rest, err := s.expand(l.rest)
	if err != nil {
		return err
	}
	return l.run(rest)
}

// expand puts in the values of variables.
func (s *Script) expand(text string) (string, error) {
	var unknown error
	expanded := reference.ReplaceAllStringFunc(text, func(ref string) string {
		value, ok := s.variables[ref[2:len(ref)-1]]
		if !ok {
			unknown = fmt.Errorf("there is no variable %s", ref)
		}
		return value
	})
	return expanded, unknown
}

// onTerm is for commands that need a terminal.
func (s *Script) onTerm(run func(rest string) error) func(rest string) error {
	return func(rest string) error {
		if s.term == nil {
			return errors.New("nothing is started yet")
		}
		return run(rest)
	}
}

func (s *Script) size(rest string) (err error) {
	if s.options.NoSize = rest == "none"; s.options.NoSize {
		return nil
	}
	s.options.Cols, s.options.Rows, err = parseSize(rest)
	return err
}

func (s *Script) start(args []string) (err error) {
	options := s.options
	options.Args = slices.Concat(options.Args, args)
	if s.term != nil {
		s.term.close()
	}
	s.term, err = start(s, options)
	return err
}

func (s *Script) resize(rest string) error {
	cols, rows, err := parseSize(rest)
	if err != nil {
		return err
	}
	return s.term.resize(cols, rows)
}

func (s *Script) never(text string) error {
	if bytes.Contains(s.term.Output(), []byte(text)) {
		return fmt.Errorf("the program wrote %q to the terminal", text)
	}
	return nil
}

func (s *Script) signal(rest string) error {
	sig := unix.SignalNum("SIG" + rest)
	if sig == 0 {
		return fmt.Errorf("there is no signal %q (TERM, HUP, INT, …)", rest)
	}
	return s.term.signal(sig)
}

func (s *Script) exit(rest string) error {
	got, err := s.term.wait()
	if err != nil || rest == "" {
		return err
	}
	want, err := strconv.Atoi(rest)
	if err == nil && got != want {
		err = fmt.Errorf("the program's status was %d; %s", got, s.term.picture())
	}
	return err
}

func parseSize(size string) (cols, rows int, err error) {
	if n, err := fmt.Sscanf(size, "%dx%d", &cols, &rows); n != 2 || err != nil || min(cols, rows) < 0 {
		return 0, 0, fmt.Errorf("a size is written as 80x24, not %q", size)
	}
	return cols, rows, nil
}

// bare is for commands that take nothing.
func bare(run func() error) func(rest string) error {
	return func(rest string) error {
		if rest != "" {
			return fmt.Errorf("takes no %q", rest)
		}
		return run()
	}
}

// inText is for commands that take one text.
func inText(run func(text string) error) func(rest string) error {
	return func(rest string) error {
		if strings.HasPrefix(rest, `"`) {
			text, err := strconv.Unquote(rest)
			if err != nil {
				return fmt.Errorf("%s: %w", rest, err)
			}
			rest = text
		}
		if rest == "" {
			return errors.New("needs a text")
		}
		return run(rest)
	}
}

// inWords is for commands that take words.
func inWords(run Command) func(rest string) error {
	return func(rest string) error {
		var words []string
		for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
			word, after, _ := strings.Cut(rest, " ")
			if quoted, err := strconv.QuotedPrefix(rest); err == nil && rest[0] == '"' {
				after = rest[len(quoted):]
				if word, err = strconv.Unquote(quoted); err != nil {
					return err
				}
			}
			words, rest = append(words, word), after
		}
		return run(words)
	}
}
