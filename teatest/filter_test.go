package teatest

import (
	"strings"
	"testing"
)

// The whole tree comes back line by line as it was, with the view in its middle,
// after its filtered one was gone through while keys were written.
func TestFilterGivesTheWholeTreeBack(t *testing.T) {
	server := StartServer(t)
	for _, prefix := range []string{"a/", "b/", "c/x/", "c/y/"} {
		server.Fill(prefix, 2_000)
	}
	server.Put("b/key-of-all-keys", "v")
	term := Start(t, Options{Cols: 100, Rows: 24, Args: []string{"--endpoints", server.Endpoint()}})
	term.AwaitText("8,001 keys")
	for _, path := range []string{"a/", "c/", "c/y/", "b/key-of-all-keys"} {
		term.Type(":" + path)
		term.Press("enter")
		term.AwaitMatch(`\n ` + path + ` *\n`) // in the breadcrumbs
	}
	term.AwaitText("version 1")
	panes := func(screen string) string {
		lines := strings.Split(screen, "\n")
		return strings.Join(lines[1:len(lines)-1], "\n") // without the header and the footer
	}
	before := panes(term.Screen())
	term.Type("/99")
	term.AwaitMatch(`\d+ of 8,001 keys`)
	term.Press("tab")
	term.AwaitMatch(`keys ▸ 99 .* of 8,001 ─`)
	server.Put("d/99", "later")
	term.AwaitMatch(` of 8,002 ─`)
	for range 5 {
		term.Press("C", "l", "j", "l", "G", "J", "h", "g")
	}
	server.Delete("d/99")
	term.AwaitMatch(` of 8,001 ─`)
	term.Press("esc")
	term.Await(func(screen string) bool { return panes(screen) == before }, "the panes to be as they were:\n"+before)
	quit(t, term)
}
