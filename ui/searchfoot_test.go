package ui

import (
	"testing"

	"github.com/etcdscope/etcdscope/model"
)

// What would do nothing is no hint.
func TestSearchHintsAtWhatLeadsSomewhere(t *testing.T) {
	s := newScreen(t, 120, 20, Options{})
	s.news(cluster())
	s.press("/")
	s.wants("╰ enter jump · ctrl+o scope: everywhere · / in values · esc back ─")
	s.typed("pods")
	s.wants("╰ enter jump · tab filter tree · ctrl+o scope: everywhere · esc back ─")
	s.typed("zzz")
	s.wants("No key matches", "╰ ctrl+o scope: everywhere · esc back ─")
	s.press("ctrl+u")
	s.typed("re:(")
	s.wants("╰ ctrl+o scope: everywhere · esc back ─")
	s.press("ctrl+u")
	s.typed("ledger")
	s.press("enter", "/")
	s.wants("· / in values · ctrl+p earlier · esc back ─")
	s.press("ctrl+p")
	s.wants("╰ enter jump · tab filter tree · ctrl+o scope: everywhere · esc back ─")
	s.typed("x") // there is none before that
	s.wants("╰ ctrl+o scope: everywhere · esc back ─")
}

// Where there is no room for what there is beside, the rest stays.
func TestSearchHintsWhereThereIsRoom(t *testing.T) {
	s := newScreen(t, 64, 20, Options{})
	s.news(cluster())
	s.press("/")
	s.wants("╰ enter jump · ctrl+o scope: everywhere · esc back ─")
}

func TestEscIsSaidToStopTheLoading(t *testing.T) {
	s := newScreen(t, 100, 20, Options{})
	s.news(half(model.LoadPaused))
	s.searches("zzz")
	s.wants("· esc back ─")
	s.press("ctrl+r")
	s.wants("· esc stop loading, back ─")
	s.press("ctrl+r")
	s.wants("· esc back ─")
}
