package source

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What is wrong with a file is said before anything is dialled, with its name.
func TestTLSFilesThatCannotBeUsed(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	cert, key := ca.issue("client")
	_, otherKey := ca.issue("other")
	file := func(name, text string) string { return writeFile(t, filepath.Join(dir, name), []byte(text)) }
	empty, words := file("empty", ""), file("words", "hello\n")
	half := string(readFile(t, ca.file))
	half = file("half", half+half[:len(half)/2])
	encrypted := file("encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGVsbG8=\n-----END ENCRYPTED PRIVATE KEY-----\n")
	legacy := file("legacy", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\naGVsbG8=\n-----END RSA PRIVATE KEY-----\n")
	broken := file("broken", "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n")

	for name, test := range map[string]struct {
		tls  TLS
		says string
	}{
		"CA missing":          {TLS{CAFile: dir + "/no"}, "cannot read the CA file " + dir + "/no: there is no such file: check --cacert"},
		"CA a directory":      {TLS{CAFile: dir}, "cannot read the CA file " + dir + ": is a directory: check --cacert"},
		"CA empty":            {TLS{CAFile: empty}, "the CA file " + empty + " is empty: check --cacert"},
		"CA not PEM":          {TLS{CAFile: words}, "the CA file " + words + " has no certificate in it, in PEM: check --cacert"},
		"CA half written":     {TLS{CAFile: half}, "the CA file " + half + " ends in the middle, or is not PEM: "},
		"CA broken":           {TLS{CAFile: broken}, "the CA file " + broken + " has something wrong in it: "},
		"CA a key":            {TLS{CAFile: key}, "the CA file " + key + " is a private key and not a certificate: check --cacert"},
		"certificate missing": {TLS{CertFile: dir + "/no", KeyFile: key}, "cannot read the client certificate " + dir + "/no: there is no such file: check --cert"},
		"certificate broken":  {TLS{CertFile: broken, KeyFile: key}, "cannot use the client certificate " + broken + " with the key " + key + ": "},
		"swapped":             {TLS{CertFile: key, KeyFile: cert}, "the client certificate " + key + " is a private key and not a certificate: check --cert"},
		"key missing":         {TLS{CertFile: cert, KeyFile: dir + "/no"}, "cannot read the client key " + dir + "/no: there is no such file: check --key"},
		"key not PEM":         {TLS{CertFile: cert, KeyFile: words}, "the client key " + words + " has no private key in it, in PEM: check --key"},
		"key of another":      {TLS{CertFile: cert, KeyFile: otherKey}, "the client key " + otherKey + " does not belong to the certificate " + cert + ": give the two"},
		"key encrypted":       {TLS{CertFile: cert, KeyFile: encrypted}, "the client key " + encrypted + " is encrypted: decrypt it with openssl pkey -in " + encrypted},
		"key encrypted (old)": {TLS{CertFile: cert, KeyFile: legacy}, "the client key " + legacy + " is encrypted: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Dial(Config{Endpoints: []string{"https://h:1"}, TLS: test.tls})
			if problem := (*ConfigError)(nil); !errors.As(err, &problem) || !strings.HasPrefix(problem.Problem, test.says) || strings.Contains(problem.Problem, "\n") {
				t.Errorf("got  %v\nwant %s", err, test.says)
			}
		})
	}
	t.Run("unreadable", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may read everything")
		}
		if err := os.Chmod(key, 0); err != nil {
			t.Fatal(err)
		}
		_, err := Dial(Config{Endpoints: []string{"https://h:1"}, TLS: TLS{CertFile: cert, KeyFile: key}})
		if err == nil || !strings.Contains(err.Error(), "cannot read the client key "+key+": permission denied: ") {
			t.Errorf("error %v", err)
		}
	})
}

