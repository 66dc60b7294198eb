package ui

import (
	"encoding/base64"
	"testing"

	"github.com/etcdscope/etcdscope/themes"
)

// Not only above the lines: who reads them sees it, too.
func TestWhatHasExpiredIsBadInItsLine(t *testing.T) {
	part := base64.RawURLEncoding.EncodeToString
	s := onLedger(t, part([]byte(`{"alg":"none"}`))+"."+part([]byte(`{"exp":1700000000,"iat":1600000000}`))+"."+part([]byte("signature")))
	theme := themes.Dark()
	if got := s.colour("1700000000 (2023-11-14 22:13:20 UTC) — expired"); got != theme.Bad.GetForeground() {
		t.Errorf("it is %v", got)
	}
	if got := s.colour("1600000000 (2020-09-13"); got == theme.Bad.GetForeground() {
		t.Error("nothing is wrong with when it was issued")
	}
}
