package themes

// Names are the built-in themes, by which a person may choose one.
func Names() []string { return []string{"dark", "light", "ansi16", "mono"} }

// Named returns the built-in theme of a name.
func Named(name string) (theme Theme, ok bool) {
	switch name {
	case "dark":
		return Dark(), true
	case "light":
		return Light(), true
	case "ansi16":
		return ANSI16(), true
	case "mono":
		return Mono(), true
	}
	return Theme{}, false
}

// Tones are the colours in which a person may have a cluster's name shown.
func Tones() []string { return []string{"red", "yellow", "green", "blue"} }

// Tone is the token that looks like a tone in every theme; text for none. The
// magenta of Past isn't among them: it means something else.
func (i Ink) Tone(name string) Style {
	switch name {
	case "red":
		return i.Bad
	case "yellow":
		return i.Warn
	case "green":
		return i.OK
	case "blue":
		return i.Accent
	}
	return i.Text
}
