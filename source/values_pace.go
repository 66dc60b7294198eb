package source

import (
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// valuesPace says how many values are asked for at once, and when: it begins
// with few, goes by what values are seen to weigh, and rests for as long as the
// last ones took.
type valuesPace struct {
	keys int // of the next request; 0: none was made yet
	due  time.Time
}

func (p *valuesPace) size() int {
	if p.keys == 0 {
		return valuesFirst
	}
	return p.keys
}

// took notes a request that brought n values of so many bytes together.
func (p *valuesPace) took(n, bytes int, began, ended time.Time) {
	took := ended.Sub(began)
	p.due = ended.Add(took)
	if slow := began.Add(time.Duration(bytes) * time.Second / model.ValuesRate); slow.After(p.due) {
		p.due = slow
	}
	if n == 0 {
		return
	}
	fits := valuesTarget / max(1, bytes/n)
	p.keys = max(1, min(fits, 2*p.size(), valuesMost))
}

// tooMuch notes that so many were too large an answer.
func (p *valuesPace) tooMuch(n int) { p.keys = max(1, n/2) }
