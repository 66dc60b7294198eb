package value

// Span is a piece of a line that is all of one token.
type Span struct {
	Text  string // display text, safe to be shown
	Token Token
}

// Token says what a piece of a value is. Each has one look in a theme.
type Token uint8

// The tokens, in the words of the themes.
const (
	Text    Token = iota // the value's own text
	Muted                // what holds the rest together: braces, commas, the gutter
	Faint                // what isn't the value's own, or hardly matters: offsets
	Key                  // the name of a field
	String               // a string
	Number               // a number
	Literal              // true, false, null
	Bad                  // something is wrong with it: it has expired
	Added                // in a diff, what only the newer document has
	Removed              // what only the older one has
)
