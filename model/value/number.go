package value

import (
	"bytes"
	"strconv"
	"time"
)

// compactKey is where kube-apiserver keeps the revision that it compacted to.
const compactKey = "compact_rev_key"

// numbers knows a value that is nothing but a number or a time, and says what
// it plainly is.
func numbers(in input) []form {
	text := string(bytes.TrimSpace(in.raw))
	if len(text) == 0 || len(text) > 40 {
		return nil
	}
	note := ""
	if in.key == compactKey {
		note = "  the revision up to which kube-apiserver has compacted"
	} else if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		note = timeNote(n)
	} else if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		note = "  a time: " + stamp(t)
	}
	if note == "" {
		return nil
	}
	return []form{{kind: KindNumber, about: "text", show: func() shown {
		return shown{body: notedText{newPlainText(in.raw), note}}
	}}}
}

// notedText is a text with a note after its first line.
type notedText struct {
	*plainText
	note string
}

func (t notedText) line(i int, safe func(string) string) []Span {
	spans := t.plainText.line(i, safe)
	if i == 0 {
		spans = append(spans, Span{Text: t.note, Token: Faint})
	}
	return spans
}

// The times that numbers are taken for.
var (
	earliest = time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// timeNote says which time a number is, if it is plainly one: in seconds,
// milli-, micro- or nanoseconds.
func timeNote(n uint64) string {
	for unit, name := uint64(1), []string{"seconds", "milliseconds", "microseconds", "nanoseconds"}; len(name) > 0; unit, name = unit*1000, name[1:] {
		if s := n / unit; s >= uint64(earliest) && s < uint64(latest) {
			t := time.Unix(int64(s), int64(n%unit)*int64(time.Second)/int64(unit))
			return "  as " + name[0] + ": " + stamp(t)
		}
	}
	return ""
}

// stamp writes a time so that it can be compared anywhere.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
