package value

import (
	"bytes"
	"encoding/base64"

	"github.com/etcdscope/etcdscope/model"
)

// minBase64 is how long a text must be before it is worth a try: many a word
// is base64 by chance.
const minBase64 = 16

// base64s offers what a text in base64 says; it isn't chosen by itself, since
// the text is what is there.
func base64s(in input) []form {
	text := bytes.TrimSpace(in.raw)
	encoding := encodingOf(text)
	if encoding == nil {
		return nil
	}
	return []form{{name: "base64", offered: true, unpack: func(room int) unpacked {
		plain, err := encoding.DecodeString(string(text[:min(len(text), room/3*4)]))
		said := Fact{Name: "base64", Value: model.Bytes(len(plain)) + " decoded"}
		if err != nil {
			said.Value, said.Bad = said.Value+", then it breaks off", true
		} else if len(text) > room/3*4 {
			said.Value, said.Bad = said.Value+": the rest is left out", true
		}
		return unpacked{raw: plain, facts: []Fact{said}}
	}}}
}

// encodingOf is how a text is encoded; nil if it reads as words rather.
func encodingOf(text []byte) *base64.Encoding {
	if len(text) < minBase64 {
		return nil
	}
	var upper, lower, digits, special, url, pad int
	for i, c := range text {
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digits++
		case c == '+' || c == '/':
			special++
		case c == '-' || c == '_':
			url++
		case c == '=' && i >= len(text)-2:
			pad++
		case c == '\n' || c == '\r':
			// it is broken into lines
		default:
			return nil
		}
	}
	letters := len(text) - bytes.Count(text, []byte{'\n'}) - bytes.Count(text, []byte{'\r'})
	kinds := 0
	for _, n := range []int{upper, lower, digits + special + url} {
		if n*32 >= letters {
			kinds++
		}
	}
	switch {
	case special > 0 && url > 0 || (kinds < 3 && pad == 0):
		return nil // words, a path, hexadecimal, a name
	case letters%4 == 0 && url > 0:
		return base64.URLEncoding
	case letters%4 == 0:
		return base64.StdEncoding
	case pad > 0 || letters%4 == 1:
		return nil
	case url > 0:
		return base64.RawURLEncoding
	}
	return base64.RawStdEncoding
}
