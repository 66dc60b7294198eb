package value

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/etcdscope/etcdscope/model"
	"pgregory.net/rapid"
)

func TestHexDump(t *testing.T) {
	d := Decode("", []byte("k8s\x00\n\x0c\n\x02v1\x12\x06Secret\x12")).As("hex").Reveal()
	for width, want := range map[int][]string{
		78: {
			"00000000  6b 38 73 00 0a 0c 0a 02  76 31 12 06 53 65 63 72  |k8s.....v1..Secr|",
			"00000010  65 74 12                                          |et.|",
		},
		77: {
			"00000000  6b 38 73 00 0a 0c 0a 02  |k8s.....|",
			"00000008  76 31 12 06 53 65 63 72  |v1..Secr|",
			"00000010  65 74 12                 |et.|",
		},
		10: {
			"00000000  6b 38 73 00  |k8s.|",
			"00000004  0a 0c 0a 02  |....|",
			"00000008  76 31 12 06  |v1..|",
			"0000000c  53 65 63 72  |Secr|",
			"00000010  65 74 12     |et.|",
		},
	} {
		fitted := d.Fit(width)
		if got := joined(fitted); got != strings.Join(want, "\n") || fitted.Len() != len(want) {
			t.Errorf("at %d cells, %d lines:\n%s\nwant:\n%s", width, fitted.Len(), got, strings.Join(want, "\n"))
		}
	}
}

func TestFitChangesOnlyHexDumps(t *testing.T) {
	for in, want := range map[string]bool{"": false, "text": false, "{}": false, "\x00": true} {
		d := Decode("", []byte(in))
		if changed := d.Fit(50) != d; changed != want {
			t.Errorf("%q: changed %v, want %v", in, changed, want)
		}
	}
	if d := Decode("", []byte{0}).Fit(50); d.Fit(50) != d {
		t.Error("a dump that fits is made again")
	}
}

// checkHex checks that the dump, at every width, is the bytes and fits.
func checkHex(t rapid.TB, d *Document, raw []byte) {
	t.Helper()
	for _, width := range []int{78, 45, 29} {
		fitted := d.Fit(width)
		var got []byte
		for i := range fitted.Len() {
			line := fitted.Line(i)
			if want := fmt.Sprintf("%08x", len(got)); line[0].Text != want {
				t.Fatalf("line %d is at %s, want %s", i, line[0].Text, want)
			}
			if w := model.Width(text(line)); w > width {
				t.Fatalf("line %d is %d cells wide, want %d", i, w, width)
			}
			row, err := hex.DecodeString(strings.ReplaceAll(line[1].Text, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, row...)
		}
		if !bytes.Equal(got, raw) {
			t.Fatalf("%x is shown as %x", raw, got)
		}
	}
}
