package value

// dumps shows any value.
func dumps(in input) []form {
	return []form{{kind: KindHex, about: "binary", show: func() shown {
		return shown{body: newHexDump(in.raw)}
	}}}
}

// hexDump shows bytes as hexdump -C does: their offset, the bytes in groups
// of eight, and those that are ASCII.
//
//	00000000  6b 38 73 00 0a 0c 0a 02  76 31 12 06 53 65 63 72  |k8s.....v1..Secr|
type hexDump struct {
	raw     []byte
	columns int // bytes on a line
}

func newHexDump(raw []byte) hexDump { return hexDump{raw: raw, columns: 16} }

// columnsFor is how many bytes a line of width cells has room for, the whole
// line being shown: 16 in 78 cells, 8 in 45, 4 in 29.
func columnsFor(width int) int {
	columns := 16
	for columns > 4 && hexWidth(columns) > width {
		columns /= 2
	}
	return columns
}

// hexWidth is the width of a line of so many bytes.
func hexWidth(columns int) int {
	groups := (columns + 7) / 8
	return len("00000000") + groups + len(" 00")*columns + len("  ||") + columns
}

func (h hexDump) fit(width int) (fitted body, other bool) {
	return hexDump{raw: h.raw, columns: columnsFor(width)}, columnsFor(width) != h.columns
}

func (h hexDump) len() int { return (len(h.raw) + h.columns - 1) / h.columns }

func (hexDump) continued(int) bool { return false }

func (h hexDump) line(i int, _ func(string) string) []Span {
	offset := i * h.columns
	row := h.raw[offset:min(offset+h.columns, len(h.raw))]
	return []Span{
		{Text: hexOffset(offset), Token: Faint},
		{Text: hexBytes(row, h.columns)},
		{Text: hexGutter(row), Token: Muted},
	}
}

const hexDigits = "0123456789abcdef"

func hexOffset(offset int) string {
	var b [8]byte
	for i := range b {
		b[i] = hexDigits[offset>>(28-4*i)&0xf]
	}
	return string(b[:])
}

// hexBytes is as wide for a short last row as for the others.
func hexBytes(row []byte, columns int) string {
	b := make([]byte, 0, hexWidth(columns))
	for i := range columns {
		if i%8 == 0 {
			b = append(b, ' ')
		}
		if i < len(row) {
			b = append(b, ' ', hexDigits[row[i]>>4], hexDigits[row[i]&0xf])
		} else {
			b = append(b, "   "...)
		}
	}
	return string(append(b, "  "...))
}

func hexGutter(row []byte) string {
	b := append(make([]byte, 0, len(row)+2), '|')
	for _, c := range row {
		if c < ' ' || c > '~' {
			c = '.'
		}
		b = append(b, c)
	}
	return string(append(b, '|'))
}
