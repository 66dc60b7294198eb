package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// today is when the fixtures are looked at.
var today = time.Date(2026, 8, 25, 12, 0, 0, 0, time.UTC)

// What a certificate is for.
var (
	forClient = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	forServer = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	forBoth   = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
)

// A fixture is the file system of a host.
type fixture struct {
	t      *testing.T
	files  fstest.MapFS
	denied []string // files and directories that we may not read
	uid    int
	now    time.Time

	caKey *ecdsa.PrivateKey
	ca    *x509.Certificate
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return newFixtureAt(t, today)
}

func newFixtureAt(t *testing.T, now time.Time) *fixture {
	t.Helper()
	f := &fixture{t: t, files: fstest.MapFS{}, now: now}
	f.caKey = f.newKey()
	f.ca = f.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "etcd-ca"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, f.caKey)
	return f
}

func (f *fixture) host() Host {
	return Host{Root: deniable{f.files, f.denied}, Dir: "/", UID: f.uid, Now: f.now}
}

func (f *fixture) write(name, text string) {
	f.files[strings.TrimPrefix(name, "/")] = &fstest.MapFile{Data: []byte(text), Mode: 0o600}
}

func (f *fixture) link(name, to string) {
	f.files[strings.TrimPrefix(name, "/")] = &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink}
}

// authority writes the CA's certificate.
func (f *fixture) authority(name string) { f.write(name, encode("CERTIFICATE", f.ca.Raw)) }

// issue writes a certificate and its key.
func (f *fixture) issue(cert, key string, usage []x509.ExtKeyUsage, change ...func(*x509.Certificate)) {
	f.t.Helper()
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "etcd"}, ExtKeyUsage: usage,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	for _, c := range change {
		c(template)
	}
	k := f.newKey()
	f.write(cert, encode("CERTIFICATE", f.sign(template, k).Raw))
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		f.t.Fatal(err)
	}
	f.write(key, encode("EC PRIVATE KEY", raw))
}

// pair is issue for files that end with .crt and .key.
func (f *fixture) pair(name string, usage []x509.ExtKeyUsage) {
	f.t.Helper()
	f.issue(name+".crt", name+".key", usage)
}

func (f *fixture) newKey() *ecdsa.PrivateKey {
	f.t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	return k
}

func (f *fixture) sign(template *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	f.t.Helper()
	template.SerialNumber = big.NewInt(int64(len(f.files) + 1))
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = f.now.AddDate(0, 0, -1), f.now.AddDate(1, 0, 0)
	}
	parent := f.ca
	if parent == nil {
		parent = template
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), f.caKey)
	if err != nil {
		f.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		f.t.Fatal(err)
	}
	return cert
}

func encode(kind string, raw []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}))
}

// process writes what /proc has of a process.
func (f *fixture) process(pid, uid int, args []string, environ ...string) string {
	dir := "/proc/" + strconv.Itoa(pid)
	f.write(dir+"/comm", "etcd\n")
	f.write(dir+"/cmdline", strings.Join(args, "\x00")+"\x00")
	f.write(dir+"/environ", strings.Join(append(environ, ""), "\x00"))
	id := strconv.Itoa(uid)
	f.write(dir+"/status", "Name:\tetcd\nUid:\t"+id+"\t"+id+"\t"+id+"\t"+id+"\n")
	f.link(dir+"/exe", "/usr/local/bin/etcd")
	for _, kind := range []string{"net", "mnt"} {
		f.link(dir+"/ns/"+kind, kind+":[1]")
		f.link("/proc/self/ns/"+kind, kind+":[1]")
	}
	return dir
}

// onDisk writes the files below a directory and is a host with that for root.
func (f *fixture) onDisk() Host {
	f.t.Helper()
	dir := f.t.TempDir()
	for name, file := range f.files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			f.t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
	return Host{Root: os.DirFS(dir), Dir: dir, UID: f.uid, Now: f.now}
}

// deniable is a file system in which some files and directories can't be read.
type deniable struct {
	fstest.MapFS
	denied []string
}

func (d deniable) refuses(op, name string, itself bool) error {
	if slices.ContainsFunc(d.denied, func(no string) bool { return itself && name == no || strings.HasPrefix(name, no+"/") }) {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrPermission}
	}
	return nil
}

func (d deniable) Open(name string) (fs.File, error) {
	if err := d.refuses("open", name, true); err != nil {
		return nil, err
	}
	return d.MapFS.Open(name)
}

func (d deniable) Stat(name string) (fs.FileInfo, error) {
	if err := d.refuses("stat", name, false); err != nil {
		return nil, err
	}
	return d.MapFS.Stat(name)
}

func (d deniable) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := d.refuses("open", name, true); err != nil {
		return nil, err
	}
	return d.MapFS.ReadDir(name)
}

func (d deniable) ReadLink(name string) (string, error) {
	if err := d.refuses("readlink", name, true); err != nil {
		return "", err
	}
	return d.MapFS.ReadLink(name)
}

// chosen is the candidate that would be used.
func chosen(t *testing.T, h Host) Candidate {
	t.Helper()
	all := Find(h)
	at := Choose(all)
	if at < 0 {
		t.Fatalf("none can be used: %+v", present(all))
	}
	return all[at]
}

// present are the candidates that are there.
func present(all []Candidate) []Candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c Candidate) bool { return c.Absent })
}
