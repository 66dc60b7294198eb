package themes

// Glyphs are the signs of the program, each of them one cell wide but for
// the ASCII ones that say otherwise.
type Glyphs struct {
	Closed, Open string // a prefix
	Mark         string // live, or just changed
	Above        string // just removed, above the line
	Both         string // a key that is a prefix too
	Arriving     string // more is coming
	AtLeast      string // before a number that may be too low
	Deleted      string // also denied and failed
	Bookmark     string
	Warning      string
	Lagging      string
	Past         string
	Pointer      string // the chosen line of an overlay
	Prompt       string // between the name of an overlay and what is typed

	Full, Empty string   // the progress bar
	Thumb       string   // the scroll bar's
	Spinner     []string // frames of equal width

	Horizontal, Vertical                       string
	TopLeft, TopRight, BottomLeft, BottomRight string
}

// Unicode returns the usual glyphs.
func Unicode() Glyphs {
	return Glyphs{
		Closed: "▸", Open: "▾", Mark: "●", Above: "▴", Both: "○", Arriving: "⋯", AtLeast: "≥",
		Deleted: "✕", Bookmark: "◆", Warning: "⚠", Lagging: "◐", Past: "⏮", Pointer: "▌", Prompt: "▸",
		Full: "▓", Empty: "░", Thumb: "┃",
		Spinner:    []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
		Horizontal: "─", Vertical: "│",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯",
	}
}

// ASCII returns the glyphs for terminals and fonts without the others.
func ASCII() Glyphs {
	return Glyphs{
		Closed: ">", Open: "v", Mark: "*", Above: "^", Both: "o", Arriving: "...", AtLeast: ">=",
		Deleted: "x", Bookmark: "+", Warning: "!", Lagging: "~", Past: "|<", Pointer: ">", Prompt: ">",
		Full: "#", Empty: ".", Thumb: "#",
		Spinner:    []string{"|", "/", "-", "\\"},
		Horizontal: "-", Vertical: "|",
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
	}
}
