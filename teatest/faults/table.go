//go:build linux

package faults

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// table is docs/faults.md.
func table(outcomes []outcome) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, tableHead, machine())
	for _, o := range outcomes {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n",
			o.name, seconds(o.lasts), o.saying(), o.saidAfter(), seconds(o.right), o.tree(), o.lost())
	}
	b.WriteString(tableFoot)
	return b.Bytes()
}

const tableHead = `# Faults

What goes wrong with an etcd, what the person sees of it, and how long until it is right again. Made by ` + "`make faults-table`" + `
(teatest/faults) on %s.

Each line is one run: a cluster of etcd 3.7.3 as processes of its own on loopback, with etcd's own heartbeat and election
times, behind proxies (toxiproxy) that cut, slow and lose; the real program on a pseudo-terminal; a client that writes, past
the proxies, until the fault ends. *Said after* is from the fault to the first frame whose header tells of it.
*Right again* is from the end of the fault until the header says "live", the count of keys is the store's, and a tree
that the same code keeps beside it equals a linearizable Get: keys, mod and create revisions, versions, counts. It has in it what
etcd needs itself: a start, an election.

| fault | for | the header says | said after | right again after | the tree | lost |
|---|---|---|---|---|---|---|
`

const tableFoot = `
Where it says nothing, the header stayed as it was: another member answered meanwhile, or reading goes on and the header has
no word for this fault. "Listed again" is in place: every row stays until it is known to be gone.

Beside the table, ` + "`make faults`" + ` goes through random schedules of such faults, several at once, each from a seed, on clusters
that stream, that page as etcd before 3.7 does, and mixed ones: at the end of each the tree must equal a Get, with nothing
left running. ` + "`make faults-long`" + ` goes through thousands.
`

func (o outcome) saying() string {
	switch {
	case o.first == "":
		return "nothing"
	case o.last == o.first || o.last == "" || strings.Contains(o.last, "live"):
		return quoted(o.first)
	}
	return quoted(o.first) + ", then " + quoted(o.last)
}

// quoted is text that stands in a table as it is.
func quoted(text string) string { return "`" + strings.ReplaceAll(text, "|", "¦") + "`" }

func (o outcome) saidAfter() string {
	if o.first == "" {
		return "—"
	}
	return seconds(o.after)
}

func (o outcome) tree() string {
	switch {
	case o.reset:
		return "begins anew"
	case o.gaps > 0:
		return "listed again"
	}
	return "goes on"
}

func (o outcome) lost() string {
	if o.wrong != nil {
		return "**the tree is not the store**"
	}
	return "nothing"
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// machine is where and when.
func machine() string {
	name := "an unknown CPU"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	load, _ := os.ReadFile("/proc/loadavg") // unknown if there is none
	one, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%s: %s/%s, %d CPUs (%s), %s, load average %s when it ended", time.Now().Format(time.DateOnly),
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), name, runtime.Version(), cmp.Or(one, "unknown"))
}
