package teatest

import (
	"os"
	"strings"
	"testing"
)

func TestBuildOnce(t *testing.T) {
	b := &builder{owned: true}
	first, err := b.build("./jobshell")
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.build("./jobshell")
	if err != nil {
		t.Fatal(err)
	}
	if still, err := os.Stat(again); err != nil || !os.SameFile(made, still) || !made.ModTime().Equal(still.ModTime()) {
		t.Errorf("built again: %s, then %s: %v", first, again, err)
	}
	if err := b.remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(b.dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", b.dir, err)
	}
}

func TestBuildErrors(t *testing.T) {
	b := &builder{owned: true}
	if _, err := b.build("./testdata/none"); err == nil || !strings.Contains(err.Error(), "testdata/none") {
		t.Errorf("a package that isn't there: %v", err)
	}
	if err := b.remove(); err != nil {
		t.Error(err)
	}
	if _, err := (&builder{}).build("./jobshell"); err == nil || !strings.Contains(err.Error(), "TestMain") {
		t.Errorf("without Main: %v", err)
	}
}
