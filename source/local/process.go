package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// systemUIDs is one more than the last user ID of a system account.
const systemUIDs = 1000

// processes are the candidates of the etcd servers that run here; one that is
// absent if there is none.
func (h Host) processes() []Candidate {
	var pids []int
	entries, _ := fs.ReadDir(h.Root, "proc") // without a /proc, none are seen
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	var found []Candidate
	for _, pid := range pids {
		if c, ok := h.process(pid); ok {
			found = append(found, c)
		}
	}
	if found == nil {
		return []Candidate{{From: "a running etcd", Absent: true}}
	}
	return found
}

// process is the candidate of a process; ok is false if it isn't an etcd
// server. Only the command line of one with that name, of a user who is
// trusted, is read: reading that of a process that hangs can hang, too.
func (h Host) process(pid int) (c Candidate, ok bool) {
	dir := path.Join("proc", strconv.Itoa(pid))
	if h.comm(dir) != "etcd" {
		return c, false
	}
	c.From = fmt.Sprintf("process %d (etcd)", pid)
	if c.Problem, ok = h.suspicious(dir); !ok || c.Problem != "" {
		return c, ok
	}
	args := words(h.read(dir + "/cmdline").data)
	if len(args) == 0 {
		return c, false // it has just ended
	}
	args[0] = "etcd" // whatever it calls itself
	s, ok := fromCommand(args)
	if !ok {
		return c, false
	}
	if s, c.Problem = h.told(dir, s); c.Problem != "" {
		return c, true
	}
	return h.server(c.From, s, h.inside(dir)), true
}

// suspicious says why a process of that name may not tell where to log in; ok
// is false if it is another program. Anyone can give a program a name and
// arguments, one that runs as root for whoever starts it, too.
func (h Host) suspicious(dir string) (problem string, ok bool) {
	if uid, ok := h.owner(dir); !ok || !h.trusts(uid) {
		return "it is run by " + someone(uid, ok) + ", who may not be trusted with a login: give --endpoints", true
	}
	exe, err := fs.ReadLink(h.Root, path.Join(dir, "exe"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", false // it has just ended
	case err != nil:
		return "permission denied on " + h.path("/"+dir+"/exe") + ", which says what it really is: try sudo, or give --endpoints", true
	}
	return "", path.Base(strings.TrimSuffix(exe, " (deleted)")) == "etcd"
}

// comm is the name of a process. A host has thousands, so it is read in the
// cheapest way.
func (h Host) comm(dir string) string {
	f, err := h.Root.Open(dir + "/comm")
	if err != nil {
		return "" // it has just ended
	}
	defer func() { _ = f.Close() }()
	var name [16]byte // the kernel's own limit
	n, _ := f.Read(name[:])
	return strings.TrimSpace(string(name[:n]))
}

// told are the settings of a process that has those of s on its command line.
// problem says why they can't be known, or are of no use.
func (h Host) told(dir string, s settings) (_ settings, problem string) {
	if h.foreign(dir, "net") {
		return nil, "it is in a container with a network of its own: give --endpoints with the address that it is published at"
	}
	environ := h.read(dir + "/environ")
	switch {
	case environ.err == nil:
		vars := map[string]string{}
		for _, v := range words(environ.data) {
			name, value, _ := strings.Cut(v, "=")
			vars[name] = value
		}
		s = s.over(fromVariables(vars))
	case len(s.urls()) == 0 && s[configFile] == "":
		return nil, h.problem(environ) // which must have what the command line lacks
	}
	return h.withConfigFile(s, h.inside(dir))
}

// words are the parts of a file of /proc that ends each with a zero byte.
func words(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\x00"), "\x00")
}

// owner is the user that a process runs as; ok is false if these are several,
// as while a program runs as root for somebody else.
func (h Host) owner(dir string) (uid int, ok bool) {
	for line := range strings.Lines(string(h.read(dir + "/status").data)) {
		if ids, is := strings.CutPrefix(line, "Uid:"); is {
			fields := slices.Compact(strings.Fields(ids)) // real, effective, saved, of files
			if len(fields) == 1 {
				uid, err := strconv.Atoi(fields[0])
				return uid, err == nil
			}
		}
	}
	return 0, false
}

// trusts says whether a process of that user may tell where to log in: one of
// root or of another system account, or one's own.
func (h Host) trusts(uid int) bool { return uid < systemUIDs || uid == h.UID }

func someone(uid int, known bool) string {
	if !known {
		return "an unknown user"
	}
	return "user " + strconv.Itoa(uid)
}

// foreign says that a process has another namespace of a kind than we have.
// Where one may not look, it counts as the same.
func (h Host) foreign(dir, kind string) bool {
	its, err := fs.ReadLink(h.Root, path.Join(dir, "ns", kind))
	ours, errOurs := fs.ReadLink(h.Root, path.Join("proc/self/ns", kind))
	return err == nil && errOurs == nil && its != ours
}

// inside is the view of a process. A file that its container shares with the
// host goes by its name on the host: that will be there tomorrow, too.
func (h Host) inside(dir string) view {
	return func(h Host, name string) string {
		if !path.IsAbs(name) {
			return path.Join(dir, "cwd", name)
		}
		within := path.Join(dir, "root", name)
		its, err := fs.Stat(h.Root, rooted(within))
		ours, errOurs := fs.Stat(h.Root, rooted(name))
		switch {
		case !h.foreign(dir, "mnt"), errors.Is(err, fs.ErrNotExist):
			return name
		case errOurs == nil && (err != nil || os.SameFile(its, ours)):
			return name
		}
		return within
	}
}
