//go:build linux

package faults

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"testing"
)

var (
	report = flag.String("report", "", "write the table of faults to this `FILE.md`, or - for the output")
	choose = flag.String("scenarios", "", "only those that match this `REGEXP`")
)

// Each fault by itself, on the real screen: what it says, and how long until it
// is right again. It measures for minutes, so it runs when it is asked for.
func TestTable(t *testing.T) {
	if *report == "" {
		t.Skip("needs -report (make faults-table)")
	}
	wanted, err := regexp.Compile(*choose)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []outcome
	for _, s := range slices.Concat(memberScenarios(), networkScenarios(), serverScenarios()) {
		if !wanted.MatchString(s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			o, err := play(t, s)
			if err != nil {
				t.Fatal(err)
			}
			if o.wrong != nil {
				t.Error(o.wrong)
			}
			t.Logf("%+v", o)
			outcomes = append(outcomes, o)
		})
	}
	text := table(outcomes)
	if *report == "-" {
		_, err = os.Stdout.Write(text)
	} else if !t.Failed() {
		err = os.WriteFile(*report, text, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}
