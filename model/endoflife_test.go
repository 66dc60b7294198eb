package model

import "testing"

func TestEndOfLife(t *testing.T) {
	for version, want := range map[string]string{
		"3.4.23": "2026-06-01", "3.0.17": "2017-01-20", "3.3.27-rc.1": "2021-10-15", "3.4": "2026-06-01",
		"3.5.35": "", "3.6.16": "", "3.7.3": "", "3.8.0-alpha.0": "", "4.0.0": "", "2.3.8": "", "4.4.1": "",
		"": "", "3": "", "3.": "", "3.x.1": "", "3.-4.1": "", "3.4294967300.0": "", "not decided": "",
	} {
		if got := EndOfLife(version); got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}
