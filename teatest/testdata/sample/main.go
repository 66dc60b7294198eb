// Command sample is a small program for the harness to be tried on: it shows the
// size of its terminal and what it was told, and behaves well or badly on demand.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "-dirty" {
		dirty()
		return
	}
	program := tea.NewProgram(sample{args: os.Args[1:]}, tea.WithFilter(currentSize))
	go followSize(program)
	_, err := program.Run()
	switch {
	case errors.Is(err, tea.ErrInterrupted):
		os.Exit(130)
	case err != nil:
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
}

// followSize tells the program of new sizes from the very first moment on: Bubble
// Tea itself reads the size, draws, and only then listens for changes, so that it
// misses one in between (signals_unix.go, listenForResize).
func followSize(program *tea.Program) {
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, syscall.SIGWINCH)
	for {
		program.Send(tea.WindowSizeMsg{})
		<-changed
	}
}

// currentSize makes every message about the size tell the present one: they come
// from two sides, in no order.
func currentSize(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, ok := msg.(tea.WindowSizeMsg); !ok {
		return msg
	}
	width, height, err := term.GetSize(os.Stdout.Fd())
	if err != nil || width*height == 0 {
		return nil
	}
	return tea.WindowSizeMsg{Width: width, Height: height}
}

// dirty leaves the terminal as no program should.
func dirty() {
	if _, err := term.MakeRaw(os.Stdin.Fd()); err != nil {
		panic(err)
	}
	fmt.Print("\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?2004h\x1b[>1u\x1b[3 q\x1b]11;#ff0000\a")
}

type sample struct {
	args          []string
	width, height int
	said          []string
	frames        int
}

func (m sample) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (m sample) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.said = append(m.said, fmt.Sprintf("dark:%t", msg.IsDark()))
	case tea.ResumeMsg:
		m.said = append(m.said, "resumed")
	case tea.PasteMsg:
		if len(msg.Content) > 100 {
			m.said = append(m.said, fmt.Sprintf("paste of %d bytes", len(msg.Content)))
			break
		}
		m.said = append(m.said, fmt.Sprintf("paste:%q", msg.Content))
	case tea.KeyPressMsg:
		return m.press(msg.String())
	}
	return m, nil
}

func (m sample) press(key string) (tea.Model, tea.Cmd) {
	switch key {
	case "ctrl+c":
		return m, tea.Interrupt
	case "ctrl+z":
		return m, tea.Suspend
	case "q":
		return m, tea.Quit
	case "x":
		m.said = nil
		return m, nil
	case "P":
		panic("as asked")
	case "E":
		return m, func() tea.Msg { os.Exit(3); return nil }
	case "B":
		return m, m.leaveBehind
	case "F":
		m.frames++
		if m.frames < 500 {
			return m, func() tea.Msg { return tea.KeyPressMsg(tea.Key{Text: "F", Code: 'F'}) }
		}
	case "R":
		return m, race
	}
	m.said = append(m.said, key)
	return m, nil
}

// leaveBehind starts a process that keeps the terminal open.
func (m sample) leaveBehind() tea.Msg {
	signal.Ignore(syscall.SIGHUP) // and so does the process
	cmd := exec.Command("sleep", "1000")
	cmd.Stdout = os.Stdout
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	return tea.Quit()
}

// race writes a variable from two goroutines.
func race() tea.Msg {
	var shared int
	done := make(chan struct{})
	go func() { shared++; close(done) }()
	shared++
	<-done
	return tea.PasteMsg{Content: fmt.Sprintf("raced %d", shared)}
}

func (m sample) View() tea.View {
	lines := []string{
		fmt.Sprintf("sample %d×%d %v", m.width, m.height, m.args),
		"said: " + strings.Join(m.said, " "),
		fmt.Sprintf("env: TERM=%s LANG=%s HOME=%t ETCDCTL=%q", os.Getenv("TERM"), os.Getenv("LANG"), os.Getenv("HOME") != "", os.Getenv("ETCDCTL_ENDPOINTS")),
		"wide: 漢字 e\u0301 👩‍💻|",
	}
	// Every line says which frame it belongs to: half a frame would show.
	for len(lines) < m.height {
		lines = append(lines, fmt.Sprintf("frame %d", m.frames))
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.ReportFocus = true
	return v
}
