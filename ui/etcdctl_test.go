package ui

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTheCommandThatReadsTheSame(t *testing.T) {
	flags := []string{"--endpoints=https://10.0.0.11:2379,https://[::1]:2379", "--cacert=/my files/ca.crt", "--user=alice"}
	const way = "etcdctl '--endpoints=https://10.0.0.11:2379,https://[::1]:2379' '--cacert=/my files/ca.crt' --user=alice get "
	for _, test := range []struct {
		path   string
		prefix bool
		rev    int64
		want   string
	}{
		{"/registry/pods/a/b", false, 17, "'/registry/pods/a/b' --rev=17 --print-value-only"},
		{"it's", false, 0, `'it'\''s' --print-value-only`},
		{"/a/\xff\x1b'\\", false, 3, `$'/a/\xff\x1b\'\\' --rev=3 --print-value-only`},
		{"-x", false, 3, "--rev=3 --print-value-only -- '-x'"},
		{"/a/", true, 3, "'/a/' --rev=3 --prefix --keys-only --limit=1000"},
		{"", true, 3, "'' --rev=3 --prefix --keys-only --limit=1000"},
	} {
		if got, ok := etcdctlGet(flags, test.path, test.prefix, test.rev); !ok || got != way+test.want {
			t.Errorf("%q\n got  %s\n want %s", test.path, got, way+test.want)
		}
	}
	if got, ok := etcdctlGet(flags, "a\x00b", false, 1); ok {
		t.Errorf("no argument has a NUL byte, and yet %s", got)
	}
}

// Whatever a key is, bash reads it back to the byte, and sees one word.
func TestBashReadsWhatIsQuoted(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(
			rapid.StringOf(rapid.SampledFrom([]rune("ab01/'\"\\$`!~*?[]{}()<>|&;#=:,@%+^ \t\n\x1b\u202e\u200bäe\u0301"))),
			rapid.Map(rapid.SliceOf(rapid.ByteRange(1, 255)), func(b []byte) string { return string(b) }),
		), 1, 20).Draw(rt, "words")
		script := `printf '%s\0'`
		for _, w := range words {
			script += " " + shellQuoted(w) + " x" + shellWord("y"+w)
		}
		out, err := exec.CommandContext(t.Context(), bash, "--norc", "-c", script).Output()
		if err != nil {
			rt.Fatalf("%s: %v", script, err)
		}
		want := ""
		for _, w := range words {
			want += w + "\x00xy" + w + "\x00"
		}
		if string(out) != want {
			rt.Fatalf("%s\n gives %q\n want  %q", script, out, want)
		}
		if strings.ContainsFunc(script, func(r rune) bool { return r < ' ' || r == '\u202e' }) {
			rt.Fatalf("pasted, it isn't what it looks like: %q", script)
		}
	})
}
