package source

import (
	"slices"
	"strings"

	"github.com/etcdscope/etcdscope/model"
)

// reach decides how far a page's range goes. A server walks its index to the
// end of the range that it is asked for, to count it, whatever the limit:
// paging through n keys with an open end costs n²/limit, and one key of five
// million 0.3 s. So the end is kept close: at first where nothing much is,
// then at the end of what shares a prefix with the last key. An empty range
// costs a round trip and nothing else, so where keys are sparse the end goes
// away from the position in steps that grow.
type reach struct {
	near  string // the position, or the last key read
	share int    // the end is where another byte follows near[:share-1]; 0: it is open
	base  int    // what all keys of the span share
	step  int    // how far the byte goes: see end
	poor  int    // ranges in a row that gave little
	dense bool   // far more than a page was met: to go far would have much counted

	gentle bool   // rather many empty ranges than one that is big
	last   string // key that was read
	below  byte   // of gentle: what the byte after near[:share] begins with, likely
}

// likely is where most keyspaces have everything. What comes before it is
// asked for on its own: it would count all the rest otherwise.
const likely = "/registry/"

func newReach(span model.Span) reach {
	r := reach{base: min(len(span.To), model.CommonPrefix(span.From, span.To)+1)}
	if !r.behind(span.From) {
		r.enter(span.From)
	}
	return r
}

// behind is where a listing goes on behind a key that is known; false if at is
// no such place.
func (r *reach) behind(at string) bool {
	if !strings.HasSuffix(at, "\x00") {
		return false
	}
	r.near, r.share, r.step, r.poor = at, len(at)-1, 0, 0
	return true
}

// enter is at the beginning of all that starts with prefix.
func (r *reach) enter(prefix string) {
	r.near, r.step, r.poor = prefix+"\x00", 0, 0
	r.share = len(r.near)
}

// end is where the next range ends, "" for the end of the keyspace.
func (r *reach) end(from string) string {
	if r.share == 0 {
		return ""
	}
	before, c := r.near[:r.share-1], r.near[r.share-1]
	switch {
	case r.below != 0 && r.near == from && len(from) == r.share:
		return from + string([]byte{r.below + 1})
	case from == "/":
		return likely
	case c == 0 && before == "":
		return "/"
	case c == 0:
		return before + "a" // names begin with a letter, mostly
	case r.step == 0:
		return model.PrefixEnd(r.near[:r.share])
	}
	if c = further(c, r.step); c == 0 {
		return model.PrefixEnd(before)
	}
	return before + string([]byte{c})
}

type class struct{ from, to byte }

// classes are the bytes that names are made of.
var classes = []class{{'/', '0'}, {'0', '9' + 1}, {'A', 'Z' + 1}, {'a', 'z' + 1}}

// further is the byte to end before: of digits and letters some further on, of
// what is between them all. 0: there is none in this place.
func further(c byte, step int) byte {
	for _, class := range classes {
		switch {
		case c < class.from:
			return class.from
		case c < class.to:
			return byte(min(int(c)+1<<min(step-1, 7), int(class.to)))
		}
	}
	return 0
}

// narrow chooses the end of the next range from a page that left keys behind:
// what the first and last key of the page have in common, and one byte more
// while the range has far more keys than a page takes.
func (r *reach) narrow(first, last string, many bool) {
	share := model.CommonPrefix(first, last)
	if many {
		r.dense, share = true, max(share, r.share)+1
	}
	r.near, r.share = last, max(1, min(share, len(last)))
	r.step, r.poor, r.below = 0, 0, 0
}

// widen goes on at the end of a range that is read. little says that it gave
// less than a page is worth asking for; after patience of these in a row all
// the rest is asked for.
func (r *reach) widen(at string, little, empty bool, patience int) {
	if at == likely && r.base <= len(likely) {
		r.enter(at)
		return
	}
	if r.near = at; len(at) < r.share {
		r.share, r.step = len(at), 0
	}
	if !little || r.share == 0 {
		return
	}
	if r.gentle {
		r.inch(empty)
		return
	}
	if r.dense {
		patience *= denseMore
	}
	switch r.poor++; {
	case r.poor >= patience:
		r.share = 0
	case r.poor > reachSteps && r.share > r.base+1 && empty:
		r.share, r.step = max(r.base+1, r.share-max(1, r.share/4)), 0
	case r.poor > reachSteps && r.share > r.base+1:
		r.share, r.step = r.share-1, 0
	case slices.ContainsFunc(classes, func(c class) bool { return at[r.share-1] == c.from }):
		r.step = 1
	case r.dense:
		r.step = 1
	default:
		r.step++
	}
}

// inch is to widen gently: never so far that much might be in reach at once.
func (r *reach) inch(empty bool) {
	switch r.poor++; {
	case !empty: // but little: one byte further up there may be some of that
		r.share = min(len(r.near), max(r.base+1, min(r.share, len(r.near)-1)))
		r.step, r.poor, r.below = 1, 0, 0
	case r.poor > reachSteps && r.share > r.base+1:
		r.up()
	default:
		r.step = 1
	}
}

// up goes on a byte further up (more in a very long key), as near as that goes.
// The names there begin as these did, likely: behind "node-09" comes "node-10".
func (r *reach) up() {
	r.share -= max(1, (r.share-r.base)/upShare)
	r.step, r.poor, r.below = 1, 0, 0
	for _, class := range classes {
		if r.share < len(r.last) && class.from <= r.last[r.share] && r.last[r.share] < class.to {
			r.below = class.from
		}
	}
}

// seek goes to key, which lies behind the position: the end of a child, mostly,
// whose last byte is the one after the separator.
func (r *reach) seek(key string) {
	if r.behind(key) {
		return
	}
	share := min(model.CommonPrefix(r.near, key)+1, len(key)-1)
	r.near, r.share = key, max(1, share)
	r.step, r.poor = 0, 0
}
