package teatest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
)

// reports takes what the job shell reports out of the terminal's output. It
// comes between two bytes of the program's, so that both have one order.
type reports struct {
	mark string // begins a report; BEL ends it
	rest []byte // output not handed on yet: it may be the beginning of a report
}

// newReports makes a mark that no program under test can know, in the form of an
// operating system command, which terminals ignore.
func newReports() *reports {
	return &reports{mark: fmt.Sprintf("\x1b]teatest;%s;", rand.Text())}
}

// cut hands the output on to show and the reports in it to hear, in their order.
func (r *reports) cut(output []byte, show func([]byte), hear func(word, argument string)) {
	r.rest = append(r.rest, output...)
	for {
		before, after, found := bytes.Cut(r.rest, []byte(r.mark))
		if !found {
			n := len(r.rest) - cutShort(r.rest, r.mark)
			show(r.rest[:n])
			r.rest = r.rest[n:]
			return
		}
		report, after, whole := bytes.Cut(after, []byte("\a"))
		if !whole {
			show(before)
			r.rest = r.rest[len(before):]
			return
		}
		show(before)
		word, argument, _ := strings.Cut(string(report), " ")
		hear(word, argument)
		r.rest = after
	}
}

// end returns what was held back, once nothing more comes.
func (r *reports) end() []byte {
	rest := r.rest
	r.rest = nil
	return rest
}
