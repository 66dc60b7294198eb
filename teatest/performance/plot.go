//go:build linux

package main

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"strings"
)

// The picture has one panel for each curve, both axes logarithmic. Its colours
// are legible on white and on black; what tells things apart is also said in
// words.
const (
	panelWidth  = 300
	panelHeight = 220
	marginLeft  = 52
	marginTop   = 34
	marginRight = 14
	marginDown  = 46
)

const plotStyle = `<style>
text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-weight: 600; fill: #24292f }
.axis { stroke: #8c959f; fill: none }
.grid { stroke: #8c959f; stroke-opacity: .25 }
.fit { stroke: #8c959f; stroke-dasharray: 4 3; fill: none }
.line { stroke: #0969da; stroke-width: 2; fill: none }
.dot { fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 } .title { fill: #f0f6fc } .line { stroke: #4493f8 } .dot { fill: #4493f8 }
}
</style>
`

// plot draws the curves beside each other.
func plot(curves []curve) []byte {
	var b bytes.Buffer
	width, height := len(curves)*(panelWidth+marginLeft+marginRight), panelHeight+marginTop+marginDown
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>Cost against the number of keys</title>\n%s", plotStyle)
	for i, c := range curves {
		fmt.Fprintf(&b, `<g transform="translate(%d,%d)">`+"\n", i*(panelWidth+marginLeft+marginRight)+marginLeft, marginTop)
		newPanel(c).draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// panel is one curve with the decades that its axes span.
type panel struct {
	curve
	left, right, bottom, top float64 // powers of ten
}

func newPanel(c curve) panel {
	p := panel{curve: c, left: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(1), top: math.Inf(-1)}
	for _, q := range c.points {
		p.left, p.right = min(p.left, math.Floor(math.Log10(q.n))), max(p.right, math.Ceil(math.Log10(q.n)))
		p.bottom, p.top = min(p.bottom, math.Floor(math.Log10(q.cost))), max(p.top, math.Ceil(math.Log10(q.cost)))
	}
	p.right, p.top = max(p.right, p.left+1), max(p.top, p.bottom+1)
	return p
}

func (p panel) x(n float64) float64 {
	return (math.Log10(n) - p.left) / (p.right - p.left) * panelWidth
}

func (p panel) y(cost float64) float64 {
	return panelHeight - (math.Log10(cost)-p.bottom)/(p.top-p.bottom)*panelHeight
}

func (p panel) draw(b *bytes.Buffer) {
	exponent, factor := fit(p.points)
	fmt.Fprintf(b, `<text class="title" x="0" y="-14">%s</text>`+"\n", html.EscapeString(fmt.Sprintf("%s (%s), ~ %s", p.what, p.unit, power(exponent))))
	p.axes(b)
	first, last := p.points[0].n, p.points[len(p.points)-1].n
	if !math.IsNaN(exponent) {
		fmt.Fprintf(b, `<path class="fit" d="M%.1f %.1f L%.1f %.1f"/>`+"\n", p.x(first), p.y(factor*math.Pow(first, exponent)), p.x(last), p.y(factor*math.Pow(last, exponent)))
	}
	var path strings.Builder
	for i, q := range p.points {
		fmt.Fprintf(&path, "%c%.1f %.1f ", "ML"[min(i, 1)], p.x(q.n), p.y(q.cost))
		fmt.Fprintf(b, `<circle class="dot" cx="%.1f" cy="%.1f" r="3.5"><title>%s: %s %s</title></circle>`+"\n", p.x(q.n), p.y(q.cost), keys(int(q.n)), digits(q.cost), p.unit)
	}
	fmt.Fprintf(b, `<path class="line" d="%s"/>`+"\n", strings.TrimSpace(path.String()))
	end := p.points[len(p.points)-1]
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="end">%s %s</text>`+"\n", p.x(end.n)-6, p.y(end.cost)-8, digits(end.cost), p.unit)
}

// axes are a frame with a line and a number at every power of ten.
func (p panel) axes(b *bytes.Buffer) {
	for e := p.left; e <= p.right; e++ {
		x := p.x(math.Pow(10, e))
		fmt.Fprintf(b, `<path class="grid" d="M%.1f 0 V%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", x, panelHeight, x, panelHeight+18, short(math.Pow(10, e)))
	}
	for e := p.bottom; e <= p.top; e++ {
		y := p.y(math.Pow(10, e))
		fmt.Fprintf(b, `<path class="grid" d="M0 %.1f H%d"/><text x="-6" y="%.1f" text-anchor="end">%s</text>`+"\n", y, panelWidth, y+4, short(math.Pow(10, e)))
	}
	fmt.Fprintf(b, `<path class="axis" d="M0 0 V%d H%d"/><text x="%d" y="%d" text-anchor="middle">keys</text>`+"\n", panelHeight, panelWidth, panelWidth/2, panelHeight+36)
}

// short is a power of ten in few letters.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%gM", v/1e6)
	case v >= 1e3:
		return fmt.Sprintf("%gk", v/1e3)
	}
	return fmt.Sprintf("%.4g", v)
}
