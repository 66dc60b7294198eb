package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"

	"go.uber.org/zap"
)

// profiles are the files that --cpuprofile and --memprofile name, which mean
// what they mean to go test, and the address of --pprof; "" is none. What is written there is about the
// program: which functions took time and memory. Nothing of a keyspace is in
// it.
type profiles struct {
	CPU, Mem string
	pprof    pprofServer

	cpu, mem *profileFile // nil: not asked for, or written
	failed   error        // the first failure to write
}

func (p *profiles) group() flagGroup {
	g := newFlagGroup("Profiles of etcdscope itself, for go tool pprof")
	g.StringVar(&p.CPU, "cpuprofile", "", "`FILE` where the time went, written on leaving")
	g.StringVar(&p.Mem, "memprofile", "", "`FILE` where the memory is, written on leaving")
	g.StringVar(&p.pprof.address, "pprof", "", "`ADDRESS` of this host to serve profiles at")
	return g
}

func (p *profiles) check() error {
	if p.CPU != "" && p.CPU == p.Mem {
		return badArgsf("--cpuprofile and --memprofile are both %s: give each a file of its own", p.CPU)
	}
	return nil
}

// during writes the profiles of what do does. A file that can't be made is
// told before do is called. The error of do goes before one of writing.
func (p *profiles) during(log *zap.Logger, do func() error) error {
	if err := p.open(); err != nil {
		return err
	}
	err := p.pprof.during(log, do)
	if closing := p.close(); err == nil {
		err = closing
	}
	return err
}

func (p *profiles) open() (err error) {
	if p.cpu, err = newProfileFile("cpuprofile", p.CPU); err != nil {
		return err
	}
	if p.mem, err = newProfileFile("memprofile", p.Mem); err != nil || p.cpu == nil {
		return err
	}
	return pprof.StartCPUProfile(p.cpu)
}

// memory writes where the memory is, of which held is a part. It does so once.
func (p *profiles) memory(held any) {
	if p.mem == nil {
		return
	}
	runtime.GC() // the profile is as old as the last collection
	_ = pprof.Lookup("heap").WriteTo(p.mem, 0)
	runtime.KeepAlive(held)
	p.closed(p.mem)
	p.mem = nil
}

func (p *profiles) close() error {
	if p.cpu != nil {
		pprof.StopCPUProfile()
		p.closed(p.cpu)
		p.cpu = nil
	}
	p.memory(nil)
	return p.failed
}

func (p *profiles) closed(f *profileFile) {
	if err := f.close(); err != nil && p.failed == nil {
		p.failed = fmt.Errorf("a profile is not whole: %w: name a file elsewhere", err)
	}
}

// A profileFile remembers that a write failed, which the profilers don't tell.
type profileFile struct {
	file   *os.File
	failed error
}

// newProfileFile is nil if name is "".
func newProfileFile(flag, name string) (*profileFile, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, badArgsf("--%s: %w: name a file that can be written", flag, err)
	}
	return &profileFile{file: f}, nil
}

func (f *profileFile) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	if err != nil && f.failed == nil {
		f.failed = err
	}
	return n, err
}

func (f *profileFile) close() error {
	if err := f.file.Close(); f.failed == nil {
		f.failed = err
	}
	return f.failed
}
