// Package find looks for keys by what a person types: loosely, by terms, by a
// regular expression or a glob, among as many keys as a tree has.
//
// # Terms
//
// A query is terms with spaces between them, in any order, as in fzf. A key
// matches if it matches all of them. A | that stands alone joins the terms beside
// it: one of them is enough.
//
//	foo     f, o and o in this order, anything between them
//	'foo    foo as it is
//	^foo    foo, where the key begins
//	foo$    foo, where it ends
//	^foo$   foo is the key
//	!foo    no foo in the key; !^foo and !foo$ likewise
//	!'foo   not even f, o and o with anything between them
//	foo | ^bar | baz$
//	        one of these; "| foo" is two terms, \x7c is a bar that is text
//
// A backslash before a space makes it a part of the term, and \xff is a byte,
// \u00e9 a character, \\ a backslash, as wherever a key is typed
// ([model.Unescape]). A sign that is spelled so is text: \x5efoo looks for ^foo.
// A term that is only its signs yet asks for nothing. A capital letter in a
// term makes it look for letters as they are; without one their case doesn't
// matter (beyond ASCII, too).
//
// Loosely, bytes that aren't text are all alike, as they are in a regular
// expression or a glob (where \x{fffd}, \xff match any of them); exactly, they
// are what they are.
//
// # Patterns
//
// "re:" and what follows, spaces too, is a regular expression as Go's regexp
// has it (RE2: linear in time), which matches anywhere in the key. The dot
// matches line ends. Blanks before "re:" and "glob:", and their case, don't
// matter.
//
// "glob:" and what follows is a glob:
//
//	[a-z]    one of these characters, [!a-z] none of them and no separator
//	{a,b}    a or b, which may be globs themselves
//	?        a character that isn't the separator
//	*        any text without a separator
//	**       any text
//	**/      any prefixes, also none
//	\        what follows as it is; \xff and the like as above
//
// It must match to the key's end. If it begins with the separator, from the
// key's beginning; else from there or from after any separator, as in
// .gitignore: pods/default/* finds /registry/pods/default/x, *-x2x9z what has
// such a last name. Where the separator has several characters, * stops at its
// first one.
//
// Letters' case matters as it does in terms: if there is a capital one. It may be
// spelled (\x41), but not in a regular expression, where no escape is one (\S).
//
// # Scores
//
// A loose term has the score that github.com/sahilm/fuzzy gives, so the keys
// that one term finds are ranked as that library ranks them, ties by key (but
// it sees a key only up to the first NUL, and here a NUL is a character like
// any other). An exact term has what the library would give for the place of
// the first one (of the last one for foo$), without the bonus for characters
// in a row, which is the same in every key. The score of a key is the sum, of
// terms joined by | that of the best one that matches; terms with ! and patterns
// add nothing.
package find