// A certificate that is replaced is used from the next connection on: in
// place, and as kubelet does it, by another directory behind a link.
func TestTLSFilesAreReadAnew(t *testing.T) {
	for name, replace := range map[string]func(t *testing.T, dir string, files map[string][]byte){
		"in place": func(t *testing.T, dir string, files map[string][]byte) {
			for name, data := range files {
				writeFile(t, filepath.Join(dir, name), data)
			}
		},
		"by a link": swap,
	} {
		t.Run(name, func(t *testing.T) {
			ca, gone := newAuthority(t), newAuthorityOf(t, "gone CA", longAgo)
			serverCert, serverKey := ca.issue("server")
			srv := startTLSWith(t, serverCert, serverKey, ca.file, 0)
			oldCert, oldKey := ca.issueAs("old", func(c *x509.Certificate) { c.NotAfter = longAgo })
			newCert, newKey := ca.issue("new")

			dir := t.TempDir()
			swap(t, dir, map[string][]byte{"ca.crt": readFile(t, ca.file), "tls.crt": readFile(t, oldCert), "tls.key": readFile(t, oldKey)})
			files := TLS{CAFile: dir + "/ca.crt", CertFile: dir + "/tls.crt", KeyFile: dir + "/tls.key"}
			c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: files})
			awaitCause(t, c, "(CN=old): it expired on 2025-03-04")
			replace(t, dir, map[string][]byte{"ca.crt": readFile(t, ca.file), "tls.crt": readFile(t, newCert), "tls.key": readFile(t, newKey)})
			awaitAnswer(t, c)

			// The CAs, too: what is not trusted any more is not connected to.
			replace(t, dir, map[string][]byte{"ca.crt": readFile(t, gone.file), "tls.crt": readFile(t, newCert), "tls.key": readFile(t, newKey)})
			srv.Stop()
			if err := srv.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			awaitCause(t, c, "is signed by CN=test CA, which "+files.CAFile+" does not have")
			replace(t, dir, map[string][]byte{"ca.crt": readFile(t, ca.file), "tls.crt": readFile(t, newCert), "tls.key": readFile(t, newKey)})
			awaitAnswer(t, c)
		})
	}
}

// swap puts files into a new directory, to which the link ..data then leads.
// The files' own names are links through that.
func swap(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	next, err := os.MkdirTemp(dir, "..")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		writeFile(t, filepath.Join(next, name), data)
		if err := os.Symlink(filepath.Join("..data", name), filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrExist) {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "..data")
	if err := os.Symlink(filepath.Base(next), link+"_tmp"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+"_tmp", link); err != nil {
		t.Fatal(err)
	}
}

// While files are being written the last good ones are used. If these are
// refused then, what is wrong with the new ones is said, too.
func TestTLSFilesThatAreBeingWritten(t *testing.T) {
	ca := newAuthority(t)
	serverCert, serverKey := ca.issue("server")
	srv := startTLSWith(t, serverCert, serverKey, ca.file, 0)
	cert, key := ca.issue("client")
	good, other := readFile(t, cert), readFile(t, serverCert)
	files := TLS{CAFile: ca.file, CertFile: cert, KeyFile: key}
	for name, data := range map[string][]byte{
		"nothing": {}, "half": good[:len(good)/2], "one and a half": append(bytes.Clone(good), good[:len(good)/2]...),
		"without its key": other,
	} {
		t.Run(name, func(t *testing.T) {
			writeFile(t, cert, good)
			c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: files})
			writeFile(t, cert, data) // before the first connection
			mustGet(t, c)
		})
	}
	expired, expiredKey := ca.issueAs("expired", func(c *x509.Certificate) { c.NotAfter = longAgo })
	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}, TLS: TLS{CAFile: ca.file, CertFile: expired, KeyFile: expiredKey}})
	writeFile(t, expired, good[:len(good)/2])
	awaitCause(t, c, "renew it, it is read again at the next attempt; what was read before is used, because the client certificate "+
		expired+" ends in the middle, or is not PEM: ")
	writeFile(t, expired, good)
	writeFile(t, expiredKey, readFile(t, key))
	awaitAnswer(t, c)
	if strings.Contains(c.Cause(), "middle") {
		t.Errorf("cause %q", c.Cause())
	}
}
