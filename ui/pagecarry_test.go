package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

func TestNoOrdinalBeyondTheEnd(t *testing.T) {
	s := onValue(t, 120, 30, numbered(100))
	s.press("/")
	s.typed("line")
	if n := s.m.value.page.find.ordinal(match{line: 1000}); n != 0 {
		t.Errorf("a match that isn't there is number %d", n)
	}
}
