package ui

import (
	"strings"
	"testing"
)

func TestRecall(t *testing.T) {
	for name, test := range map[string]struct {
		all         []string
		keys, shows string // < before, > after, letters are typed at the end
	}{
		"back and forth":                  {[]string{"c", "b", "a"}, "x<<<>>>", "x c b a b c x"},
		"past the ends":                   {[]string{"b", "a"}, "><<<<>>>>", "- b a - - b . - -"},
		"none":                            {nil, "x<>", "x - -"},
		"nothing typed":                   {[]string{"a"}, "<>", "a ."},
		"the newest is what is typed":     {[]string{"x", "a"}, "x<>>", "x a x x"},
		"only that":                       {[]string{"x"}, "x<>", "x - -"},
		"what is recalled may be changed": {[]string{"c", "b"}, "x<y<>>", "x c cy b c x"},
	} {
		var r recall
		r.begin(test.all)
		line, shown := "", []string{}
		for _, key := range test.keys {
			text, ok := line+string(key), true
			switch key {
			case '<':
				text, ok = r.before(line)
			case '>':
				text, ok = r.after()
			}
			switch {
			case !ok:
				shown = append(shown, "-")
				continue
			case text == "":
				shown = append(shown, ".")
			default:
				shown = append(shown, text)
			}
			line = text
		}
		if got := strings.Join(shown, " "); got != test.shows {
			t.Errorf("%s: %s, want %s", name, got, test.shows)
		}
	}
}
