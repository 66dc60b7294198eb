package contexts

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
)

// The largest files that are read: no honest one comes near.
const (
	fileMost   = 1 << 20
	secretMost = 64 << 10
)

// Load reads a configuration file. One that isn't there is an error that is
// fs.ErrNotExist.
func Load(name, home string) (File, error) {
	data, mode, err := readFile(name, fileMost)
	if err != nil {
		return File{}, fmt.Errorf("cannot read the contexts: %w: see that it is a file you may read, or name another with --config", err)
	}
	f, err := Parse(name, home, data)
	if err != nil {
		return File{}, err
	}
	for _, c := range f.Contexts {
		if c.Password.inline != "" && exposed(mode) {
			return File{}, errorAt(name, c.Password.line, "context %s has its password here and others may read the file (mode %#o): chmod 600 %s",
				c.Name, mode.Perm(), name)
		}
	}
	return f, nil
}

// exposed says whether others than the owner may read a file. Windows keeps
// that elsewhere.
func exposed(mode fs.FileMode) bool { return runtime.GOOS != "windows" && mode.Perm()&0o077 != 0 }

// readFile reads a regular file: opening anything else may never return.
func readFile(name string, most int64) (data []byte, mode fs.FileMode, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s is no regular file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err = f.Stat(); err != nil { // of the very file that is read
		return nil, 0, err
	}
	data, err = io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s has more than %d bytes", name, most)
	}
	return data, info.Mode(), err
}
