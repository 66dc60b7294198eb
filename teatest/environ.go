package teatest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// environ is the environment a program runs in: the same on every machine, with
// directories of its own.
type environ struct{ home, temp, races string }

func newEnviron(t testing.TB) (environ, error) {
	root := t.TempDir()
	e := environ{home: filepath.Join(root, "home"), temp: filepath.Join(root, "tmp"), races: filepath.Join(root, "races")}
	return e, errors.Join(os.Mkdir(e.home, 0o700), os.Mkdir(e.temp, 0o700), os.Mkdir(e.races, 0o700))
}

// variables has nothing of the test's own environment but where programs are,
// and where their coverage goes.
func (e environ) variables() []string {
	vars := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + e.home,
		"TMPDIR=" + e.temp,
		"XDG_CACHE_HOME=" + filepath.Join(e.home, ".cache"),
		"XDG_CONFIG_HOME=" + filepath.Join(e.home, ".config"),
		"XDG_DATA_HOME=" + filepath.Join(e.home, ".local", "share"),
		"XDG_STATE_HOME=" + filepath.Join(e.home, ".local", "state"),
		"TERM=xterm-256color",
		"LANG=C.UTF-8",
		"TZ=UTC",
		"GORACE=" + e.raceOptions(),
	}
	if dir, ok := os.LookupEnv("GOCOVERDIR"); ok {
		vars = append(vars, "GOCOVERDIR="+dir)
	}
	return vars
}
