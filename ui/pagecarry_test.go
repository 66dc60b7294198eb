package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/etcdscope/etcdscope/model/value"
)

// blocks is JSON of so many fields, each with a block.
func blocks(n int) string {
	fields := make([]string, n)
	for i := range fields {
		fields[i] = fmt.Sprintf(`"k%d":{"a":%d}`, i, i)
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// What was found may be beyond the end of a newer document, however many blocks
// are closed in that.
func TestWhatWasFoundIsGoneWithTheEndOfTheValue(t *testing.T) {
	s := onValue(t, 120, 30, blocks(carryFolds+500))
	s.press("C", "/")
	s.typed(fmt.Sprintf("k%d", carryFolds+400))
	s.press("enter")
	s.wants("1 of 1")
	s.becomes(blocks(carryFolds/2), 4, 200)
	s.pass(time.Second)
	s.wants("not found")
}

// What is gone isn't looked for long, however long the value and its paths are:
// a step of a path costs a few allocations.
func TestWhatIsGoneIsGivenUpInTime(t *testing.T) {
	const deep = 5000
	items := strings.Repeat(`{"a":[1,2]},`, 3*carrySteps)
	for name, tt := range map[string]struct{ raw, path string }{
		"long": {`{"x":[` + items + `{}]}`, fmt.Sprintf(".x[%d]", 4*carrySteps)},
		"deep": {strings.Repeat(`{"x":`, deep) + `{"y":1}` + strings.Repeat("}", deep), strings.Repeat(".x", deep) + ".z"},
	} {
		doc := ready(value.Decode("", []byte(tt.raw)))
		allocs := testing.AllocsPerRun(1, func() {
			f := finderOfPaths{is: doc, steps: carrySteps}
			if line := f.search(tt.path); line >= 0 {
				t.Errorf("%s: it is found on line %d", name, line)
			}
		})
		if allocs > 25*carrySteps {
			t.Errorf("%s: %.0f allocations", name, allocs)
		}
	}
}

func TestNoOrdinalBeyondTheEnd(t *testing.T) {
	s := onValue(t, 120, 30, numbered(100))
	s.press("/")
	s.typed("line")
	if n := s.m.value.page.find.ordinal(match{line: 1000}); n != 0 {
		t.Errorf("a match that isn't there is number %d", n)
	}
}
