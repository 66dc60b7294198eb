package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/ui/paint"
)

// recorder is a terminal that keeps what it is sent.
type recorder struct{ copied []string }

func (r *recorder) Copy(text []byte) { r.copied = append(r.copied, string(text)) }

func (r *recorder) Lend(use func() error, ended func(error) tea.Msg) tea.Cmd {
	return func() tea.Msg { return ended(use()) }
}

// clipboardIn is an outlet in an environment where only the given programs
// are; each keeps what it is given in a file of its name.
func clipboardIn(t *testing.T, env string, programs map[string]string) (*outlet, *recorder, func(program string) string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range programs {
		text := fmt.Sprintf("#!/bin/sh\necho \"$*\" >%[1]s/%[2]s.args\n/bin/cat >%[1]s/%[2]s.text\n%[3]s\n", dir, name, script)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	vars := map[string]string{}
	for _, v := range strings.Fields(env) {
		name, value, _ := strings.Cut(v, "=")
		vars[name] = value
	}
	r := &recorder{}
	o := &outlet{getenv: func(name string) string { return vars[name] }, terminal: r}
	return o, r, func(program string) string {
		args, _ := os.ReadFile(filepath.Join(dir, program+".args"))
		text, _ := os.ReadFile(filepath.Join(dir, program+".text"))
		return strings.TrimSpace(string(args)) + "|" + string(text)
	}
}

func TestTheClipboardsThatThereAre(t *testing.T) {
	const text = "\xff\x00 text"
	all := map[string]string{"wl-copy": "", "xclip": "", "xsel": "", "tmux": "", "clip.exe": ""}
	for name, test := range map[string]struct {
		env      string
		programs map[string]string
		by       string
		got      map[string]string
		terminal int
	}{
		"nothing but a terminal": {by: "the terminal (OSC 52)", programs: all, terminal: 1},
		"x11": {
			env: "DISPLAY=:0", programs: all, by: "xclip and the terminal (OSC 52)", terminal: 1,
			got: map[string]string{"xclip": "-selection clipboard|" + text, "xsel": "|"},
		},
		"wayland": {
			env: "DISPLAY=:0 WAYLAND_DISPLAY=wayland-0", programs: all, by: "wl-copy and the terminal (OSC 52)", terminal: 1,
			got: map[string]string{"wl-copy": "|" + text, "xclip": "|"},
		},
		"the first fails": {
			env: "DISPLAY=:0", programs: map[string]string{"xclip": "exit 1", "xsel": ""}, by: "xsel and the terminal (OSC 52)", terminal: 1,
			got: map[string]string{"xsel": "--clipboard --input|" + text},
		},
		"all fail":      {env: "DISPLAY=:0", programs: map[string]string{"xclip": "exit 1"}, by: "the terminal (OSC 52)", terminal: 1},
		"none is there": {env: "DISPLAY=:0", by: "the terminal (OSC 52)", terminal: 1},
		"wsl":           {env: "WSL_DISTRO_NAME=Debian", programs: all, by: "clip.exe and the terminal (OSC 52)", terminal: 1},
		"over ssh":      {env: "DISPLAY=:10 SSH_CONNECTION=a", programs: all, by: "the terminal (OSC 52)", terminal: 1, got: map[string]string{"xclip": "|"}},
		"in tmux": {
			env: "TMUX=/tmp/x,1,0 SSH_TTY=/dev/pts/1", programs: all, by: "tmux",
			got: map[string]string{"tmux": "load-buffer -w -|" + text},
		},
		"in tmux on x11": {env: "TMUX=/tmp/x,1,0 DISPLAY=:0", programs: all, by: "xclip and tmux"},
		"in an old tmux": {env: "TMUX=/tmp/x,1,0", programs: map[string]string{"tmux": "exit 1"}, by: "the terminal (OSC 52)", terminal: 1},
	} {
		t.Run(name, func(t *testing.T) {
			o, r, got := clipboardIn(t, test.env, test.programs)
			by, err := o.Copy(t.Context(), []byte(text))
			if err != nil || by != test.by || len(r.copied) != test.terminal || (test.terminal > 0 && r.copied[0] != text) {
				t.Errorf("by %q, %v, the terminal got %q", by, err, r.copied)
			}
			for program, want := range test.got {
				if got(program) != want {
					t.Errorf("%s got %q, want %q", program, got(program), want)
				}
			}
		})
	}
}

func TestTooMuchForTheTerminal(t *testing.T) {
	much := bytes.Repeat([]byte("x"), paint.ClipboardMost+1)
	o, r, _ := clipboardIn(t, "TMUX=/tmp/x,1,0", map[string]string{"tmux": ""})
	if _, err := o.Copy(t.Context(), much); err == nil || err.Error() != "73.2 KiB is more than the 73.2 KiB that terminals take: ctrl+s saves it to a file" {
		t.Error(err)
	}
	if _, err := o.Copy(t.Context(), much[1:]); err != nil {
		t.Error(err)
	}
	o, _, got := clipboardIn(t, "DISPLAY=:0", map[string]string{"xclip": ""})
	if by, err := o.Copy(t.Context(), much); err != nil || by != "xclip" || !strings.HasSuffix(got("xclip"), string(much)) {
		t.Errorf("by %q, %v", by, err)
	}
	o, _, _ = clipboardIn(t, "DISPLAY=:0", map[string]string{"xclip": "exit 3"})
	if _, err := o.Copy(t.Context(), much); err == nil || err.Error() != "xclip: exit status 3; it is too much for the terminal: ctrl+s saves it to a file" {
		t.Error(err)
	}
	if len(r.copied) != 0 {
		t.Errorf("the terminal got %d bytes", len(r.copied[0]))
	}
}

// Ctrl+z stops all of our process group: who has the clipboard is of another.
func TestAClipboardOutlivesThePause(t *testing.T) {
	o, _, _ := clipboardIn(t, "DISPLAY=:0", map[string]string{"xclip": "/bin/sleep 600 & echo $! >${0%/*}/pid"})
	if by, err := o.Copy(t.Context(), []byte("x")); err != nil || by != "xclip and the terminal (OSC 52)" {
		t.Fatalf("by %q, %v", by, err)
	}
	text, err := os.ReadFile(filepath.Join(os.Getenv("PATH"), "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(pid, syscall.SIGKILL) }()
	if group, err := syscall.Getpgid(pid); err != nil || group == syscall.Getpgrp() {
		t.Errorf("it is in group %d, %v: ours", group, err)
	}
}

func TestAClipboardThatHangsIsNotWaitedFor(t *testing.T) {
	o, r, _ := clipboardIn(t, "DISPLAY=:0", map[string]string{"xclip": "exec /bin/sleep 600"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond) // a shorter time than it has by itself
	defer cancel()
	by, err := o.Copy(ctx, []byte("x"))
	if err != nil || by != "the terminal (OSC 52)" || len(r.copied) != 1 {
		t.Errorf("by %q, %v", by, err)
	}
}
