package ui

// recall goes back through what was typed at other times, as in a shell: what
// is being typed now is the newest, and waits there.
type recall struct {
	all   []string // the newest first
	at    int      // of all, -1: what is being typed
	typed string   // that
}

// begin starts with what is being typed.
func (r *recall) begin(all []string) { *r = recall{all: all, at: -1} }

// before is the next older one than what the line has; false if there is none.
func (r *recall) before(current string) (text string, ok bool) {
	if r.at < 0 {
		r.typed = current
	}
	for i := r.at + 1; i < len(r.all); i++ {
		if r.all[i] != current { // else the key would seem to do nothing
			r.at = i
			return r.all[i], true
		}
	}
	return "", false
}

// after is the next newer one, at last what was being typed; false if that is
// what the line has.
func (r *recall) after() (text string, ok bool) {
	if r.at < 0 {
		return "", false
	}
	if r.at--; r.at < 0 {
		return r.typed, true
	}
	return r.all[r.at], true
}
