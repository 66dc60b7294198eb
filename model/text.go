package model

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Safe makes one line of display text of any bytes. It is the one way for
// keys, values and server messages to reach a terminal. What a person could
// not see, or what could change how its neighbours look, is spelled out:
//
//	control characters         their pictures: ␀ ␊ ␛ ␡
//	bytes that aren't UTF-8    \xff
//	other characters           \u202e, \U000e0041
//
// Other characters are those that have no glyph of their own (C1 controls,
// bidi controls, zero-width characters and joiners, variation selectors, tags,
// spaces other than ' ', fillers, private use, unassigned) and those that
// pile up on a neighbour: marks that don't follow a letter or are too many,
// emoji modifiers, flags. So every grapheme of the result is one or two cells
// wide, and none joins the text that the caller puts before it.
//
// A backslash stays as it is, which keeps JSON readable but means that two
// texts can look the same; [Escape] is the exact spelling.
//
// Terminals that count cells by character rather than by grapheme draw
// spacing marks and conjuncts of Indic scripts, Thai SARA AM and old Hangul
// wider than [Width] says. They are shown all the same: to whom they matter
// they must be readable.
func Safe(s string) string {
	if isPlain(s) {
		return s
	}
	return unpile(spell(s, picture))
}

// SafeASCII is [Safe] for terminals that show ASCII only: all else is spelled
// out, control characters as \x1b.
func SafeASCII(s string) string {
	if isPlain(s) {
		return s
	}
	b := make([]byte, 0, 2*len(s))
	for i, r := range s {
		switch {
		case r < utf8.RuneSelf && isPlain(s[i:i+1]):
			b = append(b, s[i])
		case r < utf8.RuneSelf || isInvalid(s[i:], r):
			b = appendByte(b, s[i])
		default:
			b = appendRune(b, r)
		}
	}
	return string(b)
}

// isPlain says whether s is printable ASCII, which is nearly every key.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isInvalid says whether r, decoded from the start of s, stands for a byte
// that isn't UTF-8 rather than for a U+FFFD that is there.
func isInvalid(s string, r rune) bool {
	if r != utf8.RuneError {
		return false
	}
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// spell spells out what can't be seen; ascii appends its form of a control
// character, or of any other ASCII.
func spell(s string, ascii func(b []byte, c byte) []byte) string {
	b := make([]byte, 0, len(s)+len(s)/2)
	for i, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b = ascii(b, s[i])
		case isInvalid(s[i:], r):
			b = appendByte(b, s[i])
		case isShown(r):
			b = utf8.AppendRune(b, r)
		default:
			b = appendRune(b, r)
		}
	}
	return string(b)
}

// picture appends a control character as its control picture.
func picture(b []byte, c byte) []byte {
	switch {
	case c < ' ':
		return utf8.AppendRune(b, '␀'+rune(c))
	case c == 0x7f:
		return utf8.AppendRune(b, '␡')
	}
	return append(b, c)
}

// appendByte appends the spelling of a byte: \xff.
func appendByte(b []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'x', hex[c>>4], hex[c&0xf])
}

// appendRune appends the spelling of a character: \u202e or \U000e0041.
func appendRune(b []byte, r rune) []byte {
	mark, digits := byte('u'), 4
	if r > 0xffff {
		mark, digits = 'U', 8
	}
	n := strconv.FormatInt(int64(r), 16)
	b = append(b, '\\', mark)
	b = append(b, "00000000"[:digits-len(n)]...)
	return append(b, n...)
}

// isShown says whether r, which isn't ASCII, can be seen.
func isShown(r rune) bool {
	return strconv.IsPrint(r) && !unicode.In(r,
		unseen,
		unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point,
		unicode.Regional_Indicator,
	)
}

// unseen are characters that count as printable but are blank or (*) join
// any character beside them.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1}, // * Malayalam dot reph
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // Braille blank
	},
	R32: []unicode.Range32{
		{Lo: 0x111c2, Hi: 0x111c3, Stride: 1}, // * Sharada
		{Lo: 0x1193f, Hi: 0x11941, Stride: 2}, // * Dives Akuru
		{Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1}, // * Zanabazar Square
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1}, // * Soyombo
		{Lo: 0x11d46, Hi: 0x11d46, Stride: 1}, // * Masaram Gondi
		{Lo: 0x11f02, Hi: 0x11f02, Stride: 1}, // * Kawi
		{Lo: 0x13441, Hi: 0x13442, Stride: 1}, // Egyptian blanks
		{Lo: 0x1d159, Hi: 0x1d159, Stride: 1}, // musical null notehead
		{Lo: 0x1f3fb, Hi: 0x1f3ff, Stride: 1}, // * emoji modifiers
	},
}

// maxJoined is how many characters may follow the first of a grapheme. Six is
// enough for the conjuncts and pointed letters of living scripts.
const maxJoined = 6

// unpile spells out, of every grapheme, what piles up on its first character.
func unpile(s string) string {
	var b []byte
	done := 0
	g := displaywidth.StringGraphemes(s)
	for at := 0; g.Next(); {
		grapheme := g.Value()
		keep := soundLen(grapheme)
		if keep < len(grapheme) {
			b = append(b, s[done:at+keep]...)
			for _, r := range grapheme[keep:] {
				b = appendRune(b, r)
			}
			done = at + len(grapheme)
		}
		at += len(grapheme)
	}
	if done == 0 {
		return s
	}
	return string(append(b, s[done:]...))
}

// soundLen is the length of the beginning of a grapheme that is shown as it
// is: its first character and, if that is a letter, a few letters and marks.
func soundLen(grapheme string) int {
	first, n := utf8.DecodeRuneInString(grapheme)
	if joins(first) {
		return 0
	}
	if !unicode.IsLetter(first) {
		return n
	}
	for joined := 0; joined < maxJoined && n < len(grapheme); joined++ {
		r, size := utf8.DecodeRuneInString(grapheme[n:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return n
		}
		n += size
	}
	return n
}

// joins says whether r would become part of any character before it.
func joins(r rune) bool {
	return unicode.IsMark(r) || strings.ContainsRune("\u0e33\u0eb3\uff9e\uff9f", r)
}
